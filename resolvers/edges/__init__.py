"""From one noun to the next, always through a loader."""
