"""The doors on the web: the endpoint, callers, the explorer's page, health, metrics."""
