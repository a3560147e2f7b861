"""Draws the annex that lists those to be certified: an official paper (Nghị định 30/2020, phụ lục I, mục III), A4."""

from dataclasses import dataclass

from markupsafe import Markup

from app.country import formats
from app.country.figures import share_of
from app.documents import bounds
from app.documents.issuers import Issuer
from app.documents.official import PORTRAIT, STYLES, UNDECIDED, Decision, in_sentence, supplement_words
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.tables import Column, ruled
from app.documents.templates import page


@dataclass(frozen=True, slots=True)
class Person:
    """One of the list: `came` of `counted` lessons; `number` in the register ("" while the list is not approved).

    `exception` is the reason for which the leader lets in whoever missed the rule.
    """

    name: str
    birth_year: int | None
    sex: str
    group: str
    came: int
    counted: int
    number: str = ""
    exception: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalList:
    """What stands on the annex. `people` in the order of the list, `rule` the course's rule in words.

    `approved` tells a list of those certified from one that is proposed; `supplement` which further list of its course
    it is, 0 for the first.
    """

    issuer: Issuer
    course: str
    people: tuple[Person, ...]
    rule: str
    decision: Decision = UNDECIDED
    approved: bool = False
    group_label: str = "Tổ dân phố"
    supplement: int = 0


def draw(paper: ApprovalList) -> bytes:
    """The annex as PDF. Raises `Unprintable` for a list out of bounds, `PaperFault` when drawing fails."""
    bounds.check((person.name, person.group, person.exception) for person in paper.people)
    return lay_out(page("approval_list/page.html", **_content(paper)), STYLES, tagged=True, nearer=[CLOSER]).pdf


def _content(paper: ApprovalList) -> dict[str, object]:
    decision = paper.decision.words(paper.issuer.style)
    kind = "ĐƯỢC CẤP" if paper.approved else "ĐỀ NGHỊ CẤP"
    return {
        "paper": paper,
        "draft": paper.decision.is_draft or not paper.approved,
        "title": f"DANH SÁCH HỌC VIÊN {kind} GIẤY CHỨNG NHẬN" + supplement_words(paper.supplement).upper(),
        "with_decision": Markup("(Kèm theo {}").format(decision),
        "of_whom": f"của {in_sentence(paper.issuer.full_name)})",
        "table": ruled(
            _columns(paper), [_row(number, person) for number, person in enumerate(paper.people, 1)], width=PORTRAIT
        ),
        "count": formats.count_in_sentence(len(paper.people)),
        "excepted": formats.count_in_sentence(sum(bool(person.exception) for person in paper.people)),
        "exceptions": [
            (number, person.name, person.exception) for number, person in enumerate(paper.people, 1) if person.exception
        ],
    }


def _columns(paper: ApprovalList) -> list[Column]:
    return [
        Column("STT", "number"),
        Column("Họ và tên", "name", "left", grow=2),
        Column("Năm\nsinh", "year"),
        Column("Giới\ntính", "sex"),
        Column(paper.group_label, "group", "left", group=True, grow=1),
        Column("Số\nbuổi", "came", "tight"),
        Column("Tỷ lệ\n(%)", "share", "tight"),
        Column("Số vào\nsổ cấp", "entry", "tight", least=20),
    ]


def _row(number: int, person: Person) -> dict[str, object]:
    return {
        "number": number,
        "name": person.name,
        "year": person.birth_year or "",
        "sex": person.sex,
        "group": person.group,
        "came": f"{person.came}/{person.counted}" + (" (*)" if person.exception else ""),
        "share": share_of(person.came, person.counted, 1).removesuffix("%") if person.counted else "",
        "entry": person.number,
    }
