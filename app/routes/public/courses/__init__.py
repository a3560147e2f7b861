"""A course as anybody sees it: its page, calendar, poster, preview."""
