"""The list of classes: what it shows, where each class stands, what is done with chosen ones."""
