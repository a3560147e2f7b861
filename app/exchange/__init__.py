"""Import and export of a ward's data: lists in, lists out, backups."""
