"""The board of requests for help at home, and the teams that go there."""
