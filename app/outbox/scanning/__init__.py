"""Codes scanned or typed at the door of a lesson, and the list that a helper's phone looks them up in."""
