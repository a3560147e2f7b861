"""Decisions about certificates: the list of a course; a request to replace or revoke an issued one."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import formats
from app.models import Approval, ApprovalState, CertificateRequest, RequestKind, RequestState, Role
from app.models.learning.approving import NoLongerMet, NotListed, NotOneMet
from app.registers.decision import Decision, EndingAction, Waiting, who_and_when


def _lists(session: Session, rows: Sequence[Approval]) -> Iterator[Waiting]:
    sizes = Approval.sizes(session, [row.id for row in rows]) if rows else {}
    for row in rows:
        which = (
            _l("Danh sách bổ sung lần %(number)s", number=row.supplement)
            if row.supplement
            else _l("Danh sách cấp giấy")
        )
        placeholders = {"list": which, "who": row.submitted_by.full_name, "day": formats.date(row.submitted_at)}
        small, count = _l("%(list)s. %(who)s trình ngày %(day)s", **placeholders), sizes[row.id]
        named = f"{row.course.code} {row.course.title}"
        text = _l("%(count)s giấy chứng nhận của %(course)s", count=count, course=named)
        yield Waiting(text, small, "award", row, count)


def _list_decided(row: Approval) -> object:
    placeholders = who_and_when(row)
    if row.state == ApprovalState.APPROVED:
        return _l("%(who)s đã duyệt danh sách này lúc %(when)s.", **placeholders)
    return _l("%(who)s đã trả danh sách này về lúc %(when)s.", **placeholders)


def _no_longer_met(why: NoLongerMet) -> object:
    return _l(
        "Sau khi trình có thay đổi: %(names)s không còn đủ số buổi, hoặc đã có giấy. Anh chị trả danh sách về.",
        names=", ".join(why.people),
    )


def _requests(session: Session, rows: Sequence[CertificateRequest]) -> Iterator[Waiting]:
    for row in rows:
        paper, day = row.certificate, formats.date(row.asked_at)
        who = {"name": paper.paper["full_name"], "who": row.asked_by.full_name, "day": day}
        small = _l("%(name)s. %(who)s đề nghị ngày %(day)s", **who)
        if row.kind == RequestKind.REPLACE:
            yield Waiting(_l("Cấp lại giấy số %(number)s", number=paper.register_number), small, "refresh", row)
        else:
            yield Waiting(_l("Thu hồi giấy số %(number)s", number=paper.register_number), small, "x", row)


def _request_decided(row: CertificateRequest) -> object:
    if row.state == RequestState.WITHDRAWN:
        return _l("Người gửi đã rút đề nghị này. Giấy vẫn như cũ.")
    return _l("Đề nghị này đã có người giải quyết. Giấy vẫn như họ đã quyết định.")


_READ = _l("Cán bộ đọc dòng này")
LISTS = Decision(
    key="approval", kind=_l("Danh sách cấp giấy"), slug="cap-giay",
    noun=Approval, role=Role.LEADER, page="office.approvals.show", act=_l("Xem và duyệt"),
    place=lambda row: {"code": row.course.code}, lines=_lists,
    decided_text=_list_decided,
    trail_context=lambda row: (row.course.unit_id, ("course", row.course.code), {}),
    endings={
        "decline": EndingAction(
            "office.decisions.update", "approval.sent_back", Approval.send_back, "reason",
            _l("Trả lại danh sách"), _l("Trả lại cho cán bộ"), _l("Đã trả danh sách về cho cán bộ."),
            _l("Vì sao trả lại"), _l("Cán bộ đọc dòng này rồi sửa và trình lại"),
            icon="undo", redirect_to="office.today.show",
        ),
    },
    own_proposal_error=_l("Danh sách này do chính anh chị trình, nên cần một lãnh đạo khác duyệt."),
    refusals={
        NoLongerMet: _no_longer_met,
        NotOneMet: lambda why: _l(
            "Danh sách chỉ có đề nghị ngoại lệ chưa được duyệt, nên chưa có giấy nào để cấp."
        ),
        NotListed: lambda why: _l("Người này không có trong danh sách trình."),
    },
)  # fmt: skip

REQUESTS = Decision(
    key="certificate_request", kind=_l("Cấp lại, thu hồi giấy"), slug="giay-da-cap",
    noun=CertificateRequest, role=Role.LEADER, page="office.request_decisions.show", act=_l("Xem đề nghị"),
    place=lambda row: {"public_id": row.public_id}, lines=_requests,
    decided_text=_request_decided,
    trail_context=lambda row: (row.certificate.register.unit_id, ("certificate", row.certificate.register_number), {}),
    endings={
        "decline": EndingAction(
            "office.request_decisions.destroy", "certificate_request.refused", CertificateRequest.refuse, "answer",
            _l("Không đồng ý"), _l("Từ chối đề nghị"), _l("Đã từ chối đề nghị. Giấy vẫn như cũ."),
            _l("Vì sao không đồng ý"), _READ,
        ),
        "withdraw": EndingAction(
            "office.certificate_requests.destroy", "certificate_request.withdrawn", CertificateRequest.withdraw, "",
            _l("Rút đề nghị"), _l("Rút đề nghị"), _l("Đã rút đề nghị. Giấy vẫn như cũ."), icon="undo",
            note=_l("Lãnh đạo không thấy đề nghị này nữa. Giấy vẫn như cũ, sau này vẫn đề nghị lại được."),
        ),
    },
    counted=_l("%(count)s đề nghị cấp lại, thu hồi giấy"),
    own_proposal_error=_l("Đề nghị này do chính anh chị gửi, nên cần một lãnh đạo khác duyệt."),
    not_proposer_error=_l("Chỉ người gửi mới rút được đề nghị này."),
)  # fmt: skip
