"""The scanner of whoever keeps the roll: tickets and citizen cards become marks."""
