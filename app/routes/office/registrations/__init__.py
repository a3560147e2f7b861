"""Who is registered for a course."""
