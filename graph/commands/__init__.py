"""What a person may do from a shell, beside serving."""
