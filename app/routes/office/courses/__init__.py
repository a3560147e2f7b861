"""Courses: made, published, changed, closed."""
