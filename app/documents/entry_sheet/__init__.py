"""The sheet of one entry of a programme ("In phiếu"): its answers by section, photos, who recorded, who signs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.country import formats
from app.documents import faults
from app.documents.course_file import for_print
from app.documents.issuers import Issuer, Signature, header_lines
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.tables import Column, Row, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES, foot, printed


@dataclass(frozen=True, slots=True)
class Answers:
    """A table of tallies with the same parts: `parts` are their words by key, each of `lines` the question, its numbers
    by key."""

    parts: Mapping[str, str]
    lines: Sequence[tuple[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring answers below one heading ("" for none): questions with their answers in words ("" not answered),
    and tables."""

    title: str
    answers: Sequence[tuple[str, str] | Answers]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as JPEG, and the question that it answers."""

    caption: str
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One entry. `title` is the programme, `name` whose entry it is, `lines` what stands below: where, when, what
    became of it; `sentences` below the answers (a reason, criteria met); `recorded` who recorded it and when;
    `lost` photos that could not be read."""

    issuer: Issuer
    title: str
    name: str
    lines: Sequence[str]
    sections: Sequence[Section]
    sentences: Sequence[str]
    recorded: str
    signers: Sequence[Signature]
    printed_at: datetime
    photos: Sequence[Photo] = ()
    lost: int = 0


# Draws the sheet: an internal paper, upright, on one page where its answers fit.
# Parts that stand side by side; more stand below each other, with the tallies side by side.
MOST_PARTS = 6
LONG = 70  # signs from which an answer stands below its question


def draw(content: EntrySheet) -> bytes:
    """The sheet as PDF. Raises `Unprintable` for what is out of bounds, `PaperFault` when drawing fails."""
    faults.check(_texts(content))
    at = content.printed_at
    photos = [(f"paper:photo-{number}.jpg", each) for number, each in enumerate(content.photos, 1)]
    html = page(
        "entry_sheet/page.html",
        paper=content,
        issuer_lines=header_lines(content.issuer, text_width=PORTRAIT),
        printed=f"Bản in nội bộ, {formats.time(at)} ngày {formats.date(at)}",
        foot=foot(content.title, printed(at), course=content.name, width=PORTRAIT),
        sections=[(each.title, [*_blocks(each)]) for each in content.sections],
        photos=[(address, each.caption) for address, each in photos],
    )
    pictures = {address: for_print(each.jpeg) for address, each in photos}
    return lay_out(html, (*STYLES, "entry_sheet/print.css"), pictures, tagged=True, nearer=[CLOSER]).pdf


def _texts(content: EntrySheet) -> Iterator[tuple[str, ...]]:
    yield content.title, content.name, *content.lines, *content.sentences, content.recorded
    for section in content.sections:
        for each in section.answers:
            if not isinstance(each, Answers):
                yield each[0], each[1][: faults.LONGEST]


def _blocks(section: Section) -> Iterator[dict[str, object]]:
    """The lines and tables of a section: neighbouring lines are one list."""
    lines: list[dict[str, object]] = []
    for each in section.answers:
        if isinstance(each, Answers):
            if lines:
                yield {"lines": lines}
            lines = []
            yield {"table": table_of(each)}
        else:
            label, words = each
            paragraphs = [part for part in words.split("\n") if part.strip()]
            lines.append({"label": label, "words": paragraphs, "long": len(words) > LONG or len(paragraphs) > 1})
    if lines:
        yield {"lines": lines}


def table_of(answers: Answers) -> Table:
    """The table of tallies with the same parts: a line for each tally, or for each part where these are many."""
    across = len(answers.parts) <= MOST_PARTS
    heads = answers.parts if across else {str(place): label for place, (label, _n) in enumerate(answers.lines)}
    columns = [Column("Nội dung", "what", "left", most=70, grow=2)]
    columns += [Column(_head(words), f"n{key}", "tight", least=15) for key, words in heads.items()]
    if across:
        columns.append(Column("Cộng", "sum", "tight", least=15))
        rows: list[Row] = [
            {"what": label, "sum": formats.number(sum(numbers.values())),
             **{f"n{key}": _number(numbers.get(key)) for key in answers.parts}}
            for label, numbers in answers.lines
        ]  # fmt: skip
    else:
        all_numbers = [numbers for _label, numbers in answers.lines]
        rows = [
            {"what": words, **{f"n{place}": _number(each.get(key)) for place, each in enumerate(all_numbers)}}
            for key, words in answers.parts.items()
        ]
        totals = {f"n{place}": formats.number(sum(each.values())) for place, each in enumerate(all_numbers)}
        rows.append({"what": "Cộng", **totals})
    return ruled(columns, rows, width=PORTRAIT, look="roll", size=11.0, head_size=11.0, trade=True)


def _number(number: int | None) -> str:
    return "" if number is None else formats.number(number)


def _head(words: str) -> str:
    """A heading in two lines, its words shared out evenly."""
    parts = words.split()
    halves = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in range(1, len(parts))] if len(words) > 9 else []
    return "\n".join(min(halves, key=lambda half: max(map(len, half)), default=(words,)))
