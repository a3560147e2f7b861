"""A worker that stands still for good before it has issued anything, half a file written; the test kills it there."""

from tests.jobs import halting_worker

halting_worker._issued.append({})
