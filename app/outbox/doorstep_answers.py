"""The answers of a doorstep report, checked against the programme's version and the ward's lists."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import ProgrammeVersion, Skill
from app.models.movement.declaration import Outcome, Type
from app.models.movement.programme_entry import WrongAnswer, checked
from app.outbox.operations import Refused

# The question how a house was reached, if a programme asks it: at the door the answer is filled in.
HOW, AT_THE_DOOR = "how", "door"


def known_answers(
    session: Session, asked: ProgrammeVersion, outcome: str, answers: object, *, photographed: bool
) -> Mapping[str, Any]:
    """The answers to store, by key.

    Raises:
        Refused: the version or the ward's lists do not know an answer, or nothing is answered for outcome "done".
    """
    given = answers if isinstance(answers, Mapping) else {}
    try:
        known = dict(checked(asked, outcome, given))
    except WrongAnswer as wrong:
        if wrong.field is None:
            raise Refused(_("Việc này không đủ nội dung.")) from None
        raise Refused(_("Chưa ghi: câu “%(label)s” trả lời chưa đúng.", label=wrong.field.label)) from None
    listed = {key for each in asked.declared.fields if each.type is Type.LIST for key in known.get(each.key, ())}
    if listed - {each.key for each in session.scalars(Skill.called(asked.programme.unit_id, sorted(listed)))}:
        raise Refused(_("Có việc không còn trong danh mục của phường. Anh chị mở lại trang khi có mạng rồi ghi."))
    if outcome == Outcome.DONE and not known and not photographed:
        raise Refused(_("Chưa trả lời câu nào. Nhà không có ai hay không muốn thì bấm nút ấy."))
    how = asked.declared.by_key.get(HOW)
    if known and HOW not in known and how and AT_THE_DOOR in how.choices:
        known[HOW] = AT_THE_DOOR
    return known
