"""Finds a ward's rows by the names in lists: groups as "TDP05", "Tổ 5", "tổ dân phố số 05", "Túc Duyên 1"."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from flask_babel import gettext as _

from app.exchange.imports.cells import UnusableCell, text_of
from app.exchange.imports.reading import Cell
from app.exchange.imports.vocabulary import fold
from app.models.people.residential_group import GROUP_WORDS, bare

_ELSEWHERE = {"khac", "noi khac", "ngoai phuong", "ngoai xa", "ngoai dia ban", "tinh khac", "phuong khac", "xa khac"}
# The number of a house before the comma of an address: "Số 2, Ngõ 5".
_HOUSE = re.compile(r"(?:so |nha )*\d+ ?[a-z]?")
# How a title names a group by its number: "TDP 1"; and the most words of a name.
_KINDS = tuple(f"{fold(word)} " for word in (*GROUP_WORDS, "tdp", "tổ", "kp"))
LONGEST = 8


Row = TypeVar("Row")


class GroupsOnFile(Generic[Row]):
    """Finds the group, or another row with a name and maybe a code, that a cell means. Names with the same `alike`
    count as one."""

    def __init__(self, groups: Iterable[Row], word: str, alike: Callable[[str], str] = bare) -> None:
        self.word, self.alike = word, alike
        self._exact: dict[str, set[Row]] = defaultdict(set)
        self._bare: dict[str, set[Row]] = defaultdict(set)
        self._ending: dict[str, set[Row]] = defaultdict(set)  # by the last word of the name
        for group in groups:
            self.add(group)

    def add(self, group: Row) -> None:
        """Add one row."""
        self.add_called(group, getattr(group, "name", ""), getattr(group, "code", ""))

    def add_called(self, group: Row, name: str, code: str) -> None:
        """Add one row under a name and a code."""
        for text in filter(None, (name, code)):
            self._exact[fold(text)].add(group)
        bare_name = self.alike(name)
        self._bare[bare_name].add(group)
        if words := bare_name.split():
            self._ending[words[-1]].add(group)

    def found(self, text: str) -> set[Row]:
        """All groups that a text may mean: by code or full name, else by the name without its kind.

        A mere number ("Tổ 1") is, if nothing else fits, any group whose name ends with it: Túc Duyên 1.
        """
        key, bare_name = fold(text), self.alike(text)
        if not key:
            return set()
        return (
            self._exact.get(key)
            or self._bare.get(bare_name)
            or (self._ending.get(bare_name, set()) if bare_name.isdigit() else set())
        )

    def named_in(self, title: str) -> set[Row]:
        """The groups that a title names: by code, by full name with a number, or after the word for their kind."""
        words, named, at = fold(title).split(), set[Row](), 0
        while at < len(words):
            runs = ((end, self._titled(" ".join(words[at:end]))) for end in range(at + LONGEST, at, -1))
            at, found = next((run for run in runs if run[1]), (at + 1, set()))
            named |= found
        return named

    def _titled(self, run: str) -> set[Row]:
        if run.startswith(_KINDS):
            return self.found(run)
        return self._exact.get(run, set()) if any(map(str.isdigit, run)) and not run.isdigit() else set()

    def meant_by(self, cell: Cell) -> Row | None:
        """The one group that a cell means, or None for another place or an empty cell.

        Raises:
            UnusableCell: no such group, or several.
        """
        text = text_of(cell)
        if not text or fold(text) in _ELSEWHERE:
            return None
        parts = (part for part in text.split(",") if not _HOUSE.fullmatch(fold(part)))
        for part in (text, *parts):  # an address names the group somewhere between its commas
            found = self.found(part)
            if len(found) == 1:
                return next(iter(found))
            if found:
                names = ", ".join(sorted(getattr(group, "name", "") for group in found))
                raise UnusableCell(
                    _('"%(text)s" có thể là %(names)s. Anh chị ghi đủ tên hoặc mã.', text=text[:40], names=names)
                )
        raise UnusableCell(
            _(
                'Không có %(word)s nào là "%(text)s". Anh chị ghi đúng tên hoặc mã; ở nơi khác thì ghi "Nơi khác".',
                word=self.word,
                text=text[:40],
            )
        )
