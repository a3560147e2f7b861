"""Đại sứ số: who serves, who offers themselves, what they did, the ward's letters of thanks."""
