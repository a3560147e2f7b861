"""mentorship {person: {full_name, birth_year, residential_group, phone?}, consent: <version of its text>}: an
ambassador takes somebody by the hand, who agreed.

The rules are those of the plain form (/quay/kem-cap/moi): who is on file under that name and year is that person.
"""

from flask_babel import gettext as _

from app.country import clock
from app.models import Ambassador, AuditEvent, Consent, Role
from app.models.helping.pairs import pairing
from app.models.helping.pairs.pairing import AlreadyMentored, AlreadyYours
from app.outbox.candidates import candidate, phone
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused
from app.web.words.personal_data import FOLLOW_UP


def mentored_words() -> str:
    """That somebody mentors this person already: who it is stays between the two of them and the office."""
    return str(
        _("Người này đã có một Đại sứ số kèm, nên chưa ghi. Cần kèm thêm, anh chị nhờ cán bộ phụ trách của phường.")
    )


class MentorshipKind(OperationKind):
    """Begins a pair; a mentee of one's own is left as they are."""

    name = "mentorship"
    works = frozenset({Role.AMBASSADOR, Role.COUNTER})

    def do(self, desk: Desk, operation: Operation) -> str:
        """Begin the pair. See `pairing.begin`."""
        at, version = operation.judged_at(desk.now), operation.text("consent")
        day = clock.local(at).date()
        ambassador = desk.session.scalars(Ambassador.of_account(desk.account_id or 0, day)).first()
        if ambassador is None:
            raise OperationRefused(
                _("Hôm ấy anh chị chưa có trong danh sách Đại sứ số. Anh chị hỏi cán bộ phụ trách của phường.")
            )
        if version not in FOLLOW_UP:
            raise OperationRefused(
                _("Chưa đánh dấu là người ấy đồng ý nên chưa ghi tên được. Anh chị hỏi rồi ghi lại.")
            )
        person = operation.data.get("person")
        someone = candidate(desk.session, ambassador.unit, person, desk.now)
        someone.phone = phone(person)
        try:
            pair = pairing.begin(desk.session, ambassador, someone, now=desk.now, day=day)
        except AlreadyYours:
            return str(_("Anh chị đang kèm người này rồi."))
        except AlreadyMentored:
            raise OperationRefused(mentored_words()) from None
        Consent.give(desk.session, pair.mentee, "follow_up", version=version, at=at, how="help")
        AuditEvent.note(
            desk.session, "mentorship.begun", at=desk.now, account_id=desk.account_id, unit_id=pair.unit_id,
            subject=("person", pair.person.public_id), detail={"ambassador": ambassador.code},
        )  # fmt: skip
        desk.count_in(pair.unit_id, self.name)
        ended = not ambassador.serves(clock.local(desk.now).date())
        return str(_("Đã ghi. Anh chị nay thôi làm Đại sứ số: phường thấy và cử người khác kèm.")) if ended else ""
