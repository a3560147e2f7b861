"""Requests about one's own data, and their state."""
