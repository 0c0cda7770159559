"""What every remote door shares: requests and answers as values, and the way they travel."""
