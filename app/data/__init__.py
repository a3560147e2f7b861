"""Data that ships with the product, and what reads it into an empty database."""
