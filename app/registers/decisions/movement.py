"""Decisions of a movement: recognitions, reports."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import formats
from app.models import Matter, Recognition, RecognitionState, Report, ReportState, Role
from app.models.movement.recognition import NobodyLeft, NoLongerMeets
from app.models.reports.report_terms import Empty, NotWritten, SentAnew
from app.models.targets.task_states import ACCEPTED, RETURNED, NotUnderWay, ReportedAnew
from app.registers.decision import Decision, EndingAction, Waiting, who_and_when
from app.registers.programmes.words import given_words


def _recognitions(session: Session, rows: Sequence[Recognition]) -> Iterator[Waiting]:
    sizes = Recognition.sizes(session, [row.id for row in rows]) if rows else {}
    for row in rows:
        declared, count = row.asked_by.declared, sizes[row.id]
        text = _l(
            "%(propose)s: %(count)s %(noun)s, %(name)s", propose=given_words(declared).propose, count=count,
            noun=declared.noun, name=declared.name,
        )  # fmt: skip
        placeholders = {"who": row.proposed_by.full_name, "day": formats.date(row.proposed_at)}
        yield Waiting(text, _l("%(who)s trình ngày %(day)s", **placeholders), "award", row, count)


def _recognition_decided(row: Recognition) -> object:
    placeholders = who_and_when(row)
    if row.state == RecognitionState.APPROVED:
        return _l("%(who)s đã duyệt danh sách này lúc %(when)s.", **placeholders)
    if row.state == RecognitionState.WITHDRAWN:
        return _l("%(who)s đã rút danh sách này lúc %(when)s.", **placeholders)
    return _l("%(who)s đã trả danh sách này về lúc %(when)s.", **placeholders)


def _meets_no_more(why: NoLongerMeets) -> object:
    return _l(
        "Sau khi trình, %(names)s có lần ghi mới hoặc không còn trong sổ. Anh chị bỏ ra từng dòng, hoặc trả danh sách "
        "về.",
        names=", ".join(why.names),
    )


def _reports(session: Session, rows: Sequence[Report]) -> Iterator[Waiting]:
    for row in rows:
        placeholders = {"who": row.proposed_by.full_name, "day": formats.date(row.proposed_at)}
        yield Waiting(
            _l("Báo cáo %(name)s", name=row.name), _l("%(who)s gửi ngày %(day)s", **placeholders), "file-text", row
        )


def _report_decided(row: Report) -> object:
    placeholders = who_and_when(row)
    if row.state == ReportState.RETURNED:
        return _l("%(who)s đã trả báo cáo này về lúc %(when)s.", **placeholders)
    if row.is_written:
        return _l("Người gửi đã rút báo cáo này về để sửa.")
    if row.is_anothers:
        return _l("Báo cáo này đã ghi là đã ban hành.")
    return _l("%(who)s đã duyệt báo cáo này lúc %(when)s.", **placeholders)


_READ = _l("Cán bộ đọc dòng này")
RECOGNITIONS = Decision(
    key="recognition", kind=_l("Đề nghị công nhận"), slug="cong-nhan",
    noun=Recognition, role=Role.LEADER, page="office.recognitions.show", act=_l("Xem và duyệt"),
    place=lambda row: {"recognition": row.public_id}, lines=_recognitions,
    decided_text=_recognition_decided,
    trail_context=lambda row: (row.unit_id, ("recognition", row.public_id), {"programme": row.programme.name}),
    endings={
        "decline": EndingAction(
            "office.recognition_decisions.destroy", "recognition.sent_back", Recognition.send_back, "why",
            _l("Trả lại danh sách"), _l("Trả lại cho cán bộ"), _l("Đã trả danh sách về cho cán bộ."),
            _l("Vì sao trả lại"), _l("Cán bộ đọc dòng này rồi lập danh sách khác"), icon="undo",
        ),
        "withdraw": EndingAction(
            "office.recognition_decisions.destroy", "recognition.withdrawn", Recognition.withdraw, "why",
            _l("Rút đề nghị"), _l("Rút đề nghị"), _l("Đã rút. Những dòng này lại chờ đề nghị."),
            _l("Lý do"), _READ, icon="undo",
        ),
    },
    own_proposal_error=_l("Danh sách này do chính anh chị trình, nên cần một lãnh đạo khác duyệt."),
    not_proposer_error=_l("Chỉ người trình hoặc lãnh đạo làm được việc này."),
    refusals={
        NoLongerMeets: _meets_no_more,
        NobodyLeft: lambda why: _l("Mọi dòng đều đã bỏ ra, không còn ai trong danh sách. Anh chị trả danh sách về."),
    },
)  # fmt: skip

REPORTS = Decision(
    key="report", kind=_l("Báo cáo"), slug="bao-cao",
    noun=Report, role=Role.LEADER, page="office.reports.show", act=_l("Đọc và duyệt"),
    place=lambda row: {"report": row.public_id}, lines=_reports,
    decided_text=_report_decided,
    trail_context=lambda row: (row.unit_id, ("report", row.public_id), {"name": row.name}),
    endings={
        "decline": EndingAction(
            "office.report_decisions.destroy", "report.returned", Report.send_back, "why",
            _l("Trả lại để sửa"), _l("Trả lại cho cán bộ"), _l("Đã trả báo cáo về cho cán bộ."),
            _l("Cần sửa gì"), _l("Cán bộ đọc dòng này, cùng những lời nhận xét ở từng đoạn"), icon="undo",
        ),
        "withdraw": EndingAction(
            "office.report_decisions.destroy", "report.withdrawn", Report.withdraw, "",
            _l("Rút về để sửa"), _l("Rút báo cáo về"), _l("Đã rút về. Số trong báo cáo lại theo sổ."),
            note=_l("Lãnh đạo không thấy báo cáo này nữa cho tới khi anh chị gửi lại."), icon="undo",
        ),
    },
    own_proposal_error=_l("Báo cáo này do chính anh chị gửi, nên cần một lãnh đạo khác duyệt."),
    not_proposer_error=_l("Chỉ người gửi hoặc lãnh đạo làm được việc này."),
    refusals={
        Empty: lambda why: _l("Báo cáo rỗng: chưa có gì để nói, nên chưa gửi, chưa cho số được."),
        NotWritten: lambda why: NotWritten.words(why.row),
        SentAnew: lambda why: _l("Báo cáo vừa được sửa và gửi lại. Anh chị đọc bản mới rồi duyệt."),
    },
)  # fmt: skip


# Decisions about tasks: what whoever has it reported finished is accepted by a leader, or given back.
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
