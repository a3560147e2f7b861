"""Chỉ tiêu: plans, what they demand, what was reached."""
