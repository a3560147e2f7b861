"""Registration of a person or a family for a course."""
