"""The answers of a doorstep report, checked against the programme's version and the ward's lists."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country.formats import UnusablePhone, parse_phone
from app.country.money import NoMoney, parse_money
from app.models import ProgrammeVersion, Skill
from app.models.movement.declaration import ANSWERED, Declaration, Outcome, Subject
from app.models.movement.doorstep import WALKED
from app.models.movement.entry_recording import WrongAnswer, checked
from app.models.movement.question import REFERRING, Question, Type
from app.outbox.operations import Refused
from app.registers.programmes.ward_lists import WardLists

# The question how a house was reached, if a programme asks it: at the door the answer is filled in.
HOW, AT_THE_DOOR = "how", "door"


def known_answers(
    session: Session, asked: ProgrammeVersion, outcome: str, answers: object, *, photographed: bool
) -> Mapping[str, Any]:
    """The answers to store, by key.

    Raises:
        Refused: the version or the ward's lists do not know an answer, or nothing is answered for outcome "done".
    """
    given = _read(asked.declared, answers) if isinstance(answers, Mapping) else {}
    try:
        known = dict(checked(asked, outcome, given))
    except WrongAnswer as wrong:
        if wrong.field is None:
            raise Refused(_("Việc này không đủ nội dung.")) from None
        raise Refused(_("Chưa ghi: câu “%(label)s” trả lời chưa đúng.", label=wrong.field.label)) from None
    _check_rows(session, asked, known)
    listed = {key for each in asked.declared.fields if each.type is Type.LIST for key in known.get(each.key, ())}
    if listed - {each.key for each in session.scalars(Skill.called(asked.programme.unit_id, sorted(listed)))}:
        raise Refused(_("Có việc không còn trong danh mục của phường. Anh chị mở lại trang khi có mạng rồi ghi."))
    event = asked.declared.subject is Subject.EVENT
    if (known or (event and outcome in ANSWERED)) and (lacking := asked.declared.lacking(known, outcome)):
        raise Refused(_("Chưa ghi: cần trả lời câu “%(label)s”.", label=lacking[0].label))
    if outcome == Outcome.DONE and not known and not photographed and not event:
        raise Refused(_("Chưa trả lời câu nào. Nhà không có ai hay không muốn thì bấm nút ấy."))
    how = asked.declared.by_key.get(HOW)
    if known and HOW not in known and how and is_answered_by_going(asked.declared, how):
        known[HOW] = AT_THE_DOOR
    return known


def is_answered_by_going(declared: Declaration, asked: Question) -> bool:
    """Whether who goes there answers a question by that: how a house or a site was reached."""
    return asked.key == HOW and AT_THE_DOOR in asked.choices and declared.subject in WALKED


def _check_rows(session: Session, asked: ProgrammeVersion, known: Mapping[str, Any]) -> None:
    """Check that referred rows are offered by the ward. An answer that was merged since is accepted.

    Raises:
        Refused: one is not.
    """
    referring = [each for each in asked.declared.fields if each.type in REFERRING and each.key in known]
    lists = WardLists.of(session, asked.programme.unit_id, referring)
    for each in referring:
        answer = lists.standing(each, known[each.key])
        named = {str(one) for one in (answer if isinstance(answer, list) else [answer])}
        if not named <= lists.offered(each).keys():
            raise Refused(_("Chưa ghi: “%(label)s” không còn trong danh mục của phường.", label=each.label))


def _read(declared: Declaration, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with amounts and telephone numbers read from what was typed; what cannot be read stays, and is refused
    as an answer."""
    read: dict[str, Any] = dict(answers)
    for key, typed in answers.items():
        reads = _READING.get(declared.by_key[key].type) if key in declared.by_key else None
        if reads and isinstance(typed, str) and typed.strip():
            with suppress(NoMoney, UnusablePhone):
                read[key] = reads(typed)
    return read


_READING: Mapping[Type, Callable[[str], Any]] = {
    Type.MONEY: parse_money,
    Type.PHONE: parse_phone,
    Type.LINK: str.strip,
    Type.LONG_TEXT: lambda text: text.replace("\r\n", "\n").strip(),
}
