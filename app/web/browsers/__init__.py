"""The browsers this is opened in: what they tell of themselves, how they install it, what they keep of it."""
