"""The pages of what app/indicators declares: all figures, one with its table, the rows behind it, its files."""
