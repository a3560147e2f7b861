"""What the worker looks after each minute, beside its jobs; what erases for good, or keeps the figure of a day, only
while the clock is trusted."""

from collections.abc import Callable
from importlib import import_module

from app.jobs import (
    forgetting,
    left_behind,
    measuring,
    nightly,
    shelves,
    sleeping,
    summing,
    sweeping,
    taken_back,
)
from app.web import trusted_days
from app.web.settings import Settings


def go(settings: Settings, *, idle: bool, waits: Callable[[], object] = lambda: False) -> None:
    """Go round once; with jobs waiting, only to the seats that others wait for. `waits`: whether one does by now."""
    now = trusted_days.moment(settings.data_dir)
    trusted = now is not None
    if trusted:  # whom a wrong clock took a seat from would not get it back
        sweeping.lapse()
    if not idle:
        return
    shelves.tidy(settings.papers_dir)
    sweeping.forget_addresses()
    sweeping.end_visits()
    taken_back.note(settings)
    if trusted:
        sweeping.forget_lists(settings.imports_dir)
        sweeping.forget_requests()
        sweeping.forget_offers()
        sleeping.put_to_sleep()
        sweeping.forget_data_requests()
    if now is not None:
        forgetting.go(settings, now)
    certain = trusted_days.is_certain(settings.data_dir)
    if certain:
        left_behind.go()
        measuring.go()
    # By its name, as work is called: this module is reached from the web process, which draws nothing.
    import_module("app.jobs.certificate_pictures").draw_missing(settings)
    nightly.back_up(settings, prune=trusted)
    if certain:
        summing.go(waits)
