"""Decisions about tasks: what whoever has it reported finished is accepted by a leader, or given back."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import formats
from app.models import Matter, Role
from app.models.targets.task_states import ACCEPTED, RETURNED, NotUnderWay, ReportedAnew
from app.registers.decision import Decision, EndingAction, Waiting, who_and_when


def _tasks(session: Session, rows: Sequence[Matter]) -> Iterator[Waiting]:
    for row in rows:
        day = formats.date(row.proposed_at) if row.proposed_at else ""
        owner = row.owner.name if row.owner else row.plan.name
        yield Waiting(row.name, _l("%(owner)s báo xong ngày %(day)s", owner=owner, day=day), "flag", row)


def _decided(row: Matter) -> object:
    if row.state == ACCEPTED:
        return _l("%(who)s đã duyệt việc này lúc %(when)s.", **who_and_when(row))
    if row.state == RETURNED:
        return _l("%(who)s đã trả lại việc này lúc %(when)s.", **who_and_when(row))
    return _l("Việc này không còn chờ duyệt.")


TASKS = Decision(
    key="matter", kind=_l("Việc báo xong"), slug="viec-giao",
    noun=Matter, role=Role.LEADER, page="office.matters.index", act=_l("Xem và duyệt"),
    place=lambda row: {"xem": row.public_id}, acts_at=lambda row: {"task": row.public_id}, lines=_tasks,
    decided_text=_decided,
    trail_context=lambda row: (row.unit_id, ("matter", row.public_id), {"name": row.name}),
    endings={
        "decline": EndingAction(
            "office.given_tasks.destroy", "matter.given_back", Matter.give_back, "why",
            _l("Trả lại để làm tiếp"), _l("Trả lại"), _l("Đã trả lại. Người làm thấy lời này trước hết."),
            _l("Còn thiếu gì"), _l("Người làm đọc dòng này trên máy của họ. Đừng ghi tên người dân."),
            icon="undo", redirect_to="office.given_tasks.index",
        ),
        "revoke": EndingAction(
            "office.given_tasks.revoke", "matter.given_back", Matter.reopen, "why",
            _l("Mở lại việc đã duyệt"), _l("Mở lại, làm tiếp"), _l("Đã mở lại. Người làm thấy lời này trước hết."),
            _l("Còn thiếu gì"), _l("Người làm đọc dòng này trên máy của họ. Đừng ghi tên người dân."), icon="undo",
        ),
    },
    counted=_l("%(count)s việc báo xong chờ duyệt"),
    own_proposal_error=_l("Việc này do chính anh chị báo xong, nên cần một lãnh đạo khác duyệt."),
    refusals={
        ReportedAnew: lambda why: _l("Việc này vừa được báo lại. Anh chị đọc bản mới rồi duyệt."),
        NotUnderWay: lambda why: _l("Việc này đã xong hoặc không làm nữa, nên không giao được."),
    },
)  # fmt: skip
