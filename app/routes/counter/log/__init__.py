"""The help log at the counter: noting, correcting, the day, the month, shifts, tallies, papers."""
