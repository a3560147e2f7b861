"""What pages and papers say of a figure of which not all have answered: the only words for it."""

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.indicators.shares import Doubt, Share
from app.registers.responses import Responses

_DOUBTS = {Doubt.PAPER: _l("cần giấy của nơi báo"), Doubt.UNKNOWN: _l("không rõ đã đủ chưa")}


def answered_words(share: Share) -> str:
    """Who answered, beside a number on a page: "08/24 tổ dân phố đã báo", "cần giấy của nơi báo"; "" where all did."""
    asked = share.responses
    if asked and not asked.is_complete:
        partly = _(", %(count)s nơi chưa đủ các kỳ", count=f"{asked.partly:02}") if asked.partly else ""
        return str(_("%(parts)s %(noun)s đã báo", parts=_parts(asked), noun=asked.noun or _("nơi"))) + str(partly)
    if share.doubt:
        return str(_DOUBTS[share.doubt])
    if asked and share.denominator and not share.denominator.is_covered:
        number, all_ = (formats.number(each or 0) for each in (share.denominator.answered, share.denominator.number))
        return str(_("mới có %(number)s trên %(whole)s", number=number, whole=all_))
    return str(_("cần kiểm tra tổng số")) if share.exceeds else ""


def waiting_words(share: Share) -> str:
    """For whom a share waits, where a page says how it goes: "chờ 16 tổ dân phố"."""
    asked = share.responses
    if asked and not asked.is_complete:
        lacking = formats.number(asked.expected - asked.now - asked.carried)
        return str(_("chờ %(count)s %(noun)s", count=lacking, noun=asked.noun or _("nơi")))
    return answered_words(share)


def clause(share: Share) -> str:
    """Who answered, at the end of a sentence: " (theo báo cáo của 08/24 tổ dân phố)"; "" where all did, now."""
    asked = share.responses
    if asked is None or (asked.is_complete and not asked.carried):
        return ""
    source = _("theo báo cáo của %(parts)s %(noun)s", parts=_parts(asked), noun=asked.noun or _("nơi"))
    before = _(", trong đó %(count)s nơi lấy số gửi trước", count=f"{asked.carried:02}") if asked.carried else ""
    partly = _(", trong đó %(count)s nơi chưa gửi đủ các kỳ", count=f"{asked.partly:02}") if asked.partly else ""
    return f" ({source}{before}{partly})"


def _parts(asked: Responses) -> str:
    return f"{asked.heard:02}/{asked.expected:02}"
