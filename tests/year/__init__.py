"""A ward's year, played by a machine: random steps through the doors that people use, and what must hold after each."""
