"""The day of the office: what waits, in the order of the harm that waiting does."""
