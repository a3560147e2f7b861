"""/rieng-tu, /tro-giup: the privacy notice, the help page and its guides."""

from datetime import date

from flask import Blueprint, render_template

from app.models import ResidentialGroup
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.personal import by_time
from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.browsers import pictures
from app.web.database import db
from app.web.responses import Answer
from app.web.words import personal_data

pages = Blueprint("pages", __name__)

# The day on which the privacy notice was last changed.
NOTICE_OF = date(2026, 11, 28)


@pages.get("/rieng-tu", defaults={"name": "privacy"})
@pages.get("/tro-giup", defaults={"name": "help"})
@public
def show(name: str) -> Answer:
    """One of the two pages; it names the ward where there is one only."""
    wards = db.session.scalars(ResidentialGroup.wards_for_people()).all()
    return render_template(
        f"public/pages/{name}.html",
        ward=wards[0] if len(wards) == 1 else None,
        wards=wards,
        consents=personal_data.VERSIONS[personal_data.CURRENT],
        notice_of=NOTICE_OF,
        kept=by_time(field for field in FIELDS if field.notice),
    )


@pages.get("/tro-giup/diem-danh-khi-mat-mang", endpoint="without_signal", defaults={"name": "without_signal"})
@pages.get("/tro-giup/quet-phieu", defaults={"name": "scanning"})
@pages.get("/tro-giup/ma-tren-tuong", defaults={"name": "wall_codes"})
@pages.get("/tro-giup/nguoi-o-cua", defaults={"name": "door_helpers"})
@pages.get("/tro-giup/dang-nhap", defaults={"name": "signing_in"})
@pages.get("/tro-giup/lap-phong-trao", defaults={"name": "making_a_programme"})
@pages.get("/tro-giup/di-tung-nha", endpoint="doorsteps", defaults={"name": "doorsteps"})
@pages.get("/tro-giup/to-cong-nghe-so", defaults={"name": "teams"})
@pages.get("/tro-giup/chi-tieu-va-bao-cao", defaults={"name": "targets"})
@public
def guide(name: str) -> Answer:
    """One guide. It names nobody, so that anyone may read it before they have an account."""
    return render_template(f"public/guides/{name}.html", shots=pictures.SHOTS, ward=only_ward())
