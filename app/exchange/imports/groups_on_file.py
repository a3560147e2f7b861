"""A ward's residential groups as lists name them: "TDP05", "Tổ 5", "tổ dân phố số 05", "Túc Duyên 1"."""

import re
from collections import defaultdict
from collections.abc import Iterable

from flask_babel import gettext as _

from app.exchange.imports.cells import UnusableCell, text_of
from app.exchange.imports.headers import fold
from app.exchange.imports.reading import Cell
from app.models import ResidentialGroup

# Words for the level below the ward, and for its number: they part no group from another.
_KINDS = re.compile(r"\b(?:to dan pho|tdp|khu pho|kp|khoi pho|tieu khu|to|thon|ban|xom|khoi|ap|buon|so)\b")
_ZEROS = re.compile(r"\b0+(?=\d)")
_ELSEWHERE = {"khac", "noi khac", "ngoai phuong", "ngoai xa", "ngoai dia ban", "tinh khac", "phuong khac", "xa khac"}


class GroupsOnFile:
    """Finds the group that a cell means."""

    def __init__(self, groups: Iterable[ResidentialGroup], word: str) -> None:
        self.word = word
        self._exact: dict[str, set[ResidentialGroup]] = defaultdict(set)
        self._bare: dict[str, set[ResidentialGroup]] = defaultdict(set)
        for group in groups:
            self.add(group)

    def add(self, group: ResidentialGroup) -> None:
        """Know one more."""
        for text in (group.name, group.code):
            self._exact[fold(text)].add(group)
        self._bare[bare(group.name)].add(group)

    def found(self, text: str) -> set[ResidentialGroup]:
        """All groups that a text may mean: by code or whole name, else by what the name says beside its kind.

        A mere number ("Tổ 1") is at last any group whose name ends with it: Túc Duyên 1, where no other does.
        """
        key, said = fold(text), bare(text)
        if not key:
            return set()
        return self._exact.get(key) or self._bare.get(said) or (self._ending(said) if said.isdigit() else set())

    def _ending(self, number: str) -> set[ResidentialGroup]:
        return {group for name, groups in self._bare.items() if name.split()[-1:] == [number] for group in groups}

    def meant_by(self, cell: Cell) -> ResidentialGroup | None:
        """The one group that a cell means, or None for who lives elsewhere or where nothing is told.

        Raises:
            UnusableCell: no such group, or several.
        """
        text = text_of(cell)
        if not text or fold(text) in _ELSEWHERE:
            return None
        for part in (text, *text.split(",")):  # an address names the group somewhere between its commas
            found = self.found(part)
            if len(found) == 1:
                return next(iter(found))
            if found:
                names = ", ".join(sorted(group.name for group in found))
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


def bare(name: str) -> str:
    """What a name says beside its kind, numbers without zeros in front: "Tổ dân phố số 05" → "5"."""
    return " ".join(_ZEROS.sub("", _KINDS.sub(" ", fold(name))).split())
