"""Doors that people use, a module a room."""
