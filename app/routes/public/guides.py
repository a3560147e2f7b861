"""/tro-giup/…: a page for each topic that staff ask about, with pictures from the product."""

from flask import Blueprint, render_template

from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.browsers import pictures
from app.web.responses import Answer

guides = Blueprint("guides", __name__)


@guides.get("/tro-giup/diem-danh-khi-mat-mang", endpoint="without_signal", defaults={"name": "without_signal"})
@guides.get("/tro-giup/quet-phieu", defaults={"name": "scanning"})
@guides.get("/tro-giup/ma-tren-tuong", defaults={"name": "wall_codes"})
@guides.get("/tro-giup/nguoi-o-cua", defaults={"name": "door_helpers"})
@guides.get("/tro-giup/dang-nhap", defaults={"name": "signing_in"})
@guides.get("/tro-giup/lap-phong-trao", defaults={"name": "making_a_programme"})
@guides.get("/tro-giup/di-tung-nha", endpoint="doorsteps", defaults={"name": "doorsteps"})
@guides.get("/tro-giup/to-cong-nghe-so", defaults={"name": "teams"})
@guides.get("/tro-giup/chi-tieu-va-bao-cao", defaults={"name": "targets"})
@public
def show(name: str) -> Answer:
    """One guide. It names nobody, so that anyone may read it before they have an account."""
    return render_template(f"public/guides/{name}.html", shots=pictures.SHOTS, ward=only_ward())
