"""A ticket: its page, and what its people may say and change there without an account."""
