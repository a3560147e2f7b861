"""The pages of what is declared in app/registers/kept: one list, one form, both versions, one history for all of it."""
