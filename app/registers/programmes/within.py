"""The register of a programme whose sites lie within those of another: which one, its group, what that one meets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import get_history

from app.country import names, sentences
from app.models import Account, Programme, Site
from app.models.movement import entry_ranking
from app.models.movement.declaration import Declaration
from app.registers.field import Field, Kind, rows_of
from app.registers.parts import Narrowing, RowArchive, RowList

KEY = "within"


def outer_of(session: Session, programme: Programme, declared: Declaration) -> Programme | None:
    """The programme of the ward whose sites contain those of a programme; None where it lies within none, or the ward
    does not run that. One statement at most."""
    if not declared.within:
        return None
    named = or_(Programme.key == declared.within, Programme.catalogue == declared.within)
    here = Programme.unit_id == programme.unit_id, Programme.merged_into_id.is_(None), named
    wanted = select(Programme).where(*here).options(selectinload(Programme.versions))
    return session.scalars(wanted.order_by(Programme.retired_on.is_not(None), Programme.id)).first()


def fields(own: tuple[Field, ...], declared: Declaration, outer: Programme | None) -> tuple[Field, ...]:
    """The own fields with that of the site that contains it, which says the group."""
    if not declared.within:
        return own
    asked = outer.current.declared if outer and outer.current else None
    noun = asked.noun if asked and asked.noun else str(_("nơi"))
    sites = select(Site).where(Site.programme_id == (outer.id if outer else None), Site.in_use())
    within = Field(
        KEY, sentences.begun(noun), noun, Kind.ROW, required=True, row_word=noun, match_key=names.search_key,
        rows=rows_of(lambda unit_id: sites.where(Site.unit_id == unit_id).order_by(Site.order_key, Site.id)),
        headings="|".join(filter(None, (declared.within, asked.name if asked else "", f"tên {noun}"))),
    )  # fmt: skip
    others = tuple(replace(each, copied=True) if each.key == "residential_group" else each for each in own[1:])
    return (own[0], within, *others)


def narrowed(field: Field, contains: Callable[[Site], bool]) -> Field:
    """The field of the containing site with those alone that `contains` accepts."""
    rows = field.rows or (lambda unit: ())
    return replace(field, rows=lambda unit: [each for each in rows(unit) if contains(each)])


class Contained(NamedTuple):
    """A programme whose sites lie within a site, and how many of them in use do."""

    programme: Programme
    noun: str
    many: int


def contained(session: Session, programme: Programme, row: Site) -> list[Contained]:
    """The programmes in use whose sites lie within those of a programme, by name, with how many lie within one. Three
    statements at most."""
    every = session.scalars(Programme.in_units([programme.unit_id]).where(Programme.in_use())).all()
    keys = {programme.key, programme.catalogue} - {""}
    inner = [each for each in every if each.current and each.current.declared.within in keys]
    counted = select(Site.programme_id, func.count()).where(Site.within_id == row.id, Site.in_use())
    rows = session.execute(counted.group_by(Site.programme_id)).all() if inner else ()
    counts = {row[0]: row[1] for row in rows}
    return [
        Contained(each, each.current.declared.noun or each.name, counts.get(each.id, 0))
        for each in inner if each.current
    ]  # fmt: skip


def with_group(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a site with the group of the one that contains it."""
    outer = values.get(KEY)
    return {**values, "residential_group": outer.residential_group} if outer is not None else dict(values)


def listing(rows: RowList[Any], outer: Programme | None, label: object) -> RowList[Any]:
    """The list with the site that contains each, and a filter by it."""
    sites = select(Site).where(Site.programme_id == (outer.id if outer else None), Site.in_use())

    def among(session: Session, unit_id: int) -> list[tuple[str, object, Any]]:
        here = sites.where(Site.unit_id == unit_id).order_by(Site.order_key, Site.id)
        return [(each.public_id, each.name, each.id) for each in session.scalars(here)]

    columns = [each for each in rows.columns if (each if isinstance(each, str) else each.key) != "residential_group"]
    narrowing = Narrowing("noi", label, _l("Mọi nơi"), among=among, value=Site.within_id.expression)
    return replace(
        rows,
        columns=(columns[0], KEY, *columns[1:]),
        narrowings=(*rows.narrowings, narrowing),
        loads=(*rows.loads, joinedload(Site.within)),
        actions=tuple(each for each in rows.actions if "residential_group" not in each.asks),
    )


def archive(stands: RowArchive[Any]) -> RowArchive[Any]:
    """The archive of own sites: one that is retired takes along what lies within it and brings back what went on the
    day on which it went; what meets something by this is judged again."""
    retire, restore = (replace(each, does=_follow) if each else None for each in (stands.retire, stands.restore))
    return replace(stands, retire=retire, restore=restore)


def _follow(session: Session, row: Site, _by: Account) -> tuple[Mapping[str, object], str]:
    before = next(iter(get_history(row, "retired_on").deleted), None)  # empty where it was None
    inner = update(Site).where(Site.within_id == row.id, Site.retired_on == before, Site.merged_into_id.is_(None))
    followed = session.execute(inner.values(retired_on=row.retired_on, version=Site.version + 1))
    many: int = getattr(followed, "rowcount", 0)
    session.flush()
    if row.within_id is not None or row.retired_on is None:
        entry_ranking.judge_within(session, row.within_id or row.id)
    if not many:
        return {}, ""
    if row.retired_on:
        return {}, str(_("Đã bỏ cả %(count)s dòng nằm trong đó.", count=many))
    return {}, str(_("Đã đưa lại cả %(count)s dòng nằm trong đó.", count=many))


def moved(session: Session, row: Site, fresh: Mapping[str, Any], before: int | None) -> None:
    """After a row was changed: what lies within it is in its group; of two sites between which it moved both are judged
    again."""
    session.flush()
    if "residential_group" in fresh:
        inner = update(Site).where(Site.within_id == row.id)
        session.execute(inner.values(residential_group_id=row.residential_group_id, version=Site.version + 1))
    if KEY in fresh:
        outer_ids = sorted(each for each in {before, row.within_id} if each is not None)
        session.scalars(Site.locked(*outer_ids)).all()
        for outer_id in outer_ids:
            entry_ranking.judge_within(session, outer_id)
