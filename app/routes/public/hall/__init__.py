"""In the hall: people mark themselves by the code on the wall, and what their browsers carry for that."""
