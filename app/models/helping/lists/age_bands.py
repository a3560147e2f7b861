"""The age bands of a ward are changed all together, so that every age stands in just one that is offered."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.models.helping.lists.definitions import fresh_key, lock, uses
from app.models.helping.lists.ward_list import AgeBand
from app.models.people.changing import Overtaken


@dataclass(frozen=True)
class Band:
    """A band as it is wanted: the key of the one that it goes on from (or None), both ends included."""

    label: str
    youngest: int
    oldest: int | None
    key: str | None = None


class Wrong(StrEnum):
    """What is wrong where two bands meet, or at either end."""

    GAP = "gap"
    OVERLAP = "overlap"
    START = "start"
    END = "end"
    NONE = "none"


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: ages from `since` to `until` are in no band, or in two."""

    wrong: Wrong
    since: int = 0
    until: int | None = None


class Flawed(ValueError):
    """Some age would stand in no band, or in two."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__(flaws)
        self.flaws = flaws


def flaws_of(bands: Sequence[Band]) -> list[Flaw]:
    """Every age that bands leave out or hold twice, the youngest first; [] where each age stands in just one."""
    if not bands:
        return [Flaw(Wrong.NONE)]
    ordered = sorted(bands, key=lambda band: band.youngest)
    found = [Flaw(Wrong.START, 0, ordered[0].youngest - 1)] if ordered[0].youngest > 0 else []
    for one, following in itertools.pairwise(ordered):
        if one.oldest is None or one.oldest >= following.youngest:
            ends = [end for end in (one.oldest, following.oldest) if end is not None]
            found.append(Flaw(Wrong.OVERLAP, following.youngest, min(ends) if ends else None))
        elif one.oldest + 1 < following.youngest:
            found.append(Flaw(Wrong.GAP, one.oldest + 1, following.youngest - 1))
    if all(band.oldest is not None for band in ordered):
        highest = max(band.oldest for band in ordered if band.oldest is not None)
        found.append(Flaw(Wrong.END, highest + 1, None))
    return found


def stands(session: Session, unit_id: int) -> str:
    """What a form says of the bands that it was filled from: each with its version."""
    return " ".join(f"{band.key}.{band.version}" for band in session.scalars(AgeBand.offered(unit_id)))


def arrange(session: Session, unit_id: int, wanted: Sequence[Band], *, seen: str, now: datetime) -> list[str]:
    """Offer just these bands; returns the labels of what was added, renamed or retired.

    What was noted keeps its ages: a band that was used and gets other ages is retired, and another one begins.

    Raises:
        Flawed: an age would stand in no band, or in two.
        Overtaken: somebody else changed the bands since `seen`.
    """
    if flaws := flaws_of(wanted):
        raise Flawed(flaws)
    lock(session, unit_id)
    everything = {band.key: band for band in session.scalars(AgeBand.of(unit_id))}
    offered = {key: band for key, band in everything.items() if band.retired_at is None}
    if _same(offered, wanted):
        return []
    if seen != stands(session, unit_id):
        raise Overtaken({band.key or "": band.label for band in wanted})
    used = uses(session, AgeBand, unit_id)
    ordered = sorted(wanted, key=lambda band: band.youngest)
    goes_on = [_goes_on(band, everything, used) for band in ordered]
    touched = _retire(session, offered, {band.key for band in goes_on if band}, now)
    for position, (band, old) in enumerate(zip(ordered, goes_on, strict=True)):
        row = old or _new(session, unit_id, band, everything)
        if _set(row, band, position):
            touched.append(band.label)
    session.flush()
    return touched


def _same(offered: dict[str, AgeBand], wanted: Sequence[Band]) -> bool:
    """Whether they stand so already: a second tap changes nothing."""
    there = sorted((band.label, band.youngest, band.oldest or -1) for band in offered.values())
    return there == sorted((band.label, band.youngest, band.oldest or -1) for band in wanted)


def _goes_on(band: Band, everything: dict[str, AgeBand], used: dict[int, int]) -> AgeBand | None:
    """The row that a wanted band goes on from; a retired one of the same ages is brought back."""
    old = everything.get(band.key or "")
    if old is not None and (_ages(old) == (band.youngest, band.oldest) or old.id not in used):
        return old
    retired = [one for one in everything.values() if one.retired_at is not None]
    return next((one for one in retired if _ages(one) == (band.youngest, band.oldest)), None)


def _retire(session: Session, offered: dict[str, AgeBand], staying: set[str], now: datetime) -> list[str]:
    gone = [band for key, band in offered.items() if key not in staying]
    for band in gone:
        band.retired_at = now
        band.version += 1
    for band in offered.values():
        if band.key in staying:
            # Aside while the others move: no two may begin at one age, not even for a moment.
            band.retired_at = now
    session.flush()
    return [band.label for band in gone]


def _new(session: Session, unit_id: int, band: Band, everything: dict[str, AgeBand]) -> AgeBand:
    key = fresh_key(band.label, set(everything))
    everything[key] = made = AgeBand(unit_id=unit_id, key=key, label=band.label, youngest=band.youngest)
    session.add(made)
    return made


def _set(old: AgeBand, band: Band, position: int) -> bool:
    was = (old.label, *_ages(old))
    is_new = old.id is None
    old.label, old.youngest, old.oldest = band.label, band.youngest, band.oldest
    old.position, old.retired_at = position, None
    changed = is_new or was != (band.label, band.youngest, band.oldest)
    if changed and not is_new:
        old.version += 1
    return changed


def _ages(band: AgeBand) -> tuple[int, int | None]:
    return band.youngest, band.oldest
