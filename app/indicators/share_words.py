"""What pages and papers say of a figure of which not all have answered: the only words for it."""

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.indicators.shares import OF_RESPONDENTS, Doubt, Share, Verdict
from app.registers.responses import Responses

NO_PAPER = _l("chưa có văn bản")
_TO_CHECK = _l("cần kiểm tra tổng số")
_DOUBTS = {Doubt.PAPER: NO_PAPER, Doubt.UNKNOWN: _l("không rõ đã đủ chưa")}
# A verdict in one word, on pages, papers and in workbooks; while time runs pages say how it goes, and papers nothing.
VERDICTS: Mapping[str, object] = {
    Verdict.MET: _l("Đạt"),
    Verdict.MISSED: _l("Chưa đạt"),
    Verdict.PARTIAL: _l("Chưa đủ"),
    Verdict.PROXY: _l("Chưa đánh giá"),
}


def answered_words(share: Share) -> str:
    """Who answered, beside a number on a page, and what is wrong with of how many it is: "08/24 tổ dân phố đã báo",
    "chưa có văn bản"; "" of a number that is of all."""
    return ", ".join(filter(None, (_of_whom(share), _to_check(share))))


def _of_whom(share: Share) -> str:
    asked, of = share.responses, share.denominator
    if asked and not asked.is_complete:
        if asked.are_asked:
            return _asked(asked)
        partly = _(", %(count)s nơi chưa đủ các kỳ", count=f"{asked.partly:02}") if asked.partly else ""
        new = _(", %(count)s nơi mới chưa phải gửi", count=f"{asked.joined:02}") if asked.joined else ""
        return str(_("%(parts)s %(noun)s đã báo", parts=_parts(asked), noun=asked.noun or _("nơi"))) + f"{partly}{new}"
    if share.doubt:
        return str(_DOUBTS[share.doubt])
    if visited := _of_visited(share):
        return visited
    if of and not of.is_covered:
        number, all_ = (formats.number(each or 0) for each in (of.answered, of.number))
        return str(_("mới có %(number)s trên %(whole)s", number=number, whole=all_))
    return ""


def _of_visited(share: Share) -> str:
    of = share.denominator.visited if share.denominator else None
    return "" if of is None else str(_("trong %(number)s hộ đã khảo sát", number=formats.number(of)))


def _to_check(share: Share) -> str:
    """That of how many it is must be looked at: fewer than there are, or another number than the ward recorded."""
    of = share.denominator
    if of and of.differs:
        return str(_("cần kiểm tra tổng số: phường, xã ghi %(number)s", number=formats.number(of.recorded or 0)))
    return str(_TO_CHECK) if _is_above(share) else ""


def _is_above(share: Share) -> bool:
    """Whether a number is above its whole, and not for want of those who have still to answer of how many."""
    asked, of = share.responses, share.denominator
    waits = asked and not asked.is_complete and of and of.source in OF_RESPONDENTS
    return share.exceeds and not waits


def waiting_words(share: Share) -> str:
    """For whom a share waits, where a page says how it goes: "chờ 16 tổ dân phố"."""
    asked = share.responses
    if asked and not asked.is_complete:
        lacking = formats.number(asked.expected - asked.now - asked.carried)
        if asked.are_asked:
            return str(_("còn %(count)s %(noun)s chưa hỏi", count=lacking, noun=asked.noun))
        return str(_("chờ %(count)s %(noun)s", count=lacking, noun=asked.noun or _("nơi")))
    return answered_words(share)


def clause(share: Share) -> str:
    """Who answered, at the end of a sentence: " (theo báo cáo của 08/24 tổ dân phố)", of a book of houses how many of
    them somebody came to, and that a number is above its whole; "" where all did, now."""
    if (words := _of_visited(share)) and share.denominator:
        return f" ({words})" if share.denominator.answered != share.number else ""
    source = source_clause(share.responses)
    if not _is_above(share):
        return source
    return f"{source.removesuffix(')')}, {_TO_CHECK})" if source else f" ({_TO_CHECK})"


def source_clause(asked: Responses | None, partly_words: object = _l("chưa gửi đủ các kỳ")) -> str:
    """Whose answers a number is of, at the end of a sentence; "" where all answered, now, or the ward keeps it."""
    if asked is None or (asked.is_complete and not asked.carried):
        return ""
    if asked.are_asked:
        return f" ({_asked(asked)})"
    source = _("theo báo cáo của %(parts)s %(noun)s", parts=_parts(asked), noun=asked.noun or _("nơi"))
    before = _(", trong đó %(count)s nơi lấy số gửi trước", count=f"{asked.carried:02}") if asked.carried else ""
    some, partly = {"count": f"{asked.partly:02}", "what": partly_words}, ""
    if asked.partly:
        every = asked.partly == asked.heard > 1
        partly = str(_(", đều %(what)s", **some) if every else _(", trong đó %(count)s nơi %(what)s", **some))
    return f" ({source}{before}{partly})"


def _asked(asked: Responses) -> str:
    number, every = formats.number(asked.now), formats.number(asked.expected)
    return str(_("đã hỏi %(number)s trong %(every)s %(noun)s", number=number, every=every, noun=asked.noun))


def _parts(asked: Responses) -> str:
    return f"{asked.heard:02}/{asked.expected:02}"
