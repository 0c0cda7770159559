"""The explorer's page: its sources, and what npm and Vite make of them."""
