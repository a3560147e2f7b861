"""What a resident's phone keeps of the product, and how it is put there."""
