"""Phong trào: the programmes of a ward, and what is recorded of each."""
