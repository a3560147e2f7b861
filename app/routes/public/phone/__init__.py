"""The product on a resident's phone: what it keeps, and how it is installed."""
