"""Plans, what they demand, and what was measured of it."""
