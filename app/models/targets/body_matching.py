"""Matches the bodies that plans name to the organisations, teams and groups of a ward; unsure ones wait."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.country import names
from app.models.base import count_of
from app.models.movement.organisation import BEGIN, Organisation
from app.models.movement.team import Team, TeamKind
from app.models.people import residential_group
from app.models.people.residential_group import ResidentialGroup
from app.models.targets.matter import Matter
from app.models.targets.named_body import (
    COOPERATING,
    EVERY,
    LEAD,
    MATCHED,
    UNSURE,
    MatterBody,
    NamedBody,
    words_of,
)
from app.models.targets.task_owner import Owner, bodies_in

# Words that distinguish no body of a ward from another.
_PLAIN = re.compile(
    r"\b(phuong|xa|thi tran|dia ban|tren|thuoc|cua|va|viet nam|vn|uy ban|ubnd|ban thuong truc|trung tam)\b"
)
_SHORT = {"mttq": "mat tran to quoc", "ubmttq": "mat tran to quoc", "lhpn": "lien hiep phu nu", "tn": "thanh nien",
          "cnscd": "cong nghe so cong dong", "ctmt": "cong tac mat tran", "gd dt": "giao duc dao tao"}  # fmt: skip
# Kinds of which a ward has one.
_ONE_OF_A_KIND = ("police", "military", "health_station", "front")
# Several of a kind, in the words of plans.
_EVERY: Mapping[str, str] = {
    "residential_group": r"cac (to dan pho|thon|khu pho|khoi|tieu khu|xom|ap|buon)\b|(to dan pho|thon|khu pho)$",
    "team": r"(cac )?to (cong nghe so cong dong|cnscd|chuyen doi so cong dong)$",
    "school": r"(cac )?(co so giao duc|truong( hoc)?)( tren dia ban)?( phuong| xa)?$",
    "enterprise": r"(cac )?doanh nghiep( tren dia ban)?( phuong| xa)?$",
    "party_cell": r"cac (chi bo|chi,? dang bo|dang bo)\b",
    "mass_organisation": r"cac (to chuc chinh tri xa hoi|doan the|hoi)\b",
}
# How names of groups and teams begin.
_GROUPS = r"(cac )?(to dan pho|to cong nghe|to thanh nien|to chuyen doi|doi|thon|khu pho|xom)\b"
# So many are offered to choose from.
MOST = 4


def sync(session: Session, matters: Iterable[Matter]) -> None:
    """Rows for what tasks name as leading and co-operating; words that are new in the ward are matched. The caller is
    in a write transaction; two at once wait at the ward's row."""
    by_unit: dict[int, list[Matter]] = {}
    for each in matters:
        by_unit.setdefault(each.unit_id, []).append(each)
    for unit_id, rows in by_unit.items():
        _sync(session, unit_id, rows)


def _sync(session: Session, unit_id: int, matters: Sequence[Matter]) -> None:
    named = {(each.id, role): words_of(getattr(each, role)) for each in matters for role in (LEAD, COOPERATING)}
    known = {each.key: each for each in session.scalars(select(NamedBody).where(NamedBody.unit_id == unit_id))}
    new = {key: words for parts in named.values() for key, words in parts.items() if key not in known}
    for key, words in new.items():
        known[key] = NamedBody(unit=matters[0].unit, key=key, words=words)
    session.add_all(known[key] for key in new)
    session.flush()
    _match(session, unit_id, [known[key] for key in new])
    current = select(MatterBody).where(MatterBody.matter_id.in_([each.id for each in matters]))
    there = {(each.matter_id, each.role, each.body_id): each for each in session.scalars(current)}
    wanted = {
        (matter_id, role, known[key].id): position
        for (matter_id, role), parts in named.items()
        for position, key in enumerate(parts)
    }
    if gone := [there[each].id for each in there.keys() - wanted.keys()]:
        session.execute(delete(MatterBody).where(MatterBody.id.in_(gone)))
    for (matter_id, role, body_id), position in wanted.items():
        row = there.get((matter_id, role, body_id))
        if row is None:
            session.add(MatterBody(matter_id=matter_id, role=role, body_id=body_id, position=position))
        else:
            row.position = position
    session.flush()


def match_again(session: Session, unit_id: int) -> int:
    """Sync all tasks of a ward, and try the unsure words again; returns how many words it matched now. The caller has
    locked the ward's row."""
    here = select(NamedBody).where(NamedBody.unit_id == unit_id)
    known = count_of(here.where(NamedBody.state == MATCHED))
    before = session.scalars(known).one()
    _match(session, unit_id, session.scalars(here.where(NamedBody.state == UNSURE).order_by(NamedBody.id)).all())
    sync(session, session.scalars(select(Matter).where(Matter.unit_id == unit_id)).all())
    return session.scalars(known).one() - before


def _match(session: Session, unit_id: int, bodies: Sequence[NamedBody]) -> None:
    rows = bodies_in(session, unit_id) if bodies else []
    for each in bodies:
        body, every = found(each.words, rows)
        if body or every:
            each.choose(MATCHED, str(each.version), body, every)
    session.flush()


def found(words: str, rows: Sequence[Any]) -> tuple[Owner | None, str]:
    """The row that words surely mean, or the kind of which they mean all; neither if that is not sure."""
    key = names.search_key(words)
    exact = [each for each in rows if key in _names_of(each)]
    if len(exact) == 1:
        return Owner.of(exact[0]), ""
    every = next((kind for kind, pattern in _EVERY.items() if re.match(pattern, key)), "")
    if every and not exact:
        return None, every
    bare = _bare(key)
    alike = [each for each in rows if bare and bare == _bare(names.search_key(each.name))]
    if not alike and re.match(r"(to dan pho|tdp|thon|khu pho|kp|ban|xom|khoi|ap|buon|tieu khu)\b", key):
        group = residential_group.bare(words)
        alike = [
            each for each in rows if isinstance(each, ResidentialGroup) and residential_group.bare(each.name) == group
        ]
    if len(alike) != 1 and (kind := _kind(key)) in _ONE_OF_A_KIND and ";" not in words and "," not in words:
        alike = [each for each in rows if isinstance(each, Organisation) and each.kind == kind and " va " not in key]
    return (Owner.of(alike[0]), "") if len(alike) == 1 else (None, "")


def choices(words: str, rows: Sequence[Any]) -> list[tuple[Owner | None, str]]:
    """What unsure words may mean, the likeliest first, at most `MOST` rows of the ward and then a kind."""
    key, kind = names.search_key(words), _kind(names.search_key(words))
    own = set(_bare(key).split())

    def score(row: Any) -> tuple[int, int]:
        shared = len(own & set(_bare(names.search_key(row.name)).split()))
        if isinstance(row, Organisation):
            return (shared if shared > 1 else 0) + 2 * (row.kind == kind), -len(row.name)
        return (shared if re.match(_GROUPS, key) else 0), -len(row.name)

    likely = sorted((each for each in rows if score(each)[0] > 0), key=score, reverse=True)
    several = re.match(r"(cac|moi|cac don vi)\b", key)
    whole = [(None, kind)] if several and EVERY.get(kind) else []
    return [*((Owner.of(each), "") for each in likely[:MOST]), *whole]


def _kind(key: str) -> str:
    """The kind of organisation that words begin like; "" for none."""
    text = re.sub(r"^(cac|moi) ", "", key)
    return next((kind for kind, begins in BEGIN.items() if re.match(begins, text)), "")


def _names_of(row: Any) -> set[str]:
    """Keys under which a row is surely meant."""
    own = {names.search_key(row.name)}
    if isinstance(row, Organisation):
        own.add(names.search_key(row.code))
    if isinstance(row, Team) and row.kind != TeamKind.COMMUNITY and not row.groups:
        own.add(_bare(names.search_key(row.name)))
    return own


def _bare(key: str) -> str:
    text = " ".join(_SHORT.get(word, word) for word in key.split())
    return " ".join(_PLAIN.sub(" ", text).split())


def move_bodies(session: Session, kind: str, gone_id: int, into_id: int) -> None:
    """Let tasks of a merged organisation or group, and plan words that mean it, lead to what it was merged into."""
    nouns: Sequence[tuple[Any, str]] = ((Matter, f"owner_{kind}_id"), (NamedBody, f"{kind}_id"))
    for noun, column in nouns:
        rows = session.scalars(select(noun).where(getattr(noun, column) == gone_id).with_for_update())
        for row in rows.all():
            setattr(row, column, into_id)
            row.version += 1
    session.flush()
