"""What the house costs and how it stands, counted from the code; `python -m tools.house` prints it beside its goals."""
