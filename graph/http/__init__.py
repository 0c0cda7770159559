"""The doors on the web: the endpoint, the explorer's page, health."""
