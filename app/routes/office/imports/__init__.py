"""Lists brought in."""
