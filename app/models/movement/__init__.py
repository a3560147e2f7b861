"""Who carries the movement in a ward: its teams and who is in them."""
