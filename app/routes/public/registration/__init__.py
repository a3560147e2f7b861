"""Somebody, or a family, registers for a course."""
