"""/rieng-tu, /tro-giup: the privacy notice and the help page."""

from datetime import date

from flask import Blueprint, render_template

from app.models import AdministrativeUnit
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.reading import by_time
from app.web.access import public
from app.web.database import db
from app.web.responses import Answer
from app.web.words import consent_texts

pages = Blueprint("pages", __name__)

# The day on which the privacy notice was last changed.
NOTICE_OF = date(2026, 11, 21)


@pages.get("/rieng-tu", defaults={"name": "privacy"})
@pages.get("/tro-giup", defaults={"name": "help"})
@public
def show(name: str) -> Answer:
    """One of the two pages; it names the ward where there is one only."""
    wards = db.session.scalars(AdministrativeUnit.wards()).all()
    return render_template(
        f"public/pages/{name}.html",
        ward=wards[0] if len(wards) == 1 else None,
        wards=wards,
        consents=consent_texts.VERSIONS[consent_texts.CURRENT],
        notice_of=NOTICE_OF,
        kept=by_time(field for field in FIELDS if field.notice),
    )
