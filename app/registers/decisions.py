"""All that is decided in an office: the inbox, the rail and the answer to who comes too late read it here."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import formats
from app.models import (
    Account,
    AmbassadorOffer,
    Approval,
    ApprovalState,
    CertificateRequest,
    Recognition,
    RecognitionState,
    Report,
    ReportState,
    RequestKind,
    RequestState,
    Role,
    ThanksLetter,
)
from app.models.learning.approving import NoLongerMet, NotListed, NotOneMet
from app.models.movement.recognition import NobodyLeft, NoLongerMeets
from app.models.reports.report import Empty, NotWritten, SentAnew
from app.models.shapes.decided import Decided
from app.registers.decision import Decision, Ending, Waiting


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


def _lists(session: Session, rows: Sequence[Approval]) -> Iterator[Waiting]:
    sizes = Approval.sizes(session, [row.id for row in rows]) if rows else {}
    for row in rows:
        which = (
            _l("Danh sách bổ sung lần %(number)s", number=row.supplement)
            if row.supplement
            else _l("Danh sách cấp giấy")
        )
        told = {"list": which, "who": row.submitted_by.full_name, "day": formats.date(row.submitted_at)}
        small, count = _l("%(list)s. %(who)s trình ngày %(day)s", **told), sizes[row.id]
        named = f"{row.course.code} {row.course.title}"
        text = _l("%(count)s giấy chứng nhận của %(course)s", count=count, course=named)
        yield Waiting(text, small, "award", row, count)


def _list_decided(row: Approval) -> object:
    who = row.decided_by.full_name if row.decided_by else ""
    when = formats.moment(row.decided_at) if row.decided_at else ""
    if row.state == ApprovalState.APPROVED:
        return _l("%(who)s đã duyệt danh sách này lúc %(when)s.", who=who, when=when)
    return _l("%(who)s đã trả danh sách này về lúc %(when)s.", who=who, when=when)


def _no_longer_met(why: NoLongerMet) -> object:
    return _l(
        "Sau khi trình có thay đổi: %(names)s không còn đủ số buổi, hoặc đã có giấy. Anh chị trả danh sách về.",
        names=", ".join(why.people),
    )


def _letters(session: Session, rows: Sequence[ThanksLetter]) -> Iterator[Waiting]:
    for row in rows:
        told = {"who": row.proposed_by.full_name, "day": formats.date(row.proposed_at)}
        yield Waiting(row.paper["full_name"], _l("%(who)s đề nghị ngày %(day)s", **told), "award", row)


def _number(row: ThanksLetter) -> dict[str, object]:
    return {"letter": row.register_number} if row.number else {}


def _revoke(row: ThanksLetter, session: Session, *, why: str, now: datetime, **_by: Account) -> None:
    row.lock(session)
    row.revoke(why, now=now)


def _recognitions(session: Session, rows: Sequence[Recognition]) -> Iterator[Waiting]:
    sizes = Recognition.sizes(session, [row.id for row in rows]) if rows else {}
    for row in rows:
        declared, count = row.asked_by.declared, sizes[row.id]
        text = _l("%(count)s %(noun)s đề nghị công nhận %(name)s", count=count, noun=declared.noun, name=declared.name)
        told = {"who": row.proposed_by.full_name, "day": formats.date(row.proposed_at)}
        yield Waiting(text, _l("%(who)s trình ngày %(day)s", **told), "award", row, count)


def _recognition_decided(row: Recognition) -> object:
    who = row.decided_by.full_name if row.decided_by else ""
    when = formats.moment(row.decided_at) if row.decided_at else ""
    if row.state == RecognitionState.APPROVED:
        return _l("%(who)s đã duyệt danh sách này lúc %(when)s.", who=who, when=when)
    if row.state == RecognitionState.WITHDRAWN:
        return _l("%(who)s đã rút danh sách này lúc %(when)s.", who=who, when=when)
    return _l("%(who)s đã trả danh sách này về lúc %(when)s.", who=who, when=when)


def _meets_no_more(why: NoLongerMeets) -> object:
    return _l(
        "Sau khi trình, %(names)s có lần ghi mới hoặc không còn trong sổ. Anh chị bỏ ra từng dòng, hoặc trả danh sách "
        "về.",
        names=", ".join(why.names),
    )


def _reports(session: Session, rows: Sequence[Report]) -> Iterator[Waiting]:
    for row in rows:
        told = {"who": row.proposed_by.full_name, "day": formats.date(row.proposed_at)}
        yield Waiting(_l("Báo cáo %(name)s", name=row.name), _l("%(who)s gửi ngày %(day)s", **told), "file-text", row)


def _report_decided(row: Report) -> object:
    who = row.decided_by.full_name if row.decided_by else ""
    when = formats.moment(row.decided_at) if row.decided_at else ""
    if row.state == ReportState.RETURNED:
        return _l("%(who)s đã trả báo cáo này về lúc %(when)s.", who=who, when=when)
    if row.is_written:
        return _l("Người gửi đã rút báo cáo này về để sửa.")
    return _l("%(who)s đã duyệt báo cáo này lúc %(when)s.", who=who, when=when)


def _offers(session: Session, rows: Sequence[AmbassadorOffer]) -> Iterator[Waiting]:
    for row in rows:
        yield Waiting(row.full_name, _l("gửi lúc %(when)s", when=formats.moment(row.made_at)), "users", row)


_READ = _l("Cán bộ đọc dòng này")
DECISIONS: tuple[Decision, ...] = (
    Decision(
        key="approval", kind=_l("Danh sách cấp giấy"), slug="cap-giay",
        noun=Approval, role=Role.LEADER, page="office.approvals.show", act=_l("Xem và duyệt"),
        place=lambda row: {"code": row.course.code}, lines=_lists,
        decided=_list_decided,
        told=lambda row: (row.course.unit_id, ("course", row.course.code), {}),
        endings={
            "decline": Ending(
                "office.decisions.update", "approval.sent_back", Approval.send_back, "reason",
                _l("Trả lại danh sách"), _l("Trả lại cho cán bộ"), _l("Đã trả danh sách về cho cán bộ."),
                _l("Vì sao trả lại"), _l("Cán bộ đọc dòng này rồi sửa và trình lại"),
                icon="undo", leads="office.today.show",
            ),
        },
        own=_l("Danh sách này do chính anh chị trình, nên cần một lãnh đạo khác duyệt."),
        refusals={
            NoLongerMet: _no_longer_met,
            NotOneMet: lambda why: _l(
                "Danh sách chỉ có đề nghị ngoại lệ chưa được duyệt, nên chưa có giấy nào để cấp."
            ),
            NotListed: lambda why: _l("Người này không có trong danh sách trình."),
        },
    ),
    Decision(
        key="certificate_request", kind=_l("Cấp lại, thu hồi giấy"), slug="giay-da-cap",
        noun=CertificateRequest, role=Role.LEADER, page="office.request_decisions.show", act=_l("Xem đề nghị"),
        place=lambda row: {"public_id": row.public_id}, lines=_requests,
        decided=_request_decided,
        told=lambda row: (row.certificate.register.unit_id, ("certificate", row.certificate.register_number), {}),
        endings={
            "decline": Ending(
                "office.request_decisions.destroy", "certificate_request.refused", CertificateRequest.refuse, "answer",
                _l("Không đồng ý"), _l("Từ chối đề nghị"), _l("Đã từ chối đề nghị. Giấy vẫn như cũ."),
                _l("Vì sao không đồng ý"), _READ,
            ),
            "withdraw": Ending(
                "office.certificate_requests.destroy", "certificate_request.withdrawn", CertificateRequest.withdraw, "",
                _l("Rút đề nghị"), _l("Rút đề nghị"), _l("Đã rút đề nghị. Giấy vẫn như cũ."), icon="undo",
                note=_l("Lãnh đạo không thấy đề nghị này nữa. Giấy vẫn như cũ, sau này vẫn đề nghị lại được."),
            ),
        },
        counted=_l("%(count)s đề nghị cấp lại, thu hồi giấy"),
        own=_l("Đề nghị này do chính anh chị gửi, nên cần một lãnh đạo khác duyệt."),
        not_yours=_l("Chỉ người gửi mới rút được đề nghị này."),
    ),
    Decision(
        key="thanks_letter", kind=_l("Thư cảm ơn"), slug="thu-cam-on",
        noun=ThanksLetter, role=Role.LEADER, page="office.thanks_letters.show", act=_l("Xem thư"),
        place=lambda row: {"letter": row.public_id}, lines=_letters,
        decided=lambda row: _l("Thư này đã có người giải quyết. Dưới đây là bản đang có."),
        told=lambda row: (row.unit_id, ("thanks_letter", row.public_id), _number(row)),
        endings={
            "decline": Ending(
                "office.thanks_letter_decisions.destroy", "thanks_letter.declined", ThanksLetter.decline, "why",
                _l("Không duyệt"), _l("Không duyệt thư này"), _l("Đã ghi. Thư này không cấp."), _l("Lý do"), _READ,
            ),
            "withdraw": Ending(
                "office.thanks_letter_decisions.destroy", "thanks_letter.withdrawn", ThanksLetter.withdraw, "why",
                _l("Rút đề nghị"), _l("Rút đề nghị"), _l("Đã ghi. Thư này không cấp."), _l("Lý do"), _READ,
            ),
            "revoke": Ending(
                "office.thanks_letter_decisions.revoke", "thanks_letter.revoked", _revoke, "why",
                _l("Thu hồi thư"), _l("Thu hồi thư"), _l("Đã thu hồi. Số của thư vẫn giữ trong sổ."), _l("Lý do"),
                _READ, note=_l("Số của thư vẫn giữ trong sổ, thư ghi là đã thu hồi. Không lấy lại được."),
            ),
        },
        counted=_l("%(count)s thư cảm ơn Đại sứ số"),
        together="office.thanks_letters.index",
        own=_l("Thư này do chính anh chị đề nghị, nên cần một lãnh đạo khác duyệt."),
        not_yours=_l("Chỉ người đề nghị hoặc lãnh đạo làm được việc này."),
    ),
    Decision(
        key="recognition", kind=_l("Đề nghị công nhận"), slug="cong-nhan",
        noun=Recognition, role=Role.LEADER, page="office.recognitions.show", act=_l("Xem và duyệt"),
        place=lambda row: {"recognition": row.public_id}, lines=_recognitions,
        decided=_recognition_decided,
        told=lambda row: (row.unit_id, ("recognition", row.public_id), {"programme": row.programme.name}),
        endings={
            "decline": Ending(
                "office.recognition_decisions.destroy", "recognition.sent_back", Recognition.send_back, "why",
                _l("Trả lại danh sách"), _l("Trả lại cho cán bộ"), _l("Đã trả danh sách về cho cán bộ."),
                _l("Vì sao trả lại"), _l("Cán bộ đọc dòng này rồi lập danh sách khác"), icon="undo",
            ),
            "withdraw": Ending(
                "office.recognition_decisions.destroy", "recognition.withdrawn", Recognition.withdraw, "why",
                _l("Rút đề nghị"), _l("Rút đề nghị"), _l("Đã rút. Những nhà này lại chờ đề nghị."),
                _l("Lý do"), _READ, icon="undo",
            ),
        },
        own=_l("Danh sách này do chính anh chị trình, nên cần một lãnh đạo khác duyệt."),
        not_yours=_l("Chỉ người trình hoặc lãnh đạo làm được việc này."),
        refusals={
            NoLongerMeets: _meets_no_more,
            NobodyLeft: lambda why: _l("Mọi dòng đều đã bỏ ra, không còn ai để công nhận. Anh chị trả danh sách về."),
        },
    ),
    Decision(
        key="report", kind=_l("Báo cáo"), slug="bao-cao",
        noun=Report, role=Role.LEADER, page="office.reports.show", act=_l("Đọc và duyệt"),
        place=lambda row: {"report": row.public_id}, lines=_reports,
        decided=_report_decided,
        told=lambda row: (row.unit_id, ("report", row.public_id), {"name": row.name}),
        endings={
            "decline": Ending(
                "office.report_decisions.destroy", "report.returned", Report.send_back, "why",
                _l("Trả lại để sửa"), _l("Trả lại cho cán bộ"), _l("Đã trả báo cáo về cho cán bộ."),
                _l("Cần sửa gì"), _l("Cán bộ đọc dòng này, cùng những lời nhận xét ở từng đoạn"), icon="undo",
            ),
            "withdraw": Ending(
                "office.report_decisions.destroy", "report.withdrawn", Report.withdraw, "",
                _l("Rút về để sửa"), _l("Rút báo cáo về"), _l("Đã rút về. Số trong báo cáo lại theo sổ."),
                note=_l("Lãnh đạo không thấy báo cáo này nữa cho tới khi anh chị gửi lại."), icon="undo",
            ),
        },
        own=_l("Báo cáo này do chính anh chị gửi, nên cần một lãnh đạo khác duyệt."),
        not_yours=_l("Chỉ người gửi hoặc lãnh đạo làm được việc này."),
        refusals={
            Empty: lambda why: _l("Báo cáo rỗng: chưa con số nào có gì để nói, nên chưa gửi được."),
            NotWritten: lambda why: _l("Báo cáo đã gửi, không sửa được nữa. Muốn sửa thì người gửi rút về trước."),
            SentAnew: lambda why: _l("Báo cáo vừa được sửa và gửi lại. Anh chị đọc bản mới rồi duyệt."),
        },
    ),
    Decision(
        key="ambassador_offer", kind=_l("Xin làm Đại sứ số"), slug="xin-lam-dai-su",
        noun=AmbassadorOffer, role=Role.OFFICER, page="office.ambassador_offers.index", act=_l("Xem đơn"),
        place=lambda row: {"phuong": row.unit.code}, lines=_offers,
        decided=lambda row: _l("Đơn này vừa có người giải quyết."),
        told=lambda row: (row.unit_id, ("ambassador_offer", row.public_id), {}),
        endings={
            "decline": Ending(
                "office.ambassador_offers.destroy", "ambassador_offer.declined", AmbassadorOffer.decline, "why",
                _l("Không nhận"), _l("Ghi không nhận"), _l("Đã ghi. Anh chị gọi lại để người ấy khỏi chờ."),
                _l("Lời trả lời"), _l("Ví dụ: tổ đã đủ người, mời bác tham gia đợt sau"),
                template="office/ambassador_offers/delete.html",
            ),
        },
        counted=_l("%(count)s người xin làm Đại sứ số"),
        together="office.ambassador_offers.index",
    ),
)  # fmt: skip


def decision_for(noun: type[Decided]) -> Decision:
    """What is declared of a noun."""
    return next(each for each in DECISIONS if each.noun is noun)
