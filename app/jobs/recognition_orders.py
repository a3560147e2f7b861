"""Orders of papers of recognition lists: their plates, the file to print, the list on paper."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import Job, Recognition
from app.registers.programmes.given_words import given_words

_TITLES: Mapping[str, object] = {
    "plates": _l("Vẽ %(paper)s %(name)s"),
    "plates_file": _l("Tệp in %(paper)s %(name)s"),
    "plates_word": _l("Tệp Word %(paper)s %(name)s"),
    "recognition_list": _l("Danh sách công nhận %(name)s"),
}


def paper(session: Session, row: Recognition, kind: str, *, by: int | None) -> Job:
    """A paper of a list; of its plates only those without a file are drawn."""
    title = str(_TITLES[kind]) % {"name": row.programme.name, "paper": given_words(row.asked_by.declared).name}
    return order(session, kind, _wanted(row), title, unit_id=row.unit_id, by=by, about=("recognition", row.public_id))


def asked(session: Session, row: Recognition, kind: str) -> Job | None:
    """The newest job for a paper of a list, in any state, or None."""
    return session.scalars(Job.newest(kind, _wanted(row), row.unit_id).limit(1)).first()


def _wanted(row: Recognition) -> dict[str, str]:
    return {"recognition": str(row.id)}
