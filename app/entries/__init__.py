"""What is recorded for a programme: read from any door by one reader, judged by one judge, stored by one function."""
