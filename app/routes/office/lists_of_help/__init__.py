"""The ward's lists for its help log."""
