"""The one place where concrete adapters are named, stacked and opened."""
