"""Orders of letters that remind those who are late, as PDF or as a Word file."""

import json
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.indicators.late import Late
from app.jobs.ordering import order
from app.models import AdministrativeUnit, Job


def letter(
    session: Session, unit: AdministrativeUnit, rows: Sequence[Late], *, by: int, number: str = "",
    day: date | None = None, due: date | None = None, word: bool = False,
) -> Job:  # fmt: skip
    """The letter to some who are late, with tasks or with papers, of `number` and `day`, without them a draft; `due` is
    the new day that it asks for."""
    places = list(dict.fromkeys(each.to for each in rows if each.to))
    said = {
        "about": rows[0].subject.about,
        "rows": [
            {"name": each.receiver.name, "what": each.what, "due": each.subject.due_on.isoformat()} for each in rows
        ],
        "to": places[0] if len(places) == 1 else "",
        "number": number,
        "day": day.isoformat() if day else "",
        "by": due.isoformat() if due else "",
    }
    wanted = {"unit": str(unit.id), "said": json.dumps(said, ensure_ascii=False)}
    title = _("Công văn nhắc, bản Word") if word else _("Công văn nhắc")
    return order(session, "reminder_word" if word else "reminder_letter", wanted, title, unit_id=unit.id, by=by)
