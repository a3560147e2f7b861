"""What a report says: its figures, where they stand in its sentences, and the draft that the machine writes."""
