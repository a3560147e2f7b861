"""Pairs: every one found and read, handed over, ended; messages to silent ones."""
