"""A ticket's page, and what its people may report and change there without an account."""
