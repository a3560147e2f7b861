"""What must hold after each step, a module a kind."""
