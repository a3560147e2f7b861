"""visit {mentorship: <public id>, met, skills: {key: state}, evidence: {key: ground}, next_on, minutes, note}: an
ambassador visited a mentee. visit {mentorship, withdrawn: true, visit: <uuid>}: that visit is withdrawn.

They may arrive in any order; the newest state of a skill and the newest date of a next visit win.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _

from app.country import clock, formats
from app.models import Account, Ambassador, Evidence, Mentorship, MentorVisit, PairOutcome, Reached, Role, Skill
from app.models.helping.pairs.mentor_visit import MOST_MINUTES, NotTheirs, VisitFacts
from app.models.helping.pairs.skill_step import SkillStatement
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The furthest date of a next visit.
FARTHEST = timedelta(days=366)


class VisitKind(OperationKind):
    """A visit, or the withdrawal of one. A visit made before the pair ended counts, whenever it arrives."""

    name = "visit"
    works = frozenset({Role.AMBASSADOR})

    def do(self, desk: Desk, operation: Operation) -> str:
        """Store the visit. See `MentorVisit.record`."""
        by = desk.session.get(Account, desk.account_id) if desk.account_id else None
        pair = desk.session.scalars(Mentorship.locked_called(operation.text("mentorship").lower())).one_or_none()
        if by is None or pair is None or pair.ambassador.account_id != by.id:
            raise OperationRefused(
                _("Anh chị không kèm người này. Chưa ghi gì; anh chị hỏi cán bộ phụ trách của phường.")
            )
        if operation.data.get("withdrawn") is True:
            return self._take_back(desk, pair, operation)
        try:
            MentorVisit.record(desk.session, pair, self._facts(desk, pair, operation), by=by, now=desk.now)
        except NotTheirs:
            raise OperationRefused(_ended_words(desk, pair)) from None
        desk.count_in(pair.unit_id, self.name)
        return "" if pair.is_open else _went_words(desk, pair)

    def _take_back(self, desk: Desk, pair: Mentorship, operation: Operation) -> str:
        uuid = operation.text("visit").lower()
        if not _UUID.fullmatch(uuid):
            raise OperationRefused(_("Việc này không đủ nội dung."))
        visit = desk.session.scalars(MentorVisit.called(uuid)).first()
        if visit is not None and visit.mentorship_id != pair.id:
            raise OperationRefused(_("Lần gặp này của người khác nên không bỏ được."))
        MentorVisit.take_back(desk.session, pair, uuid, at=operation.at, now=desk.now)
        desk.count_in(pair.unit_id, "visit_withdrawn")
        return ""

    def _facts(self, desk: Desk, pair: Mentorship, operation: Operation) -> VisitFacts:
        met = operation.data.get("met")
        if not isinstance(met, bool):
            raise OperationRefused(_("Việc này không đủ nội dung."))
        minutes = operation.data.get("minutes")
        is_valid = isinstance(minutes, int) and not isinstance(minutes, bool) and 0 <= minutes <= MOST_MINUTES
        return VisitFacts(
            uuid=operation.uuid,
            met=met,
            at=operation.at,
            minutes=minutes if is_valid and isinstance(minutes, int) else None,
            note=operation.text("note"),
            skills=self._words(desk, pair, operation) if met else {},
            next_on=read_day(operation.text("next_on"), desk.now.date() - timedelta(days=1)),
        )

    def _words(self, desk: Desk, pair: Mentorship, operation: Operation) -> dict[Skill, SkillStatement]:
        states, grounds = operation.data.get("skills"), operation.data.get("evidence")
        if not isinstance(states, Mapping):
            return {}
        skills = desk.session.scalars(Skill.called(pair.unit_id, [key for key in states if isinstance(key, str)]))
        return read_words({skill.key: skill for skill in skills}, states, grounds)


def read_words(
    skills: Mapping[str, Skill], states: Mapping[str, object], grounds: object
) -> dict[Skill, SkillStatement]:
    """The states of some skills; unknown states are left out."""
    by_key = grounds if isinstance(grounds, Mapping) else {}
    words = {}
    for key, skill in skills.items():
        state, ground = states.get(key), by_key.get(key)
        if isinstance(state, str) and state in list(Reached):
            known = Evidence(ground) if isinstance(ground, str) and ground in list(Evidence) else None
            words[skill] = SkillStatement(Reached(state), known)
    return words


def read_day(text: str, first: date) -> date | None:
    """A day "2026-11-27", from `first` to a year ahead; None for anything else."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and first <= day <= clock.today() + FARTHEST else None


def _successor(desk: Desk, pair: Mentorship) -> Ambassador | None:
    """The ambassador who took over a mentee."""
    if pair.outcome != PairOutcome.HANDED_OVER:
        return None
    later = Mentorship.of_mentee(pair.person).where(Mentorship.id > pair.id).order_by(None).order_by(Mentorship.id)
    following = desk.session.scalars(later.limit(1)).first()
    return following.ambassador if following else None


def _ended_words(desk: Desk, pair: Mentorship) -> str:
    day = formats.date(pair.until) if pair.until else ""
    if to := _successor(desk, pair):
        sentence = _("Người này đã chuyển cho %(name)s (%(code)s) từ %(day)s.", name=_name(to), code=to.code, day=day)
        return f"{sentence} {_('Lần gặp sau ngày đó không vào sổ của anh chị. Anh chị báo lại cho người ấy.')}"
    return str(_("Việc kèm người này đã kết thúc ngày %(day)s. Lần gặp sau đó chưa ghi; anh chị báo phường.", day=day))


def _went_words(desk: Desk, pair: Mentorship) -> str:
    if to := _successor(desk, pair):
        return str(_("Đã ghi. Người này nay do %(name)s (%(code)s) kèm.", name=_name(to), code=to.code))
    return str(_("Đã ghi. Việc kèm người này đã kết thúc."))


def _name(ambassador: Ambassador) -> str:
    return ambassador.person.full_name
