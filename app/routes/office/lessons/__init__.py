"""Lessons of a course, moved, called off, taught by somebody else."""
