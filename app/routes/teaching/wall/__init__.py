"""Self check-in as the instructor has it: open it, the picture for the wall, the code on paper."""
