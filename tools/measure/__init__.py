"""`script/bench`: the product measured beside its floors, in the same run. See docs/measuring.md.

A floor is the least that the same work can cost: a bare Flask page, one INSERT and COMMIT, a sheet laid out by hand.
The floors live outside of this repository and are called as they are (floors.py). No tests: pytest collects nothing.
"""
