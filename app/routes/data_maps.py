"""/van-phong/du-lieu-ca-nhan, /quan-tri/du-lieu-ca-nhan: what is kept of people, why, how long; and papers' files."""

from flask import Blueprint, render_template

from app.country import clock
from app.models import Role
from app.registers.papers import PAPERS
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.personal import GROUNDS, becomes
from app.web.access import requires
from app.web.responses import Answer
from app.web.words.roles import role_words

data_maps = Blueprint("data_maps", __name__)

OFFICE, ADMIN = "van-phong", "quan-tri"
LAYOUTS = {OFFICE: "office/layout.html", ADMIN: "admin/layout.html"}


@data_maps.get(f"/{OFFICE}/du-lieu-ca-nhan", defaults={"room": OFFICE})
@data_maps.get(f"/{ADMIN}/du-lieu-ca-nhan", defaults={"room": ADMIN})
@requires(Role.OFFICER, Role.LEADER, Role.ADMINISTRATOR)
def show(room: str) -> Answer:
    """The page, made from the declarations; to be read on screen and to be printed for whoever inspects."""
    rows = [[field.label, field.why, GROUNDS[field.ground], field.time.words, becomes(field)] for field in FIELDS]
    papers = [
        [paper.words, ", ".join(role_words(role) for role in sorted(paper.orders)), paper.names, paper.shelf]
        for paper in PAPERS.values()
    ]
    return render_template(
        "data_maps/show.html", layout=LAYOUTS[room], room=room, rows=rows, papers=papers, today=clock.today()
    )
