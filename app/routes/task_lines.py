"""Tasks that were given to the visitor, as start pages and lists name them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import Matter
from app.models.kept_reading import kept
from app.models.targets.given_tasks import given_to
from app.models.targets.task_states import REPORTED, RETURNED
from app.registers.definitions.matters import late_words
from app.routes.jobs import tell_failures
from app.web.access import current_visitor
from app.web.database import db


class TaskLine(NamedTuple):
    """A task in a list: its address, how it begins, why it was given back or by when it is to be done, an icon."""

    address: str
    name: str
    small: str
    icon: str

    @property
    def is_late(self) -> bool:
        """Whether its day is over and nothing was reported or given back."""
        return self.icon == "triangle-alert"


def visitors_tasks() -> Select[Matter]:
    """What the visitor has to do or waits for, given back first, then by day; one statement."""
    return given_to(*_visitor())


def _visitor() -> tuple[int, Sequence[int], Sequence[int], Sequence[int]]:
    visitor = current_visitor()
    units = sorted({grant.unit_id for grant in visitor.grants})
    return visitor.account_id, (*visitor.groups,), (*units,), (*visitor.organisations,)


def given_lines() -> Sequence[TaskLine]:
    """The same, for a start page, which also tells what failed of the visitor's orders. It names nobody: phones keep
    start pages (docs/decisions/0073)."""
    tell_failures()
    return _given(db.session(), *_visitor(), clock.today())


@kept
def _given(
    session: Session, account_id: int, groups: Sequence[int], units: Sequence[int], organisations: Sequence[int],
    _day: date,
) -> Sequence[TaskLine]:  # fmt: skip
    return task_lines(session.scalars(given_to(account_id, groups, units, organisations)))


def task_lines(rows: Iterable[Matter]) -> list[TaskLine]:
    return [_line(each) for each in rows]


def _line(row: Matter) -> TaskLine:
    late = late_words(row)
    words: object = late or _("không đặt ngày")
    if row.state == RETURNED:
        back = _l("Trả lại: “%(why)s”") if row.site_id else _l("Lãnh đạo trả lại: “%(why)s”")
        words = str(back) % {"why": row.reason}
    elif row.state == REPORTED:
        words = _("đã báo xong, chờ duyệt")
    elif row.due_on and not late:
        words = _("xong trước %(day)s", day=formats.date(row.due_on))
    owner = row.owner.name if row.owner and row.owner.kind != "account" else ""
    icon = "undo" if row.state == RETURNED else "triangle-alert" if late else "flag"
    address = url_for("counter.given_tasks.show", task=row.public_id)
    return TaskLine(address, row.name, " · ".join(filter(None, (str(words), owner))), icon)
