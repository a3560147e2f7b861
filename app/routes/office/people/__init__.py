"""Who is on file."""
