"""The ward of the demo that is measured: it has its own people, the others stand for the province."""

DEMO_WARD = "05443"
