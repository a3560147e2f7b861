"""The mentorship book of an ambassador."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.country import formats
from app.documents import faults, qr
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Issuer, Signature, header_lines
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.tables import Column, ruled
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES, foot, printed

# Draws the mentorship book (sổ kèm cặp): a working sheet, A4 portrait: who is taken by the hand, how far they are, and
# each visit.
TITLE = "Sổ kèm cặp"
# Empty lines for visits to be written by hand.
EMPTY_LINES = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: `state` and `evidence` in words, `day` on which it was said."""

    skill: str
    state: str
    evidence: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Mentee:
    """Somebody taken by the hand, from a day to a day; `outcome` in words where it ended. Rows of one `person` are one
    person's, taken by the hand again later; "" for a row of somebody alone."""

    name: str
    birth_year: int
    group: str
    since: date
    goals: tuple[Goal, ...] = ()
    wish: str = ""
    last_met: date | None = None
    until: date | None = None
    outcome: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: on which day, to whom, whether they were met, and what was done or said."""

    day: date
    name: str
    met: bool
    minutes: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class MentorshipBook:
    """What stands in the book. `first` to `last` is the period, `visits` those of it, in order; `group` and
    `organisation` are the ambassador's, "" for none; `address` the QR code's."""

    issuer: Issuer
    ambassador: str
    code: str
    address: str
    first: date
    last: date
    mentees: tuple[Mentee, ...]
    visits: tuple[Visit, ...] = ()
    group: str = ""
    organisation: str = ""
    group_label: str = "Tổ dân phố"
    printed_at: datetime | None = None


def draw(paper: MentorshipBook) -> bytes:
    """The book as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    faults.check((each.name, each.group, each.wish, each.outcome) for each in paper.mentees)
    faults.check((each.name, each.words[: faults.LONGEST]) for each in paper.visits)
    html = page(
        "mentorship_book/page.html",
        paper=paper,
        title=TITLE,
        foot=foot(TITLE, paper.code, printed(paper.printed_at), course=paper.ambassador, width=PORTRAIT),
        issuer_lines=header_lines(paper.issuer, text_width=PORTRAIT),
        lines=_under_the_title(paper),
        code=qr.svg(paper.address, quiet=2),
        mentees=_mentees(paper.mentees),
        visits=ruled(VISITS, _visits(paper), width=PORTRAIT, look="roll visits", head_size=11),
        total=formats.count_in_sentence(_people(paper.mentees)),
        pairs=len(paper.mentees) if _people(paper.mentees) < len(paper.mentees) else None,
        reached=formats.count_in_sentence(_people(tuple(each for each in paper.mentees if _has_all(each)))),
        met=formats.count_in_sentence(sum(1 for each in paper.visits if each.met)),
        signers=(Signature("ĐẠI SỨ SỐ", BY_HAND, paper.ambassador), BY_THE_OFFICE),
    )
    return lay_out(html, (*STYLES, "mentorship_book/print.css"), tagged=True, nearer=[CLOSER]).pdf


def _under_the_title(paper: MentorshipBook) -> list[str]:
    where = f"{paper.group_label}: {paper.group}" if paper.group else ""
    lines = [", ".join(part for part in (f"Mã số: {paper.code}", where, paper.organisation) if part)]
    lines.append(f"Từ ngày {formats.date(paper.first)} đến ngày {formats.date(paper.last)}")
    return lines


def _people(mentees: tuple[Mentee, ...]) -> int:
    """How many people rows are: who was taken by the hand twice is one."""
    known = {each.person for each in mentees if each.person}
    return len(known) + sum(1 for each in mentees if not each.person)


def _has_all(mentee: Mentee) -> bool:
    return bool(mentee.goals) and all(goal.state == "tự làm được" for goal in mentee.goals)


def _mentees(mentees: Sequence[Mentee]) -> list[dict[str, object]]:
    """A row for each time somebody was taken by the hand, a number for each person: what belongs to one follows."""
    together: dict[object, list[Mentee]] = {}
    for place, each in enumerate(mentees):
        together.setdefault(each.person or place, []).append(each)
    return [
        {"number": number if first else "", **_mentee(each)}
        for number, times in enumerate(together.values(), 1)
        for first, each in zip([True, *[False] * len(times)], times, strict=False)
    ]


def _mentee(mentee: Mentee) -> dict[str, object]:
    ended = f"Kết thúc {formats.date(mentee.until)}: {mentee.outcome}" if mentee.until else ""
    return {
        "name": mentee.name,
        "year": str(mentee.birth_year),
        "group": mentee.group,
        "wish": mentee.wish,
        "since": formats.date(mentee.since),
        "last_met": formats.date(mentee.last_met) if mentee.last_met else "",
        "ended": ended,
        "goals": [_goal(goal) for goal in mentee.goals],
    }


def _goal(goal: Goal) -> tuple[str, str, str]:
    """The skill, how far, and on what ground since when."""
    day = formats.date(goal.day) if goal.day else ""
    return goal.skill, goal.state, ", ".join(part for part in (goal.evidence, day) if part)


VISITS = (
    Column("STT", "number", least=9),
    Column("Ngày", "day", "tight", least=23),
    Column("Người được kèm", "name", "name", least=38, most=60, grow=1),
    Column("Gặp hay chưa", "how", "small", least=26),
    Column("Việc đã làm, ghi chú", "words", "small", least=50, grow=3),
)


def _visits(paper: MentorshipBook) -> list[dict[str, object]]:
    visits = [_visit(number, each) for number, each in enumerate(paper.visits, 1)]
    return [*visits, *({} for _line in range(EMPTY_LINES))]


def _visit(number: int, visit: Visit) -> dict[str, object]:
    how = "đã gặp" if visit.met else "chưa gặp được"
    return {
        "number": number,
        "day": formats.date(visit.day),
        "name": visit.name,
        "how": f"{how}, {visit.minutes} phút" if visit.minutes else how,
        "words": visit.words,
    }
