"""Residents' pages have one word for one thing; docs/resident-words.yaml names it, and the others."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
WORDS: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs/resident-words.yaml").read_text())
# Pages of a link for helpers and ambassadors, and of the guides for staff: their words are the staff's.
STAFF = {"guides", "doors", "visit_links", "shell"}


@cache
def texts() -> dict[str, str]:
    """What residents may read: the public templates and the modules beside them, without comments, in one line."""
    kept = [each for each in (ROOT / "app/templates/public").rglob("*.html") if not STAFF & set(each.parts)]
    kept += [ROOT / "app/templates/components/navigation.html", ROOT / "app/registers/personal_data/residents.py"]
    return {str(each.relative_to(ROOT)): one_line(each.read_text()) for each in kept}


def one_line(text: str) -> str:
    """A text without comments of templates, its literals of several lines in one."""
    return re.sub(r'["\']\s*\n\s*["\']|\s+', lambda found: "" if found[0][0] in "\"'" else " ", uncommented(text))


def uncommented(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def others(text: str, entry: dict[str, Any]) -> list[str]:
    """The words of a text that are not the one for it."""
    for allowed in entry.get("but", ()):
        text = text.replace(allowed, "")
    return [each for each in entry["not"] if re.search(rf"\b{re.escape(each)}\b", text, re.IGNORECASE)]


@pytest.mark.parametrize("entry", WORDS, ids=lambda entry: entry["word"])
def test_residents_pages_have_one_word_for_one_thing(entry: dict[str, Any]) -> None:
    assert {place: found for place, text in texts().items() if (found := others(text, entry))} == {}


@pytest.mark.parametrize("entry", [each for each in WORDS if "explained" in each], ids=lambda entry: entry["word"])
def test_a_word_that_needs_it_is_explained_in_the_product(entry: dict[str, Any]) -> None:
    shipped = [*(ROOT / "app").rglob("*.html"), *(ROOT / "app").rglob("*.py"), *(ROOT / "app").rglob("*.yaml")]

    texts_shipped = [one_line(each.read_text()) for each in shipped]
    assert [way for way in entry["explained"] if not any(way in text for text in texts_shipped)] == []


def unexplained(entry: dict[str, Any], pages: dict[str, str]) -> list[str]:
    """The pages on which a word first stands without being explained; a heading names what the page explains."""
    found = []
    for place, text in pages.items():
        body = re.sub(r"{% block title %}.*?{% endblock %}|<h1>.*?</h1>", "", text).casefold()
        first = body.find(entry["word"].casefold())
        ways = [each.casefold() for each in entry["explained"]]
        if first >= 0 and not any(-1 < body.find(each) <= first for each in ways):
            found.append(place)
    return found


@pytest.mark.parametrize("entry", [each for each in WORDS if "first" in each], ids=lambda entry: entry["word"])
def test_a_word_is_explained_where_it_first_stands(entry: dict[str, Any]) -> None:
    after = tuple(entry.get("after", ()))
    pages = {place: text for place, text in texts().items() if place.endswith(".html")}

    assert any(entry["word"].casefold() in text.casefold() for text in pages.values())
    assert [each for each in unexplained(entry, pages) if not any(one in each for one in after)] == []


def test_a_word_that_is_explained_too_late_is_found() -> None:
    entry = {"word": "Đại sứ số", "explained": ["Đại sứ số, người được phường cử"]}
    late = "<h1>Đại sứ số</h1> Đại sứ số tới nhà. Đại sứ số, người được phường cử"

    assert unexplained(entry, {"page": late}) == ["page"]
    assert unexplained(entry, {"page": late.replace(" Đại sứ số tới nhà.", "")}) == []


def test_another_word_is_found_across_the_lines_of_a_literal() -> None:
    entry = {"word": "mã 6 số", "not": ["mã xác thực"]}

    assert others(one_line('{{ _("Ai hỏi mã xác "\n        "thực, bác từ chối.") }}'), entry) == ["mã xác thực"]
    assert others(one_line("{# mã xác thực #}"), entry) == []
