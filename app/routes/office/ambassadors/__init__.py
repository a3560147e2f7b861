"""Đại sứ số: offers, appointments, papers, letters of thanks."""
