"""Figures. Each is counted in one place and opens the rows behind it. Imports models, never pages."""
