"""What this service itself remembers: its connections, their sealed secrets, leases, used codes."""
