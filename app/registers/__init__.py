"""Declarations of what a ward keeps: registers, figures, decisions, papers, events of the trail.

A declaration is data. Nothing here imports Flask except for translated words, and nothing here draws: a paper names the
module that draws it.
"""
