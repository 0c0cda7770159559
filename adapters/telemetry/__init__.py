"""Telling a collector what was done: spans, and OpenTelemetry's protocol to carry them."""
