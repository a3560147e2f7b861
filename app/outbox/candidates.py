"""A person as a phone describes them: {full_name, birth_year, residential_group, guardian?, phone?}."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.births import Birth, UnusableBirth, parse_birth
from app.country.formats import UnusablePhone, parse_phone
from app.country.names import UnusableName, clean_name
from app.country.refusals import sentence
from app.models import AdministrativeUnit, Person, ResidentialGroup
from app.models.people.term import LATE
from app.outbox.operations import OperationRefused


def candidate(
    session: Session, unit: AdministrativeUnit, given: object, now: datetime, went: Sequence[ResidentialGroup] = ()
) -> Person:
    """The person as typed, not stored yet. A group that was merged since is the one into which, one that ended lately
    stays theirs; an unknown one is left empty. `went`: groups that were the unit's until lately.

    Raises:
        Refused: the name or the year of birth is unusable.
    """
    if not isinstance(given, Mapping):
        raise OperationRefused(_("Việc này không đủ nội dung."))
    name, birth = _name(given.get("full_name")), _birth(given.get("birth_year"))
    group = given.get("residential_group")
    where = None
    if isinstance(group, str):
        gone = (each for each in went if group in (each.code, each.name))
        lately = clock.local(now - LATE).date()
        where = ResidentialGroup.named(session, unit.id, group, lately) or next(gone, None)
    return Person(
        unit=unit,
        full_name=name,
        birth_year=birth.year,
        birth_date=birth.date,
        residential_group=where,
        created_at=now,
    )


def guardian(given: object) -> str:
    """The guardian's name that a phone sent; "" for none or for an unusable name, which never blocks a registration."""
    name = given.get("guardian") if isinstance(given, Mapping) else None
    try:
        return clean_name(name if isinstance(name, str) else "")
    except UnusableName:
        return ""


def phone(given: object) -> str | None:
    """The phone number, or None; an unreadable number never blocks what is kept of a person."""
    typed = given.get("phone") if isinstance(given, Mapping) else None
    try:
        return parse_phone(typed) if isinstance(typed, str) and typed.strip() else None
    except UnusablePhone:
        return None


def _name(given: object) -> str:
    try:
        return clean_name(given if isinstance(given, str) else "")
    except UnusableName as refused:
        raise OperationRefused(sentence(refused, staff=True)) from refused


def _birth(given: object) -> Birth:
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    try:
        return parse_birth(text if isinstance(text, str) else "", clock.today())
    except UnusableBirth as refused:
        raise OperationRefused(sentence(refused, staff=True)) from refused
