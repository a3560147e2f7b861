"""Loads the plan of a file into a unit: new rows are added; rows that the unit changed stay, unless asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data.plans import PlanFile
from app.models import AdministrativeUnit, Matter, Measurement, Plan, ReportingRule, Target
from app.models.movement.sentence import theme_words
from app.models.targets.body_matching import sync
from app.models.targets.plan import OfPlan
from app.models.targets.plan_part import parts_of

PARTS: Mapping[str, type[OfPlan]] = {"targets": Target, "matters": Matter, "rules": ReportingRule}


@dataclass(frozen=True)
class Difference:
    """A row that differs from the file: by column the stored value, and the file's."""

    name: str
    columns: Mapping[str, tuple[Any, Any]]


@dataclass
class Changes:
    """The effect of loading a plan: how many rows of each part are new, and which differ."""

    plan: Plan | None
    new: dict[str, int] = field(default_factory=dict)
    other: list[Difference] = field(default_factory=list)
    overwritten: bool = False

    @property
    def did(self) -> bool:
        """Whether loading it changed anything."""
        return any(self.new.values()) or self.overwritten

    @property
    def nothing(self) -> bool:
        """Whether everything equals the file."""
        return self.plan is not None and not any(self.new.values()) and not self.other


def changes(session: Session, unit: AdministrativeUnit, file: PlanFile) -> Changes:
    """The effect of loading a plan; stores nothing."""
    plan = Plan.keyed(session, unit.id, file.key)
    found = Changes(plan)
    if plan and (columns := _differing(plan, file.columns)):
        found.other.append(Difference(plan.name, columns))
    found.other += _of_parts(plan, file) if plan else []
    for part, noun in PARTS.items():
        rows, standing = _rows(file, part, plan), _standing(session, noun, plan)
        found.new[part] = len(rows.keys() - standing.keys())
        for key in rows.keys() & standing.keys():
            if columns := _differing(standing[key], rows[key]):
                found.other.append(Difference(standing[key].name, columns))
    return found


def load(session: Session, unit: AdministrativeUnit, file: PlanFile, *, overwrite: bool = False) -> Changes:
    """Store the plan; two calls at once store it once, since the unit is locked. `overwrite` replaces rows that differ
    by the file's. Returns the changes."""
    session.scalars(AdministrativeUnit.locked(unit.id)).one()
    done = changes(session, unit, file)
    plan = done.plan
    if plan is None:
        parts = parts_of(file.headings) if file.headings else []
        plan = Plan(unit=unit, key=file.key, catalogue=file.key, parts=parts, **file.columns)
        session.add(plan)
        session.flush()
    elif overwrite:
        plan.change(file.columns, str(plan.version))
        for each in file.headings:
            plan.write_part(each["numeral"], each["title"], each.get("themes", "").split(","))
        session.flush()
    for part, noun in PARTS.items():
        standing = _standing(session, noun, plan)
        for key, values in _rows(file, part, plan).items():
            if key not in standing:
                make: Any = noun
                session.add(make(unit=unit, plan=plan, key=key, **values))
            elif overwrite:
                changed = standing[key].change(values, str(standing[key].version))
                if noun is Target:
                    Measurement.begin_anew(session, standing[key], changed)
    session.flush()
    sync(session, session.scalars(Matter.of_plan(plan.id)).all())
    done.overwritten = overwrite and bool(done.other)
    done.plan = plan
    return done


def _rows(file: PlanFile, part: str, plan: Plan | None) -> Mapping[str, Mapping[str, Any]]:
    """The columns of rows by key; a task's part is the plan's one of that numeral. One that the plan has no more goes
    by the task's place."""
    rows: Mapping[str, Mapping[str, Any]] = getattr(file, part)
    if part != "matters" or plan is None:
        return rows
    there = {each.numeral: each for each in plan.parts}
    return {
        key: {column: there[value] if column == "part" else value for column, value in row.items()
              if column != "part" or value in there}
        for key, row in rows.items()
    }  # fmt: skip


def _of_parts(plan: Plan, file: PlanFile) -> Iterator[Difference]:
    """The parts that a plan has otherwise than the file, or has no more."""
    there = {each.numeral: each for each in plan.parts}
    for each in file.headings:
        row, themes = there.get(each["numeral"]), each.get("themes", "")
        both = {"title": (row.title if row else "", each["title"])}
        if row and set(row.theme_keys) != set(filter(None, themes.split(","))):
            both["themes"] = (theme_words(row.themes), theme_words(themes))
        if columns := {name: pair for name, pair in both.items() if pair[0] != pair[1]}:
            yield Difference(f"{each['numeral']}. {each['title']}", columns)


def _standing(session: Session, noun: type[OfPlan], plan: Plan | None) -> Mapping[str, Any]:
    if plan is None:
        return {}
    return {each.key: each for each in session.scalars(select(noun).where(noun.plan_id == plan.id))}


def _differing(row: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    other = {name: (getattr(row, name), value) for name, value in values.items() if name != "position"}
    return {name: both for name, both in other.items() if both[0] != both[1]}
