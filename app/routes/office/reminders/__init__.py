"""Reminding those who are late with reports, tasks and months."""
