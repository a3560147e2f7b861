"""What a ward keeps for its help log: topics, results, reasons, age bands, skills, desks."""
