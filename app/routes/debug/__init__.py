"""The debug room: pages for those who build the product, never served in a ward."""
