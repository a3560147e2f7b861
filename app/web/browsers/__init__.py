"""Browsers: reading user agents, installing the app, the files that phones store."""
