"""What wraps every operation."""
