"""Seen from outside: what a request did, told as spans, metrics and lines of a log."""
