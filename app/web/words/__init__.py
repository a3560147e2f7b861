"""Wording that several screens and papers share, one module for each noun; a template has the sentences of its page."""
