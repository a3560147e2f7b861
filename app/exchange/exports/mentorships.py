"""Exports mentorships: a row a pair."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.country import clock, sentences
from app.exchange.exports.values import Value
from app.models import Mentorship, Reached
from app.web.words.mentorships import OUTCOMES, REACHED


def heading(group_word: str) -> list[str]:
    """The titles of the columns."""
    return [
        str(_("STT")),
        str(_("Người được kèm")),
        str(_("Năm sinh")),
        sentences.begun(group_word),
        str(_("Đại sứ số")),
        str(_("Mã Đại sứ số")),
        str(_("Từ ngày")),
        str(_("Gặp lần cuối")),
        str(_("Việc cần học và kết quả")),
        str(_("Số việc tự làm được")),
        str(_("Số việc cần học")),
        str(_("Kết thúc ngày")),
        str(_("Kết quả")),
    ]


def rows(pairs: Iterable[Mentorship]) -> Iterator[list[Value]]:
    """A row for each pair; a person with two mentorships has two."""
    for number, pair in enumerate(pairs, 1):
        person, goals = pair.person, list(pair.goals)
        group = person.residential_group
        yield [
            number,
            person.full_name,
            person.birth_year,
            group.name if group else str(_("Nơi khác")),
            pair.ambassador.person.standing.full_name,
            pair.ambassador.code,
            pair.since,
            clock.local(pair.last_met_at).date() if pair.last_met_at else None,
            "; ".join(f"{goal.skill.label}: {REACHED[goal.reached]}" for goal in goals),
            sum(goal.reached == Reached.CAN_DO for goal in goals),
            len(goals),
            pair.until,
            str(OUTCOMES[pair.outcome]) if pair.outcome else "",
        ]
