"""The frame of rooms that are worked in at a desk: where one can go, what waits, what is found, how lists are shown."""
