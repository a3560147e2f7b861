"""Where the figures of the office's view lead: to the page with the rows behind them (`help_rows`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.indicators.help import By, Key
from app.models import AdministrativeUnit, AgeBand, HelpReason, HelpTopic, ResidentialGroup

# What narrows the rows, as the address calls it.
NAMES: Mapping[By, str] = {
    By.TOPIC: "viec",
    By.MEANING: "ket-qua",
    By.REASON: "ly-do",
    By.AGE: "tuoi",
    By.PLACE: "noi",
    By.GROUP: "to",
}
# The rows that say nothing of it.
UNSAID = "chua-ghi"


@dataclass(frozen=True)
class FigureLinks:
    """Of one unit, from a day to a day; `words` are what an address calls the entries of the ward's lists, by id."""

    unit: AdministrativeUnit
    since: date
    until: date
    words: Mapping[By, Mapping[Key, str]]

    @classmethod
    def of(cls, session: Session, unit: AdministrativeUnit, since: date, until: date) -> "FigureLinks":
        """Four statements."""
        nouns: Mapping[By, Any] = {By.TOPIC: HelpTopic, By.REASON: HelpReason, By.AGE: AgeBand}
        words: dict[By, Mapping[Key, str]] = {}
        for by, noun in nouns.items():
            words[by] = dict(session.execute(select(noun.id, noun.key).where(noun.unit_id == unit.id)).all())
        groups = select(ResidentialGroup.id, ResidentialGroup.code).where(ResidentialGroup.unit_id == unit.id)
        words[By.GROUP] = dict(session.execute(groups).all())
        return cls(unit, since, until, words)

    def rows(self, by: By | None = None, key: Key = None, **more: str) -> str:
        """The address of the rows of a key (None: that say nothing of it), or of all; `more` narrows them further."""
        asked: dict[str, Any] = {"tu": self.since.isoformat(), "den": self.until.isoformat(), **more}
        if by is not None:
            known = self.words.get(by)
            asked[NAMES[by]] = UNSAID if key is None else known[key] if known is not None else str(key)
        return url_for("office.help_rows.index", phuong=self.unit.code, **asked)
