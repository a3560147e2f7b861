"""A course's public pages: course, calendar, poster, preview."""
