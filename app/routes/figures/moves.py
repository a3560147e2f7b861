"""What a page of figures says of residential groups that went from one ward to another: where they are counted."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import formats
from app.models import AdministrativeUnit, ResidentialGroup
from app.routes.figures.periods import Period


def moves_of(session: Session, units: Sequence[AdministrativeUnit], period: Period) -> list[str]:
    """Since when a ward counts groups that came to it in a time, and until when those that left it. Two statements, and
    none of several wards."""
    if len(units) != 1:
        return []
    found = session.execute(ResidentialGroup.moves(units[0].id, period.since)).all()
    ids = {each for came, went, _day, _many in found for each in (came, went) if each is not None}
    names = {each.id: each.full_name for each in session.scalars(AdministrativeUnit.among(ids))} if ids else {}
    notes = []
    for came, went, day, many in found:
        if came is None or day is None:
            continue
        words = {"count": formats.number(many), "word": units[0].group_word, "day": formats.date(day)}
        if went == units[0].id:
            notes.append(_("%(count)s %(word)s từ %(ward)s về từ ngày %(day)s: số của những ngày trước đó tính ở "
                          "%(ward)s, sổ phong trào đi theo nhà.", ward=names[came], **words))  # fmt: skip
        else:
            notes.append(_("%(count)s %(word)s sang %(ward)s từ ngày %(day)s: số từ ngày ấy tính ở %(ward)s, sổ phong "
                          "trào đi theo nhà.", ward=names[went], **words))  # fmt: skip
    return notes
