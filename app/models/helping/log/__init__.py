"""The help log: records, their corrections, tallies from paper, what one shift leaves the next."""
