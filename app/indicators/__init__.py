"""Figures over what was noted: each counted in one place, each opening the rows behind it. Knows models only."""
