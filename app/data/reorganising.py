"""A plan by which wards become one, or one is divided by its groups: `lopso unit` tries it and leaves it in the trail with
what came of it, and an administrator's press carries it out."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, AdministrativeUnit, AuditEvent, ResidentialGroup, Role, RoleGrant
from app.models.people.administrative_unit import WARD_KINDS
from app.models.people.communes import communes
from app.models.people.ward_division import divide
from app.models.people.ward_merging import CannotMerge, Moved, alike, merge

PLANNED = "unit.planned"
# The newest of these on a ward says whether a plan of it is still open.
_ENDING = (PLANNED, "unit.ended", "unit.divided")
_MOST_READ = 100


class Received(NamedTuple):
    """A ward with what it received: rows, and the names of groups where one was divided."""

    into: AdministrativeUnit
    moved: Moved
    groups: list[str]


@dataclass(frozen=True)
class Reorganisation:
    """`parts`: codes of the wards that end, or of the one that is divided; `into`: of the ward that receives them or,
    where one is divided, all that is not given ("": the ward goes on); `groups`: which ward receives a group, by the
    group's code, where one is divided; `named`: kind and name of new wards, by code, that Quyết định 19/2025/QĐ-TTg
    does not list; `on`: the first day after it, ISO."""

    parts: list[str]
    into: str
    on: str
    groups: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The first day after it."""
        return date.fromisoformat(self.on)

    @property
    def redone_from(self) -> date:
        """The first day on which a new unit can be merged or divided again: none ends on the day on which it is made."""
        return self.day + timedelta(days=1)

    @property
    def receiving(self) -> list[str]:
        """The codes of the wards that receive something, each once."""
        return list(dict.fromkeys(each for each in (*self.groups.values(), self.into) if each))

    def wards(self, session: Session) -> dict[str, AdministrativeUnit]:
        """Those that it names and that are there, by code."""
        named = AdministrativeUnit.code.in_([*self.parts, *self.receiving])
        return {each.code: each for each in session.scalars(select(AdministrativeUnit).where(named))}

    def checked(self, session: Session, today: date) -> dict[str, AdministrativeUnit]:
        """The same.

        Raises:
            CannotMerge: with the reason.
        """
        wards = self.wards(session)
        for code in (*self.parts, *wards):
            if code not in wards or not wards[code].is_ward or wards[code].valid_to:
                raise CannotMerge(f"{code} is no ward of today.")
        if self.day > today:
            raise CannotMerge("The day is still to come.")
        for code in self.receiving:
            if code not in wards and not (len(code) == 5 and code.isascii() and code.isdecimal() and self._name(code)):
                raise CannotMerge(f"{code} is no ward: of a new one say kind and name, --new '{code}=xã Tân Lập'.")
        if self.groups:
            there = self._groups(session, wards[self.parts[0]])
            if strange := {*self.groups} - {*there}:
                raise CannotMerge(f"No groups {', '.join(strange)} there, but {', '.join(sorted(there))}.")
            if not self.into and len(there) == len(self.groups):
                raise CannotMerge("All groups are given: say which ward receives the rest.")
        return wards

    def tried(self, session: Session, now: datetime) -> dict[str, Any]:
        """Carry it out and say what came of it; roll back then. Raises as `carry_out`."""
        wards = self.checked(session, clock.local(now).date())
        both = self._alike(session, wards)
        received = [
            {"title": into.title, "new": into.code not in wards, "rows": {**+moved.rows}, "codes": moved.codes,
             "groups": groups}
            for into, moved, groups in self.carry_out(session, now, by=None)
        ]  # fmt: skip
        return {"wards": received, "rest": wards[self.parts[0]].standing.title, "alike": both}

    def carry_out(self, session: Session, now: datetime, by: Account | None) -> list[Received]:
        """Do it in a write transaction, with its acts in the trail. `by` becomes the administrator of a new ward to
        which only groups go: nobody holds a role over it.

        Raises:
            CannotMerge: something has changed since; nothing was written, or roll back.
        """
        wards = self.checked(session, clock.local(now).date())
        parts = [wards[code] for code in self.parts]
        new = [self._new(session, code, parts[0]) for code in self.receiving if code not in wards]
        wards |= {each.code: each for each in new}
        into = wards[self.into] if self.into else None
        groups = self._groups(session, parts[0])
        if self.groups:
            given = {groups[group].id: wards[code] for group, code in self.groups.items()}
            moves = divide(session, parts[0], given, into, self.day, now)
        else:
            assert into
            moves = [(into, merge(session, [each.id for each in parts], into, self.day, now))]
        received = [
            Received(ward, moved, [groups[group].name for group, code in self.groups.items() if code == ward.code])
            for ward, moved in moves
        ]
        self._note(session, now, by, parts, received, [each for each in new if each is not into])
        return received

    def _groups(self, session: Session, part: AdministrativeUnit) -> dict[str, ResidentialGroup]:
        return {each.code: each for each in session.scalars(ResidentialGroup.of(part.id))}

    def _alike(self, session: Session, wards: Mapping[str, AdministrativeUnit]) -> tuple[int, int]:
        if not self.groups:
            return alike(session, [each.id for each in wards.values()])
        groups = self._groups(session, wards[self.parts[0]])
        pairs = [
            alike(session, [wards[code].id], [groups[group].id for group, to in self.groups.items() if to == code])
            for code in self.receiving if code in wards
        ]  # fmt: skip
        return sum(names for names, _phones in pairs), sum(phones for _names, phones in pairs)

    def _name(self, code: str) -> tuple[str, str] | None:
        """Kind and name of a ward to be made."""
        if known := communes().get(code):
            return known.kind, known.name
        given = self.named.get(code, "")
        return next(((kind, given.removeprefix(kind).strip()) for kind in WARD_KINDS if given.startswith(f"{kind} ")), None)

    def _new(self, session: Session, code: str, like: AdministrativeUnit) -> AdministrativeUnit:
        """One with what papers say until its office says otherwise."""
        named = self._name(code)
        assert named
        ward = AdministrativeUnit(
            code=code, kind=named[0], name=named[1], parent=like.parent, valid_from=self.day, phone=like.phone,
            group_word=like.group_word, paper_style=like.paper_style, place_line=named[1], is_demo=like.is_demo,
        )  # fmt: skip
        ward.issuer_name = ward.default_issuer
        session.add(ward)
        session.flush()
        supply(session, ward, desks=False)
        return ward

    def _note(
        self, session: Session, now: datetime, by: Account | None, parts: list[AdministrativeUnit],
        received: list[Received], unheld: list[AdministrativeUnit],
    ) -> None:  # fmt: skip
        acts: list[tuple[str, AdministrativeUnit, dict[str, object]]] = []
        for into, moved, groups in received:
            facts: dict[str, object] = {"parts": ", ".join(self.parts), "on": self.on, **+moved.rows}
            facts |= {"codes": [list(each) for each in moved.codes]} if moved.codes else {}
            facts |= {"groups": ", ".join(groups)} if groups else {}
            acts.append(("unit.received" if self.groups else "unit.merged", into, facts))
        went: dict[str, object] = {"into": ", ".join(each.into.code for each in received), "on": self.on}
        acts += [("unit.divided" if self.groups else "unit.ended", part, went) for part in parts]
        if by:
            role, since = Role.ADMINISTRATOR, clock.local(now).date()
            for ward in unheld:
                session.add(RoleGrant(account=by, role=role, unit=ward, since=since, created_at=now))
                AuditEvent.note(
                    session, "role.granted", at=now, account_id=by.id, unit_id=ward.id,
                    subject=("account", by.public_id), detail={"role": role, "since": since.isoformat()},
                )  # fmt: skip
        account_id = by.id if by else None
        for action, unit, detail in acts:
            AuditEvent.note(
                session, action, at=now, account_id=account_id, unit_id=unit.id, subject=("unit", unit.code),
                detail=detail,
            )  # fmt: skip


class Prepared(NamedTuple):
    """A plan that waits for an administrator: the number of its act in the trail, when it was tried, and what came of
    it (as `Reorganisation.tried`)."""

    number: int
    at: datetime
    plan: Reorganisation
    result: dict[str, Any]


def keep(session: Session, plan: Reorganisation, result: Mapping[str, Any], now: datetime) -> None:
    """Leave a plan that was tried for an administrator, in the trail of the first ward that ends or is divided. One of
    that ward that was left earlier counts no more."""
    part = plan.wards(session)[plan.parts[0]]
    detail: dict[str, object] = {"parts": ", ".join(plan.parts), "on": plan.on, "plan": asdict(plan), "result": result}
    AuditEvent.note(
        session, PLANNED, at=now, account_id=None, unit_id=part.id, subject=("unit", part.code), detail=detail
    )


def prepared(session: Session, unit_ids: Collection[int]) -> Prepared | None:
    """The newest plan that waits, of which somebody administers all wards that are there."""
    seen = set[str]()
    acts = AuditEvent.over(unit_ids).where(AuditEvent.action.in_(_ENDING)).limit(_MOST_READ)
    for act in session.scalars(acts):
        detail = json.loads(act.detail)
        if act.action == PLANNED and act.subject_id not in seen:
            plan = Reorganisation(**detail["plan"])
            wards = plan.wards(session).values()
            if all(each.id in unit_ids and not each.valid_to for each in wards):
                return Prepared(act.id, act.at, plan, detail["result"])
        seen.add(act.subject_id)
    return None
