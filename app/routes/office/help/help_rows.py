"""Where rows behind figures stood before they had one page for all (`app/routes/figures`): old addresses lead there."""

from typing import Any

from flask import Blueprint, request, url_for

from app.indicators.help import HELPED, HELPS, MINUTES, TALLIES
from app.routes.figures.periods import period_asked
from app.routes.office.lookups import STAFF
from app.web.access import requires
from app.web.responses import Answer, see_other

help_rows = Blueprint("help_rows", __name__)

SHELVES = {
    "it-hon": "dai-su-chua-du-nguoi-kem",
    "du": "dai-su-du-nguoi-kem",
    "da-tap-huan": "dai-su-da-tap-huan",
    "ai": "dai-su-hoc-ai",
    "hoat-dong": "dai-su-hoat-dong",
}
STANDING = {"to-chua-co": "noi-chua-co-dai-su", "lau-chua-gap": "cap-lau-chua-gap"}


@help_rows.get("/ho-tro/luot")
@requires(*STAFF)
def index() -> Answer:
    """The lượt of a period; `?ten=1` that name somebody (`0`: nobody), `?phut=1` that say their minutes, `?nguon=giay`
    from paper."""
    arguments: dict[str, Any] = {
        name: value for name, value in request.args.items() if name not in ("ten", "phut", "nguon", "ky", "tu", "den")
    }
    arguments |= period_asked().asked
    key = HELPS.key
    if request.args.get("nguon"):
        key = TALLIES.key
    elif request.args.get("phut"):
        key = MINUTES.key
    elif ten := request.args.get("ten"):
        key = HELPED.key if ten == "1" else key
        arguments |= {} if ten == "1" else {"ten": "khong"}
    return see_other(url_for("office.figures.rows", key=key, **arguments))


@help_rows.get("/ho-tro/dai-su", defaults={"page": "dai-su"})
@help_rows.get("/ho-tro/to-chua-co", defaults={"page": "to-chua-co"})
@help_rows.get("/ho-tro/lau-chua-gap", defaults={"page": "lau-chua-gap"})
@requires(*STAFF)
def standing_index(page: str) -> Answer:
    """Who serves today (`?xem=` which of them), the groups that nobody serves, the pairs not met for long."""
    key = STANDING.get(page) or SHELVES.get(request.args.get("xem", ""), "dai-su")
    return see_other(url_for("office.figures.rows", key=key, phuong=request.args.get("phuong")))
