"""Self check-in for the instructor: open it, the picture for the wall, the code on paper."""
