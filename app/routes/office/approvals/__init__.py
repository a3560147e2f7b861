"""A course's list on its way to the leader and back."""
