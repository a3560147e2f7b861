"""Wording for attendance, for tables, a person's page and files: one word for a status, both if two devices differ."""

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l

from app.models import Status
from app.models.learning.class_list import OUTSIDE
from app.models.learning.contest import Contest

STATUS = {
    Status.PRESENT: _l("Có mặt"),
    Status.LATE: _l("Đến muộn"),
    Status.EXCUSED: _l("Có phép"),
    Status.ABSENT: _l("Vắng"),
    Status.UNMARKED: _l("Chưa ghi"),
}


def status_word(status: str) -> str:
    """The label of a status; "" if it is unknown or the person was not in class."""
    return str(STATUS[Status(status)]) if status and status != OUTSIDE else ""


def both_words(contest: Contest) -> str:
    """ "Có mặt / Vắng, tính Có mặt": what devices recorded for a person at a lesson, and what counts."""
    words = " / ".join(status_word(word.status) for word in contest.words)
    return str(_("%(words)s, tính %(stands)s", words=words, stands=status_word(contest.stands)))


def contest_words(contests: Iterable[Contest]) -> str:
    """ "Buổi 2: Có mặt / Vắng, tính Có mặt": the same lesson by lesson; "" if devices agree."""
    return "; ".join(
        str(_("Buổi %(number)s: %(words)s", number=contest.lesson_number, words=both_words(contest)))
        for contest in contests
    )
