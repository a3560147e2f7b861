"""From door to door: the houses that somebody records for a programme."""
