"""Helping people one by one: at a desk, at home, by an ambassador. Lượt (times) and người (people) never make a sum."""
