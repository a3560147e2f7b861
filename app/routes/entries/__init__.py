"""Entries of programmes, for the rooms that record, show, confirm and mend them: what these do alike."""
