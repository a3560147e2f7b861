"""What goes in and out of a ward's data: lists brought in, lists taken out, backups."""
