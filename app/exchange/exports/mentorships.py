"""Exports mentorships: a row a pair, so a person with two mentorships has two."""

from flask_babel import lazy_gettext as _l

from app.country import clock
from app.exchange.exports.values import Columns
from app.models import Mentorship, MentorshipSkill, Reached
from app.web.words.mentorships import OUTCOMES, REACHED


def _goal_words(goal: MentorshipSkill) -> str:
    return f"{goal.skill.label}: {REACHED[goal.reached]}"


COLUMNS: Columns[Mentorship] = (
    (_l("Người được kèm"), lambda pair: pair.person.full_name),
    (_l("Năm sinh"), lambda pair: pair.person.birth_year),
    ("", lambda pair: group.name if (group := pair.person.residential_group) else str(_l("Nơi khác"))),
    (_l("Đại sứ số"), lambda pair: pair.ambassador.person.standing.full_name),
    (_l("Mã Đại sứ số"), lambda pair: pair.ambassador.code),
    (_l("Từ ngày"), lambda pair: pair.since),
    (_l("Gặp lần cuối"), lambda pair: clock.local(pair.last_met_at).date() if pair.last_met_at else None),
    (_l("Việc cần học và kết quả"), lambda pair: "; ".join(map(_goal_words, pair.goals))),
    (_l("Số việc tự làm được"), lambda pair: sum(goal.reached == Reached.CAN_DO for goal in pair.goals)),
    (_l("Số việc cần học"), lambda pair: len(pair.goals)),
    (_l("Kết thúc ngày"), lambda pair: pair.until),
    (_l("Kết quả"), lambda pair: str(OUTCOMES[pair.outcome]) if pair.outcome else ""),
)
