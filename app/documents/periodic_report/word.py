"""Writes the periodic report as a Word file that can be changed, laid out like the PDF, or in a ward's own file."""

import io
import re
from collections.abc import Mapping
from datetime import UTC
from html import unescape
from typing import Any

from docx.oxml.ns import qn

from app.country import clock
from app.documents.issuers import DATED, EMPTY, EMPTY_DAY, LEAST_DATED, PARTY_SIZE, SIZE, Issuer, Style, header_lines
from app.documents.official import PORTRAIT, dated, in_sentence, number_words, unbroken_places
from app.documents.periodic_report.content import PeriodicReport, check
from app.documents.periodic_report.document import KIND, Annex, accompanied, annexes, is_nearer, receivers, subject
from app.documents.periodic_report.word_file import Fields, Filling, Template, filled, of_names, opened, unknown
from app.documents.periodic_report.word_guard import inspect
from app.documents.periodic_report.word_layout import CELLS, COLUMNS, WIDTHS, Header, bold_width, built
from app.documents.periodic_report.word_parts import LEADING, NEARER
from app.documents.tables import ruled
from app.documents.typefaces import legible

CALLED = {"targets": "chi_tieu", "counts": "so_lieu", "answers": "nhiem_vu", "wards": "tung_noi",
          "senders": "noi_gui"}  # fmt: skip
FIELDS: Fields = {
    "phan": frozenset({"so", "ten", "doan"}),
    "doan": frozenset({"dan", "loi"}),
    "noi_nhan": frozenset(),
    **{name: frozenset(cells) for name, cells in CELLS.items()},
}
SINGLE = ("cap_tren", "don_vi", "so", "noi_ngay", "du_thao", "trich_yeu", "ky", "mo_dau", "ket_thuc", "quyen_han",
        "chuc_vu", "nguoi_ky", "kem_theo",
        *(f"{words}{name}" for name in CELLS for words in ("phu_luc_", "ten_phu_luc_")))  # fmt: skip
NAMES = frozenset({*SINGLE, "phan", "noi_nhan", *CELLS})
ROOM = {EMPTY: "\N{NO-BREAK SPACE}" * 12, EMPTY_DAY: "\N{NO-BREAK SPACE}" * 7}
_TAGS = re.compile(r"</?span[^>]*>")
MOST_TITLE = 255  # signs, by the format


def default_template(style: Style, issuer: Issuer | None = None) -> bytes:
    """The file that a ward downloads to change: for a style, its header fitted to an issuer where one is known."""
    return built(style, _header(issuer) if issuer else Header(dated=DATED.get(style, LEAST_DATED)))


def _header(issuer: Issuer) -> Header:
    lines = header_lines(issuer, text_width=PORTRAIT, dated=dated(issuer, None))
    own = bold_width(lines.own[-1], PARTY_SIZE if issuer.style == "party" else SIZE) if lines.own else 0
    left, number = (PORTRAIT * share / 100 for share in (lines.left, lines.number))
    return Header(left, number, own * 0.42, lines.dated or LEAST_DATED)


def _fitted(report: PeriodicReport) -> bytes:
    """Our file with the header and the columns that the PDF of this report has."""
    known = annexes(report)
    widths = {
        CALLED[annex.name]: ruled(annex.columns, annex.rows, width=PORTRAIT, trade=True).widths for annex in known
    }
    absent = {
        CALLED[annex.name]: {each.cell for each in COLUMNS[CALLED[annex.name]] if each not in annex.columns}
        for annex in known
    }
    leading = NEARER if is_nearer(report) else LEADING
    return built(report.issuer.style, _header(report.issuer), {**WIDTHS, **widths}, absent, leading)


def unknown_placeholders(template: bytes) -> list[str]:
    """The names that stand to be filled in a ward's own file and that no report has.

    Raises:
        NotATemplate: what is no .docx, or has more in it than places to be filled.
    """
    file, environment = opened(template), Filling(FIELDS, NAMES)
    names = unknown(file, environment)
    if not names:
        one = {name: dict.fromkeys(cells, "1") for name, cells in FIELDS.items()}
        tried: dict[str, Any] = {**dict.fromkeys(SINGLE, "1"), **{name: [row] * 2 for name, row in one.items()}}
        filled(file, {**tried, "phan": [{**one["phan"], "doan": [one["doan"]]}] * 2}, environment)
    return names


def write_docx(report: PeriodicReport, template: bytes | None = None) -> bytes:
    """The report as .docx, in the file `template` or in ours.

    Raises:
        Unprintable: for a report out of bounds, or a template that cannot serve (`NotATemplate`).
    """
    check(report)
    file = opened(template or _fitted(report))
    environment = Filling(FIELDS, NAMES)
    if names := unknown(file, environment):
        raise of_names(names)
    filled(file, _context(report), environment)
    _drop_last_break(file)
    _keep_last_sentences(file, unbroken_places(legible(report.closing)))
    _say_whose(file, report)
    made = io.BytesIO()
    file.docx.save(made)
    if template is not None:  # a place that was filled, or left out, may have joined what stood apart
        inspect(made.getvalue())
    return made.getvalue()


def _drop_last_break(file: Template) -> None:
    """Without the annex at its end a file would close with an empty page: its last break becomes its end."""
    body = file.docx.element.body
    ends = body.findall(qn("w:sectPr"))
    last = ends[-1].getprevious() if ends else None
    before = last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") if last is not None else None
    if before is not None:
        body.replace(ends[-1], before)


def _say_whose(file: Template, report: PeriodicReport) -> None:
    """Title, author and days of the file, as Word shows them."""
    about, office = file.docx.core_properties, legible(in_sentence(report.issuer.full_name))[:MOST_TITLE]
    about.title, about.comments, about.revision = legible(report.subject)[:MOST_TITLE], "", 1
    about.author = about.last_modified_by = office
    about.created = about.modified = clock.now().astimezone(UTC).replace(tzinfo=None)


def _keep_last_sentences(file: Template, closing: str) -> None:
    """What stands before the closing sentence stays with it, as that with the signature."""
    paragraphs = file.docx.paragraphs
    place = next((at for at, each in enumerate(paragraphs) if closing and each.text == closing), 0)
    if place:
        paragraphs[place - 1].paragraph_format.keep_with_next = True


def _context(report: PeriodicReport) -> Mapping[str, Any]:
    issuer, signer, known = report.issuer, report.signer, {CALLED[annex.name]: annex for annex in annexes(report)}
    place = dated(issuer, report.issued_on, report.year)
    lines = header_lines(issuer, text_width=PORTRAIT, dated=place)
    values = {
        "so": _plain(number_words(issuer, report.issued_number, KIND)),
        "noi_ngay": _plain(place),
        "du_thao": "DỰ THẢO" if report.is_draft else "",
        "trich_yeu": unbroken_places(legible(subject(report))),
        "ky": legible(report.span),
        "mo_dau": unbroken_places(legible(report.opening)),
        "ket_thuc": unbroken_places(legible(report.closing)),
        "quyen_han": "\n".join(map(legible, signer.formula.split("\n"))),
        "chuc_vu": legible(signer.capacity),
        "nguoi_ky": legible(report.signed_by),
        "kem_theo": _plain(accompanied(report)),
        "noi_nhan": [legible(line) for line in receivers(report)],
        "phan": [
            {"so": legible(part.numeral), "ten": legible(part.title).upper(), "doan": [
                {"dan": f"{legible(each.lead)} " if each.lead else "", "loi": legible(each.text)}
                for each in part.paragraphs
            ]}
            for part in report.parts
        ],
    }  # fmt: skip
    return {
        **values,
        "cap_tren": "\n".join(lines.parent),
        "don_vi": "\n".join(lines.own),
        **{key: each for name in CELLS for key, each in _annex(name, known.get(name)).items()},
    }


def _annex(name: str, annex: Annex | None) -> dict[str, object]:
    if annex is None:
        return {name: [], f"phu_luc_{name}": "", f"ten_phu_luc_{name}": ""}
    rows = [
        {cell: legible(str(row[column.cell])) for cell, column in zip(CELLS[name], COLUMNS[name], strict=True)}
        for row in annex.rows
    ]
    return {name: rows, f"phu_luc_{name}": annex.head, f"ten_phu_luc_{name}": legible(annex.title)}


def _plain(words: str) -> str:
    """Words with room to write in, as Word has it: spaces that no line is broken at."""
    for blank, room in ROOM.items():
        words = str(words).replace(str(blank), room)
    return unbroken_places(unescape(_TAGS.sub("", words)))
