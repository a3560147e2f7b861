"""What learners are told."""
