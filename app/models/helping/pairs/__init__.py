"""Pairs of an ambassador and a mentee: goals, visits, what was reached, links in messages."""
