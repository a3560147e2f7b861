"""How a tablet is known: by a cookie of its own, that opens nothing but these pages."""

from collections.abc import Collection
from datetime import timedelta

from flask import Response, g, request
from flask_babel import gettext as _

from app.country import clock
from app.models import HelpTopic, Kiosk, KioskVisit
from app.routes.public.hall.passes import keep_cookie
from app.web.access import note_aside
from app.web.database import db
from app.web.responses import settings
from app.web.templating import TEXT_SIZES

COOKIE = "lopso_kiosk"
# How large the letters are for whoever stands there; the next person begins with the smallest.
LETTERS = "lopso_kiosk_letters"
PATH = "/quay/tu-phuc-vu"
# As long as browsers keep a cookie at most; it begins anew each time the start is shown.
_KEPT = timedelta(days=400)


def kiosk_here() -> Kiosk | None:
    """The tablet that asks, with its desk and ward, or None: another browser, or one that was revoked."""
    if "kiosk" not in g:
        token = request.cookies.get(COOKIE)
        g.kiosk = db.session.scalars(Kiosk.holding(token)).first() if token else None
        if g.kiosk is not None and g.kiosk.is_unheard(clock.now()):
            g.unheard_kiosk = g.kiosk.id
    found: Kiosk | None = g.kiosk
    return found


def note_heard(response: Response) -> Response:
    """After each request: note that the tablet was heard, at most once in some minutes."""
    unheard: int | None = g.get("unheard_kiosk")
    if unheard is not None:
        note_aside(lambda session: Kiosk.note_heard(session, unheard, clock.now()))
    return response


def letters_here() -> str:
    """How large the letters are, "1" to "3": as `?co=` asks, else as whoever stands there chose."""
    asked = request.args.get("co", request.cookies.get(LETTERS, ""))
    return asked if asked in TEXT_SIZES else TEXT_SIZES[0]


def keep_letters(response: Response, size: str | None) -> Response:
    """Let the tablet keep a size of letters until the person is gone; None: forget it."""
    if size is None:
        response.delete_cookie(LETTERS, path=PATH, secure=settings().secure, samesite="Lax")
    else:
        response.set_cookie(LETTERS, size, path=PATH, secure=settings().secure, samesite="Lax")
    return response


def usual_name(unit_ids: Collection[int]) -> str:
    """What a tablet of some wards is called where nobody writes a name: the next number that none of theirs has."""
    taken = {kiosk.name for kiosk in db.session.scalars(Kiosk.in_units(unit_ids))}
    free = (str(_("Bàn tự phục vụ %(n)s", n=number)) for number in range(1, len(taken) + 2))
    return next(name for name in free if name not in taken)


def visit_here(kiosk: Kiosk) -> KioskVisit | None:
    """Whoever stands there now, or None: nobody, or they are forgotten."""
    return db.session.scalars(KioskVisit.current(kiosk.id, clock.now())).first()


def topic_called(kiosk: Kiosk, key: str) -> HelpTopic | None:
    """A topic that the ward offers, by its key."""
    return db.session.scalars(HelpTopic.offered(kiosk.desk.unit_id).where(HelpTopic.key == key)).first()


def keep_token(response: Response, token: str) -> Response:
    """Let this browser be the tablet of a token, also after it was switched off."""
    keep_cookie(response, COOKIE, token, int(_KEPT.total_seconds()), path=PATH)
    return response


def drop_token(response: Response) -> Response:
    """Let this browser be one like any other."""
    response.delete_cookie(COOKIE, path=PATH, secure=settings().secure, httponly=True, samesite="Lax")
    return response
