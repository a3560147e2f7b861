"""All that is decided in an office: the inbox, the rail and the answer to who comes too late read it here."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app import formats
from app.models import CertificateRequest, RequestKind, RequestState, Role
from app.models.shapes.decided import Decided
from app.registers.decision import Decision, Waiting


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


DECISIONS: tuple[Decision, ...] = (
    Decision(
        key="certificate_request",
        kind=_l("Cấp lại, thu hồi giấy"),
        noun=CertificateRequest,
        role=Role.LEADER,
        page="office.request_decisions.show",
        place=lambda row: {"public_id": row.public_id},
        lines=_requests,
        decided=_request_decided,
        own=_l("Đề nghị này do chính anh chị gửi, nên cần một lãnh đạo khác duyệt."),
        not_yours=_l("Chỉ người gửi mới rút được đề nghị này."),
    ),
)


def decision_of(row: Decided) -> Decision:
    """What is declared of a row's noun."""
    return next(each for each in DECISIONS if isinstance(row, each.noun))
