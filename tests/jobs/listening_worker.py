"""A worker that looks for work as it starts and never again by itself: whatever it does later, it was told of."""

from app.jobs import queue

queue.enqueue_lost = lambda lane: None  # what each minute calls
