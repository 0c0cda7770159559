"""One file per noun the schema shows; declarations only."""
