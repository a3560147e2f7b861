"""The 3,321 wards, communes and special zones with their codes: Quyết định 19/2025/QĐ-TTg, in force since 1 July 2025.

Read from communes.txt at first use: only the first run and a new unit need it.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.country import names, sentences
from app.models.people.provinces import PROVINCES, Province

KINDS = {"P": "phường", "X": "xã", "Đ": "đặc khu"}
MOST = 12


class Commune(NamedTuple):
    """A unit of the lower level: five-digit code, kind, name and province."""

    code: str
    kind: str
    name: str
    province: Province

    @property
    def title(self) -> str:
        """Kind and name at the start of a line: "Phường Phan Đình Phùng"."""
        return f"{sentences.begun(self.kind)} {self.name}"


@cache
def communes() -> dict[str, Commune]:
    """All communes by code."""
    found, province = {}, None
    text = Path(__file__).with_name("communes.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        code, _, rest = line.partition(" ")
        if not rest:
            province = PROVINCES[code]
            continue
        assert province is not None
        kind, _, name = rest.partition(" ")
        found[code] = Commune(code, KINDS[kind], name, province)
    return found


def look_up(query: str, most: int = MOST) -> list[Commune]:
    """Find units by code, or by words that all occur in the unit's name with its province's, ignoring accents.

    Names that start with the typed text come first, then by name; limited in number.
    """
    code = query.strip()
    if code in communes():
        return [communes()[code]]
    terms = names.search_terms(query)
    if not terms:
        return []
    begins = names.search_key(query)
    fitting = [
        commune
        for commune in communes().values()
        if all(term in f"{_key(commune)} {names.search_key(commune.province.name)}" for term in terms)
    ]
    return sorted(fitting, key=lambda each: (*_rank(each, begins), each.code))[:most]


def _rank(commune: Commune, begins: str) -> tuple[bool, str]:
    return not names.search_key(commune.name).startswith(begins), names.sort_key(commune.name)


@cache
def _key(commune: Commune) -> str:
    return names.search_key(f"{commune.kind} {commune.name}")
