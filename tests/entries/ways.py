"""By which endpoints entries are recorded: those of the doors, and no other. A press that records by another one fails
in whatever test makes it."""

from functools import wraps
from typing import Any

from flask import has_request_context, request

from app.models import ProgrammeEntry
from app.models.movement.entry_recording import Recording
from tests.entries.doors import DOORS

# They take no answers: that a report came on paper, and "Giữ nguyên", which sends again what was sent.
WITHOUT_ANSWERS = frozenset({"office.report_senders.update", "counter.unchanged_entries.create"})
ENDPOINTS = WITHOUT_ANSWERS.union(*(each.endpoints for each in DOORS))
# By which endpoint each entry was recorded, the newest last; None: outside of a press.
recorded_by: list[str | None] = []
_entry = Recording.entry


def record_by_doors_alone() -> None:
    """From now on a press that records an entry by an endpoint of no door fails."""

    @wraps(_entry)
    def entry(self: Recording, *given: Any, **more: Any) -> ProgrammeEntry:
        endpoint = request.endpoint if has_request_context() and request.method == "POST" else None
        assert endpoint is None or endpoint in ENDPOINTS, (
            f"{endpoint} records: make it a door of tests/entries/doors.py"
        )
        recorded_by.append(endpoint)
        return _entry(self, *given, **more)

    Recording.entry = entry
