"""Content of a report: its figures, their places in sentences, and the generated draft."""
