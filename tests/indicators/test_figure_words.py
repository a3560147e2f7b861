"""Figures are suggested by the words of declarations: of the plans that ship, what measures a target is among the first
five."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.data.plans import catalogue as plans
from app.data.programmes import catalogue
from app.indicators.figure_words import FigureWords, alike, suggested, words_of, words_of_counts
from app.indicators.named_figures import SHELVES
from app.models import Target

FIRST, LEAST = 5, 72
# What a plan file says of a target that has nothing to do with what measures it.
ASKED = "name", "text", "operator", "value", "unit_words", "denominator_words", "audience", "each_of"


def every_figure() -> Mapping[str, FigureWords]:
    """All that a ward could count: the product's own, and those of each programme that ships."""
    own = {each.key: words_of(each, book) for book, shelf in SHELVES for each in shelf}
    ships = {f"{key}.{count}": said for key, each in catalogue().items() for count, said in words_of_counts(each)}
    return own | ships


def targets(**without: Any) -> list[tuple[str, Target, str]]:
    """The measured targets of the plans that ship, each with where it stands and what measures it."""
    found = []
    for plan, file in plans().items():
        for key, columns in file.targets.items():
            if by := columns.get("measured_by"):
                said = {name: columns[name] for name in ASKED if name in columns}
                found.append((f"{plan}: {key}", Target(**_needed(said | without)), str(by)))
    return found


def _needed(said: dict[str, Any]) -> dict[str, Any]:
    return {"unit": None, "plan": None, "since": None, "until": None, **said}


@pytest.mark.parametrize("without", [{}, {"name": ""}], ids=["as-it-stands", "by-the-sentence-alone"])
def test_what_measures_a_target_of_the_plans_that_ship_is_among_the_first_five(without: dict[str, Any]) -> None:
    figures, asked = every_figure(), targets(**without)
    assert len(asked) == 77
    lacking = {where: found for where, each, by in asked if by not in (found := suggested(each, figures)[:FIRST])}
    assert len(asked) - len(lacking) >= LEAST, lacking


def test_the_rarer_word_counts_more_and_what_shares_none_is_not_suggested() -> None:
    figures = {
        "people": FigureWords("Người đã học"), "markets": FigureWords("Chợ số đã học"),
        "roads": FigureWords("Đường hoa"),
    }  # fmt: skip
    asked = Target(**_needed({"name": "Chợ", "text": "100% các chợ đã học", "value": 100}))
    assert suggested(asked, figures) == ["markets", "people"]
    assert alike(["đường hoa"], figures)[0] == "roads"


def test_a_share_of_the_audience_that_is_asked_goes_before_a_number() -> None:
    figures = {
        "all": FigureWords("Người lao động"),
        "some": FigureWords("Người lao động học", audience="workers", is_share=True),
        "others": FigureWords("Người lao động học", audience="adults", is_share=True),
    }  # fmt: skip
    asked = Target(**_needed({"name": "", "text": "người lao động", "value": 80, "audience": "workers"}))
    assert suggested(asked, figures) == ["some", "others", "all"]
