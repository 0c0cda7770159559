"""Limits: what a document asks for, counted and priced before any of it is done."""
