"""What happens when, from the first registration in March to the count in May."""

from collections.abc import Callable
from datetime import date
from functools import partial

from tests.browser.term import lessons, mishaps, papers, plan, registering
from tests.browser.term.ward import Ward

Event = tuple[date, str, Callable[[], None]]


def of_the_term(ward: Ward) -> list[Event]:
    """Everything in its order."""
    days = sorted({one.day for one in plan.registrations()})
    happens: list[Event] = [(day, "07:00", partial(registering.of_a_day, ward, day)) for day in days]
    for planned in plan.classes().values():
        for meeting in planned.meetings:
            if meeting.held:
                happens.append((meeting.day, meeting.hour, partial(lessons.hold, ward, meeting)))
    happens += _told(ward)
    return sorted(happens, key=lambda event: event[:2])


def _told(ward: Ward) -> list[Event]:
    """What the sample does not tell."""
    plots: list[tuple[str, str, Callable[[Ward], None]]] = [
        ("2026-03-17", "20:00", mishaps.give_up),
        ("2026-04-09", "10:00", mishaps.open_the_thirteenth),
        ("2026-04-10", "15:00", papers.sent_back_and_approved),
        ("2026-04-11", "14:00", mishaps.lapse_and_accept),
        ("2026-04-13", "15:00", papers.with_an_exception),
        ("2026-04-14", "10:00", mishaps.register_on_the_wrong_class),
        ("2026-04-14", "20:00", lessons.tell_beforehand),
        ("2026-04-17", "15:00", papers.hand_over),
        ("2026-04-20", "10:00", mishaps.move_the_hall),
        ("2026-04-22", "14:00", mishaps.walk_in_at_the_thirteenth),
        ("2026-04-23", "10:00", mishaps.change_details),
        ("2026-04-24", "10:00", mishaps.call_the_thirteenth_off),
        ("2026-05-04", "15:00", papers.without_more_ado),
        ("2026-05-07", "10:00", papers.replace_a_name),
        ("2026-05-08", "10:00", papers.revoke),
        ("2026-05-12", "10:00", mishaps.cancel_a_lesson),
        ("2026-05-14", "08:00", papers.verify),
    ]
    return [(date.fromisoformat(day), hour, partial(play, ward)) for day, hour, play in plots]
