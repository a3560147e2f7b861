"""Fields that more than one form has, and forms that are mended."""
