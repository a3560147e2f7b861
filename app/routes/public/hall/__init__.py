"""Self check-in in the hall by the code on the wall, and the cookies that it uses."""
