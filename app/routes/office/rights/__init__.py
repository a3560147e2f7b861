"""The office answers what people ask of what is kept of them."""
