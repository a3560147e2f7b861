"""Requests for help at home, from the asking to the help that closes them."""
