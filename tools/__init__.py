"""Tools of whoever builds the product: no part of it, and no test."""
