"""Who is asking: passwords and codes checked, tokens signed and read, identity providers heard."""
