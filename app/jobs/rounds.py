"""The worker's checks each minute, beside its jobs. Erasures and daily figures only while the clock is trusted."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from app.jobs import (
    forgetting,
    left_behind,
    measuring,
    nightly,
    report_rules,
    shelves,
    sleeping,
    summing,
    sweeping,
    taken_back,
)
from app.web import place_mark, running, trusted_days
from app.web.database import db
from app.web.settings import Settings


def go(settings: Settings, *, idle: bool, waits: Callable[[], object] = lambda: False) -> None:
    """Do one round; while jobs wait, only the seats that other people wait for. `waits`: whether a job waits by now.

    Raises:
        ExceptionGroup: steps failed. The others had their turn all the same, the night's backup above all.
    """
    failed: list[Exception] = []
    for step in _steps(settings, idle, waits):
        try:
            step()
        except Exception as error:
            db.session.rollback()
            failed.append(error)
    if failed:
        raise ExceptionGroup("steps of the round failed", failed)


def _steps(settings: Settings, idle: bool, waits: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """The steps in order; each is looked up when the step before is done."""
    now = trusted_days.moment(settings)
    trusted = now is not None
    yield shelves.remove_noted
    if trusted:  # whom a wrong clock took a seat from would not get it back
        yield sweeping.lapse
    if not idle:
        return
    yield place_mark.check  # of a store that did not answer at the start
    yield shelves.tidy
    yield sweeping.forget_addresses
    yield sweeping.end_visits
    yield partial(running.forget_silent, settings)
    yield partial(taken_back.note, settings)
    if trusted:
        yield sweeping.forget_lists
        yield sweeping.forget_hall_requests
        yield sweeping.forget_requests
        yield sweeping.forget_offers
        yield sweeping.forget_presses
        yield sleeping.put_to_sleep
        yield sweeping.forget_data_requests
    if now is not None:
        yield partial(forgetting.go, settings, now)
    certain = trusted_days.is_certain(settings)
    if certain:
        yield left_behind.go
        yield measuring.go
        yield report_rules.go
    # By its name, as work is called: this module is reached from the web process, which draws nothing.
    yield partial(import_module("app.jobs.certificate_pictures").draw_missing, settings)
    yield partial(nightly.back_up, settings, prune=trusted)
    if certain:
        yield partial(summing.go, waits)
