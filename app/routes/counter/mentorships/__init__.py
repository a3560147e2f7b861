"""An ambassador's mentees: whom to visit next, visits, goals, the book."""
