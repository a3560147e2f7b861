"""Removing the demo ward with everything of it; real wards beside it are left as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.jobs.shelves import remove_noted
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    AuditHead,
    Base,
    Certificate,
    CertificateRegister,
    FileToRemove,
    Job,
    Plate,
    RoleGrant,
    ThanksLetter,
    Ticket,
    WrongTries,
)
from app.models.mixins.named_file import stored_names
from app.models.mixins.of_unit import OWNERS
from app.models.trust.lifting import lifted
from app.web.database import immediate

# What belongs to somebody alone goes with their account.
DEMO_OWNERS = (*OWNERS, "account_id", "helper_id")
# Tables that belong to no unit by such a column, and what becomes of them is told below.
APART = frozenset(
    {
        "administrative_unit",
        "account",
        "audit_event",
        "audit_head",
        "file_to_remove",
        "idempotency_key",
        "key_fingerprint",
        "night",
        "page_version",
        "place_note",
        "rate_limit",
        "server",
        "write_stamp",
        "wrong_tries",
    }
)


class NoDemo(Exception):
    """There is no demo ward."""


@dataclass(frozen=True)
class Removed:
    """How many rows went, by table, and the papers (relative to DATA_DIR/papers) that nobody needs any more."""

    rows: dict[str, int]
    papers: tuple[str, ...]


@dataclass(frozen=True)
class _Demo:
    unit_ids: Sequence[int]
    account_ids: Sequence[int]


def remove(now: datetime) -> Removed:
    """Remove every unit marked as demo with all that is its, in one transaction. Within an app context.

    Accounts go that hold or held roles over the demo only. A province that a real ward belongs to stays and is a demo
    no more. The audit trail goes when it tells of the demo alone; with a real ward's acts in the same chain it stays,
    whole, and the numbers of the removed units and accounts are never given again.

    Raises:
        NoDemo: no unit is marked as demo.
    """
    with immediate() as session:
        demo = _found(session)
        papers = _papers(session, demo)
        for username in session.scalars(select(Account.username).where(Account.id.in_(demo.account_ids))).all():
            WrongTries.lift(session, username)
        with lifted(session):
            rows = _remove_rows(session.connection(), demo)
            _forget_trail(session, demo)
        _remove_units(session, demo)
        FileToRemove.note(session, stored_names(Job.result, papers))
        AuditEvent.note(
            session, "demo.removed", at=now, account_id=None, unit_id=None, subject=("unit", "demo"), detail={**rows}
        )
    while remove_noted():  # nothing of it is left in the table either, unless the store does not answer
        pass
    return Removed(rows=rows, papers=papers)


def _found(session: Session) -> _Demo:
    unit_ids = session.scalars(select(AdministrativeUnit.id).where(AdministrativeUnit.is_demo)).all()
    if not unit_ids:
        raise NoDemo
    over_demo = RoleGrant.unit_id.in_(unit_ids)
    elsewhere = select(RoleGrant.account_id).where(~over_demo)
    of_demo = select(RoleGrant.account_id).where(over_demo, RoleGrant.account_id.not_in(elsewhere)).distinct()
    return _Demo(unit_ids, session.scalars(of_demo).all())


def _papers(session: Session, demo: _Demo) -> tuple[str, ...]:
    drawn = select(Job.result).where(Job.unit_id.in_(demo.unit_ids), Job.result.is_not(None))
    issued = (
        select(Certificate.file)
        .join(Certificate.register)
        .where(CertificateRegister.unit_id.in_(demo.unit_ids), Certificate.file.is_not(None))
    )
    thanked = select(ThanksLetter.file).where(ThanksLetter.unit_id.in_(demo.unit_ids))
    given = select(Plate.file).where(Plate.unit_id.in_(demo.unit_ids))
    found = (each for wanted in (drawn, issued, thanked, given) for each in session.scalars(wanted))
    return tuple(sorted({paper for paper in found if paper}))


def _remove_rows(connection: Connection, demo: _Demo) -> dict[str, int]:
    """Delete the rows of all tables that have an owner, those that refer to others first. Returns how many went."""
    # A thin ticket and the registration that it repeats refer to each other's tables.
    tickets = Base.metadata.tables[Ticket.__tablename__]
    connection.execute(update(tickets).where(_owned(tickets, demo)).values(repeats_id=None, typed_name=None))
    counts: dict[str, int] = {}
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in APART and (gone := connection.execute(delete(table).where(_owned(table, demo))).rowcount):
            counts[table.name] = gone
    return counts


def _owned(table: Table, demo: _Demo) -> ColumnElement[bool]:
    """The condition that a row is the demo's, by the chain of its owners."""
    column = table.c[next(name for name in DEMO_OWNERS if name in table.c)]
    key = next(each.column for each in column.foreign_keys if each.column.primary_key)
    owner = key.table
    if owner.name == "administrative_unit":
        return column.in_(demo.unit_ids)
    if owner.name == "account":
        return column.in_(demo.account_ids)
    return column.in_(select(key).where(_owned(owner, demo)))


def _forget_trail(session: Session, demo: _Demo) -> None:
    others = or_(
        and_(AuditEvent.unit_id.is_not(None), AuditEvent.unit_id.not_in(demo.unit_ids)),
        and_(AuditEvent.account_id.is_not(None), AuditEvent.account_id.not_in(demo.account_ids)),
    )
    if session.scalar(select(exists().where(others))):
        return
    session.execute(delete(AuditEvent))
    session.execute(delete(AuditHead))


def _remove_units(session: Session, demo: _Demo) -> None:
    session.execute(delete(Account).where(Account.id.in_(demo.account_ids)))
    ward = aliased(AdministrativeUnit)
    needed = exists().where(ward.parent_id == AdministrativeUnit.id, ward.id.not_in(demo.unit_ids))
    ours = AdministrativeUnit.id.in_(demo.unit_ids)
    kept = select(AdministrativeUnit.id).where(ours, needed)
    kept_ids = session.scalars(kept).all()
    session.execute(update(AdministrativeUnit).where(AdministrativeUnit.id.in_(kept_ids)).values(is_demo=False))
    session.execute(delete(AdministrativeUnit).where(ours, AdministrativeUnit.id.not_in(kept_ids)))
