"""The leader's checks each minute, beside its jobs. Erasures and daily figures only while the clock is trusted."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from app.country import clock
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

# The minute of the hour at which all files of papers are listed.
OF_STRAYS = 17


def go(
    settings: Settings, *, waits: Callable[[], object] = lambda: False, leads: Callable[[], object] = lambda: True
) -> None:
    """Do one round. `waits`: whether a job waits by now, so that what may be done later is; what is to be erased, what
    lapses and the night's backup never wait. `leads`: whether this process leads, asked before each step.

    Raises:
        ExceptionGroup: steps failed. The others had their turn all the same, the night's backup above all.
    """
    failed: list[Exception] = []
    for step in _steps(settings, waits):
        if not leads():
            break
        try:
            step()
        except Exception as error:
            db.session.rollback()
            failed.append(error)
    if failed:
        raise ExceptionGroup("steps of the round failed", failed)


def _steps(settings: Settings, waits: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """The steps in order; each is looked up when the step before is done."""
    now = trusted_days.moment(settings)
    trusted = now is not None
    yield shelves.remove_noted
    if trusted:  # whom a wrong clock took a seat from would not get it back
        yield sweeping.lapse
    yield place_mark.check  # of a store that did not answer at the start
    yield shelves.tidy
    if clock.now().minute == OF_STRAYS:
        yield partial(shelves.remove_strays, settings)
    yield sweeping.forget_addresses
    yield sweeping.forget_stamps
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
        yield report_rules.go
    yield partial(nightly.back_up, settings, prune=trusted)
    if waits():
        return
    if certain:
        yield measuring.go
    # By its name, as work is called: this module is reached from the web process, which draws nothing.
    yield partial(import_module("app.jobs.certificate_pictures").draw_missing, settings)
    if certain:
        yield partial(summing.go, waits)
