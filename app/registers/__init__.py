"""What a ward keeps, declared once and read by whatever needs it: registers, papers, acts of the trail.

A declaration is data that can be read aloud. Nothing here knows Flask, but for words that are translated when read,
and nothing here draws: what draws a paper is named by its module.
"""
