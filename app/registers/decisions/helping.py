"""Decisions about ambassadors: thanks letters, offers to become one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import formats
from app.models import Account, AmbassadorOffer, Role, ThanksLetter
from app.registers.decision import Decision, EndingAction, Waiting


def _letters(session: Session, rows: Sequence[ThanksLetter]) -> Iterator[Waiting]:
    for row in rows:
        placeholders = {"who": row.proposed_by.full_name, "day": formats.date(row.proposed_at)}
        yield Waiting(row.paper["full_name"], _l("%(who)s đề nghị ngày %(day)s", **placeholders), "award", row)


def _number(row: ThanksLetter) -> dict[str, object]:
    return {"letter": row.register_number} if row.number else {}


def _revoke(row: ThanksLetter, session: Session, *, why: str, now: datetime, **_by: Account) -> None:
    row.lock(session)
    row.revoke(why, now=now)


def _offers(session: Session, rows: Sequence[AmbassadorOffer]) -> Iterator[Waiting]:
    for row in rows:
        yield Waiting(row.full_name, _l("gửi lúc %(when)s", when=formats.moment(row.made_at)), "users", row)


_READ = _l("Cán bộ đọc dòng này")
LETTERS = Decision(
    key="thanks_letter", kind=_l("Thư cảm ơn"), slug="thu-cam-on",
    noun=ThanksLetter, role=Role.LEADER, page="office.thanks_letters.show", act=_l("Xem thư"),
    place=lambda row: {"letter": row.public_id}, lines=_letters,
    decided_text=lambda row: _l("Thư này đã có người giải quyết. Dưới đây là bản đang có."),
    trail_context=lambda row: (row.unit_id, ("thanks_letter", row.public_id), _number(row)),
    endings={
        "decline": EndingAction(
            "office.thanks_letters.destroy", "thanks_letter.declined", ThanksLetter.decline, "why",
            _l("Không duyệt"), _l("Không duyệt thư này"), _l("Đã ghi. Thư này không cấp."), _l("Lý do"), _READ,
        ),
        "withdraw": EndingAction(
            "office.thanks_letters.destroy", "thanks_letter.withdrawn", ThanksLetter.withdraw, "why",
            _l("Rút đề nghị"), _l("Rút đề nghị"), _l("Đã ghi. Thư này không cấp."), _l("Lý do"), _READ,
        ),
        "revoke": EndingAction(
            "office.thanks_letters.revoke", "thanks_letter.revoked", _revoke, "why",
            _l("Thu hồi thư"), _l("Thu hồi thư"), _l("Đã thu hồi. Số của thư vẫn giữ trong sổ."), _l("Lý do"),
            _READ, note=_l("Số của thư vẫn giữ trong sổ, thư ghi là đã thu hồi. Không lấy lại được."),
        ),
    },
    counted=_l("%(count)s thư cảm ơn Đại sứ số"),
    together="office.thanks_letters.index",
    own_proposal_error=_l("Thư này do chính anh chị đề nghị, nên cần một lãnh đạo khác duyệt."),
    not_proposer_error=_l("Chỉ người đề nghị hoặc lãnh đạo làm được việc này."),
)  # fmt: skip

OFFERS = Decision(
    key="ambassador_offer", kind=_l("Xin làm Đại sứ số"), slug="xin-lam-dai-su",
    noun=AmbassadorOffer, role=Role.OFFICER, page="office.ambassador_offers.index", act=_l("Xem đơn"),
    place=lambda row: {"phuong": row.unit.code}, lines=_offers,
    decided_text=lambda row: _l("Đơn này vừa có người giải quyết."),
    trail_context=lambda row: (row.unit_id, ("ambassador_offer", row.public_id), {}),
    endings={
        "decline": EndingAction(
            "office.ambassador_offers.destroy", "ambassador_offer.declined", AmbassadorOffer.decline, "why",
            _l("Không nhận"), _l("Ghi không nhận"), _l("Đã ghi. Anh chị gọi lại để người ấy khỏi chờ."),
            _l("Lời trả lời"), _l("Ví dụ: tổ đã đủ người, mời bác tham gia đợt sau"),
            template="office/ambassador_offers/delete.html",
        ),
    },
    counted=_l("%(count)s người xin làm Đại sứ số"),
    together="office.ambassador_offers.index",
)  # fmt: skip
