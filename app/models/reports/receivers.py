"""Who a report goes to ("Nơi nhận"): whom its rule names, never its own issuer, then those of the plan."""

import re
from collections.abc import Iterator

from app.country import names
from app.country.offices import place_in
from app.models.people.letterhead import Letterhead
from app.models.reports.report import Report

# "(để tổng hợp báo cáo Ban Chỉ đạo của Đảng ủy phường)": to whom the receiver reports in turn.
_IN_TURN = re.compile(r"\(\s*(?:để\s+)?(?:tổng hợp)?,?\s*(?:báo cáo)?\s*([^()]*)\)", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^()]*\)")
# Offices that stand in one line: "UBND phường và Ban Chỉ đạo", not "Sở Khoa học và Công nghệ".
_BETWEEN = re.compile(
    r"\s*(?:;|,|\bvà\b)\s*"
    r"(?=(?:UBND|HĐND|MTTQ|Ủy ban|Hội đồng|Ban|Bộ|Sở|Đảng|Thường trực|Văn phòng|Phòng|Hội|Đoàn|Công an)\b)"
)
_REPORTED = re.compile(r"\s*\((?:báo cáo|b/?c)\)\s*$", re.IGNORECASE)
_HIGHER = re.compile(r"\b(tỉnh|thành phố|thành ủy|trung ương)\b", re.IGNORECASE)
# A standing body of an office receives for the office; short forms that plans use for long ones.
_STANDING = re.compile(r"^(thường trực|ban thường vụ|lãnh đạo|văn phòng)\s+", re.IGNORECASE)
_LONG = (
    (r"\bUBND\b", "Ủy ban nhân dân"), (r"\bMTTQ\b", "Mặt trận Tổ quốc"), (r"\bBTT\b", "Ban Thường trực"),
    (r"\bUBMTTQVN\b", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
)  # fmt: skip
_FILED = re.compile(r"^Lưu:?\s+")
FILED, FILED_BY_THE_PARTY = "Lưu: VT", "Lưu VPĐU"


def receivers(report: Report) -> list[str]:
    """A line each, at most one bracket in it: who is reported to first ("(báo cáo)"), then who gets a copy."""
    head, plan = report.letterhead, report.plan
    copies = [line.strip() for line in (plan.addressees if plan else "").split(";") if line.strip()]
    # A plan from elsewhere names receivers there: of the report these are who asks for it, and those here.
    place = place_in(plan.body).lower() if plan else ""
    if anothers := place not in ("", head.unit.full_name.lower()):
        leaders = ("Thường trực Đảng ủy", *(["Lãnh đạo UBND"] if head.style == "state" else []))
        copies = [*(f"{each} {head.unit.kind}" for each in leaders), *_usual(head)]
    copies = [_FILED.sub("Lưu: ", line) if head.style != "party" else line for line in copies]
    asked = [*_of_rule(report), *(_REPORTED.sub("", line) for line in copies if _REPORTED.search(line))]
    copies = [line for line in copies if not _REPORTED.search(line)]
    if not asked:
        asked = [line for line in copies if _HIGHER.search(line)][:1] or (
            [plan.body] if plan and anothers else _above(head)
        )
    asked = [line for line in asked if not any(other != line and other.startswith(line) for other in asked)]
    named = {_BRACKET.sub("", line) for line in asked}
    first = [line if line.endswith(")") else f"{line} (báo cáo)" for line in dict.fromkeys(asked)]
    return [*first, *dict.fromkeys(line for line in copies or _usual(head) if line not in named)]


def _of_rule(report: Report) -> Iterator[str]:
    """Whom the rule names, each by himself; of the issuer itself, to whom it reports in turn."""
    rule = report.rule
    if not rule or not rule.addressee:
        return
    head = report.letterhead
    in_turn = [found[1].strip() for found in _IN_TURN.finditer(rule.addressee) if found[1].strip()]
    named = [each.strip() for each in _BETWEEN.split(_BRACKET.sub("", rule.addressee)) if each.strip()]
    others = [each for each in named if not is_issuer(each, head)]
    last = others[-1] if others else ""
    for each in [*others, *(each for each in in_turn if not is_issuer(each, head))]:
        yield f"{each} (báo cáo, qua {rule.via})" if rule.via and each == last else each


def is_issuer(words: str, head: Letterhead) -> bool:
    """Whether words name the office that issues papers under a letterhead: "UBND phường" that of a ward."""
    own = f"{head.name} {head.parent}" if head.style == "front" else head.name
    wanted = _STANDING.sub("", words.strip())
    for short, long in _LONG:
        wanted, own = (re.sub(short, long, each) for each in (wanted, own))
    letters = iter(names.search_key(own).split())
    return all(word in letters for word in names.search_key(wanted).split())


def _above(head: Letterhead) -> list[str]:
    """Whom an office reports to where neither rule nor plan says so."""
    unit, above = head.unit, head.parent
    if head.style == "party" and unit.is_ward:
        return [f"Thường trực {'Tỉnh' if 'TỈNH' in above else 'Thành'} ủy"]
    if not unit.is_ward:
        return ["Bộ Khoa học và Công nghệ"]
    place = unit.parent.full_name if unit.parent else place_in(above).lower()
    if head.style == "front":
        return [f"Ban Thường trực Ủy ban MTTQ Việt Nam {place}".strip()]
    return [f"UBND {place}"] if place else []


def _usual(head: Letterhead) -> list[str]:
    """Copies of an office's own, where no plan says to whom."""
    unit = head.unit
    if unit.is_ward:
        return [FILED_BY_THE_PARTY if head.style == "party" else FILED]
    party = "Thành ủy" if unit.kind == "thành phố" else "Tỉnh ủy"
    return [
        f"Thường trực {party}", f"Thường trực HĐND {unit.kind}", f"Chủ tịch, các Phó Chủ tịch UBND {unit.kind}",
        "Sở Khoa học và Công nghệ", "UBND các phường, xã", FILED,
    ]  # fmt: skip
