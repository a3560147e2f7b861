"""Sentences of reports that a programme declares: what is left out while a count is unknown, and what is refused."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.models.movement.declaration_reading import read
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.sentence import Element, Form, Sentence, check_form
from tests.returns import DECLARED

COUNTS = [
    {"key": "books", "unit": "cuốn", "label": "Sách", "sum": "books", "of": "loans", "by": ["group"]},
    {"key": "loans", "unit": "cuốn", "label": "Lượt mượn", "sum": "loans"},
]
OPEN = "Có {books/} cuốn."


def declared(**said: Any) -> Mapping[str, Any]:
    sentence = {"in": "hoc-sinh", "text": OPEN, **said}
    return {**DECLARED, "counts": COUNTS, "sentences": [sentence]}


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("held", Element("held")),
        ("told/", Element("told", Form.PARTS)),
        ("nhiem-vu.tong", Element("nhiem-vu.tong")),
        ("noi-chua-co-to-", Element("noi-chua-co-to", Form.LACKING)),
        ("all kind=plan|letter", Element("all", dimension="kind", entries=("plan", "letter"))),
        ("lop doi-tuong!=teams", Element("lop", dimension="doi-tuong", entries=("teams",), without=True)),
        ("luot-ho-tro by noi", Element("luot-ho-tro", by="noi")),
        ("held titles", Element("held", titles=True)),
        ("Held", None),
        ("held  by form", None),
    ],
)
def test_an_element_is_read(text: str, element: Element | None) -> None:
    assert Element.read(text) == element


def test_an_element_is_narrowed_as_targets_store_it() -> None:
    found = [Element.read(each) for each in ("lop doi-tuong=students|teachers", "lop doi-tuong!=teams", "lop")]
    assert [each and each.narrowing for each in found] == ["doi-tuong/students+teachers", "doi-tuong/!teams", ""]


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("abc", "Có 1 trường tại 3 tổ dân phố, trong đó 2 trường có AI."),
        ("ac", "Có 1 trường tại 3 tổ dân phố."),
        ("ab", "Có 1 trường, trong đó 2 trường có AI."),
        ("bc", ""),
        ("", ""),
    ],
)
def test_a_sentence_leaves_out_what_is_not_known(known: str, text: str) -> None:
    sentence = Sentence("hoc-sinh", "Có {a} trường[ tại {c} {group}][, trong đó {b} trường có AI].")
    values = {key: value for key, value in zip("abc", "123", strict=True) if key in known}
    assert sentence.filled(lambda each: values.get(each.count, ""), {"group": "tổ dân phố"}) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Có {books} cuốn", "a full stop"),
        ("Có [{books} cuốn.", "brackets that close"),
        ("Có [{books} cuốn[, {loans}]].", "brackets that close"),
        ("Có {books cuốn.", "brackets that close"),
        ("Có {Books} cuốn.", "no element"),
        ("Có {books} cuốn[, đã xong].", "brackets around an element"),
        ("Đã xong[ {books} cuốn].", "an element outside brackets"),
        ("Đạt {books%}.", "a share in brackets"),
        ("Có {a}, {b}, {c}, {d}, {e}.", "at most 4"),
        ("Có {a}[, {b}][, {c}][, {d}][, {e}][, {f}][, {g}][, {h}].", "at most"),
    ],
)
def test_a_sentence_that_cannot_be_silent_or_is_too_full_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidDeclaration, match=why):
        check_form(Sentence("hoc-sinh", text))


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"in": "nowhere"}, "sentences.0.in"),
        ({"for": ["nobody"]}, "sentences.0.for"),
        ({"lack": True}, "sentences.0.lack"),
        ({"text": "Còn {books-} cuốn chưa có."}, "sentences.0.lack"),
        ({"text": "Phải gửi {books} cuốn."}, "sentences.0.text"),
        ({"text": "Có {readers} người."}, "sentences.0.text"),
        ({"text": "Có {loans/} lượt."}, "sentences.0.text"),
        ({"text": "Có {books by month}."}, "sentences.0.text"),
        ({"text": "Có {books titles}."}, "sentences.0.text"),
        ({"why": "because"}, "sentences.0"),
    ],
)
def test_a_sentence_that_does_not_fit_its_programme_is_refused_with_its_place(
    said: Mapping[str, Any], where: str
) -> None:
    assert [each.text for each in read(declared()).sentences] == [OPEN]
    with pytest.raises(InvalidDeclaration) as wrong:
        read(declared(**said))
    assert ".".join(map(str, wrong.value.path)) == where


def test_texts_of_returns_stand_beside_a_part_of_the_report() -> None:
    text = {"key": "done", "label": "Đã làm", "type": "long_text"}
    given = {**DECLARED, "fields": [*DECLARED["fields"], text]}
    assert read({**given, "writes": {"done": "III"}}).writes == {"done": "III"}
    for writes in ({"done": "I"}, {"loans": "III"}, {"gone": "III"}):
        with pytest.raises(InvalidDeclaration):
            read({**given, "writes": writes})
