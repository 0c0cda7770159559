"""Money: proved against a plain model, in races, and through kills."""
