"""A page that was sent before, sent again with something else in it. Whom it names is part of the number by which a
double press is known; of one person, what differs now was not written, and that is said."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import names
from app.models import Person, Registration, Ticket, Wishes
from app.models.learning.correction import consents_given

# Under which the numbers of staff's pages are made.
_PAGES = uuid.UUID("0d6f6a52-9a2b-4a0e-8c55-5a7e0d1b5443")


def page_number(submission: str | None, *parts: object) -> str:
    """The number of what a page said, the same for a double press; one of its own where the page brought none."""
    if not submission:
        return str(uuid.uuid4())
    return str(uuid.uuid5(_PAGES, "\n".join(map(str, (submission, *parts)))))


def say_what_stays(session: Session, ticket: Ticket, typed: Sequence[tuple[Person, Wishes]], now: datetime) -> None:
    """On the ticket of an earlier press, that what differs now was not written, and where it is mended."""
    if differs_from(session, ticket, typed, now):
        flash(_("Bác đã gửi trang này trước đó, nên điều vừa sửa chưa ghi. Bác bấm “Sửa thông tin” ở dưới."), "warn")


def say_to_staff(session: Session, ticket: Ticket, typed: Person, wishes: Wishes, now: datetime) -> None:
    """The same to whoever registers somebody."""
    if differs_from(session, ticket, [(typed, wishes)], now):
        flash(_("Trang này đã gửi trước đó, nên điều vừa sửa chưa ghi. Anh chị sửa ở trang của người học."), "warn")


def differs_from(session: Session, ticket: Ticket, typed: Sequence[tuple[Person, Wishes]], now: datetime) -> bool:
    """Whether a ticket is of an earlier press that said something else of these people."""
    if ticket.created_at == now or ticket.is_thin:
        return False
    there = {_who(made.person): made for made in session.scalars(Registration.on(ticket.id))}
    return any(_differs(session, made, *each) for each in typed if (made := there.get(_who(each[0]))))


def _who(person: Person) -> tuple[str, int]:
    return names.identity_key(person.full_name), person.birth_year


def _differs(session: Session, made: Registration, typed: Person, wishes: Wishes) -> bool:
    """Whether anything that was told now is not what stands; what was left out now says nothing."""
    person = made.person
    group = typed.residential_group.id if typed.residential_group else None
    pairs = (
        (typed.phone, person.phone), (typed.sex, person.sex), (typed.birth_date, person.birth_date),
        (group, person.residential_group_id), (wishes.guardian, made.guardian),
    )  # fmt: skip
    more = set(wishes.needs) - set(made.needs.split()) or set(wishes.consents) - consents_given(session, made)
    return bool(more) or any(now and now != stored for now, stored in pairs)
