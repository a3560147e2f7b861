"""What several nouns share: how they come about and what becomes of them, told once."""
