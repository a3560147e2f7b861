"""/van-phong/them: on a phone, the places that have no tab of their own."""

from flask import Blueprint, render_template

from app.routes.office.lookups import STAFF
from app.web.access import requires
from app.web.responses import Answer

more = Blueprint("more", __name__)


@more.get("/them")
@requires(*STAFF)
def index() -> Answer:
    """Search, the further places with what waits there, and who one is here."""
    return render_template("office/more/index.html", tab="more")
