"""A tablet's pages: known by a cookie of its own that opens nothing but these, how they are answered, what they say
of a call, what the tablet keeps of them for when its line is down."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AdministrativeUnit, HelpTopic, Kiosk, KioskVisit, PlaceKind
from app.routes.guide_pages import guide_context
from app.routes.public.hall.passes import keep_cookie
from app.web import qr
from app.web.access import note_aside
from app.web.browsers import shell
from app.web.database import db
from app.web.responses import personal, public_address, settings
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


def sheet(template: str, kiosk: Kiosk, *, fresh: bool = False, **context: Any) -> Response:
    """A page of a tablet, in the letters of whoever stands there; `fresh`: in the smallest, for somebody new.

    Its worker knows by the header that it is still a tablet.
    """
    asked = "co" in request.args
    size = TEXT_SIZES[0] if fresh and not asked else letters_here()
    following = TEXT_SIZES[(TEXT_SIZES.index(size) + 1) % len(TEXT_SIZES)]
    given = {
        "kiosk": kiosk,
        "ward": kiosk.desk.unit,
        "text_size": size,
        "letters_cookie": LETTERS,
        "next_size": following,
        "larger": f"{request.path}?{urlencode({**request.args, 'co': following})}",
        **context,
    }
    response = personal(make_response(render_template(template, **given)))
    if fresh or asked:
        keep_letters(response, size if asked else None)
    response.headers["X-Kiosk"] = "1"
    return response


def own_phone_codes(ward: AdministrativeUnit) -> list[dict[str, str]]:
    """What somebody goes on with on their own phone, so that nothing of theirs is typed on the tablet."""
    named = {
        "classes": url_for("public.homes.show", unit_code=ward.code),
        "home": url_for("public.help_requests.new", unit_code=ward.code),
    }
    addresses = {key: public_address(path) for key, path in named.items()}
    return [{"what": key, "address": address, "picture": qr.inline(address)} for key, address in addresses.items()]


def guides_of(kiosk: Kiosk, topics: Sequence[HelpTopic]) -> list[dict[str, Any]]:
    """What each topic's page shows, in the ward's order."""
    return [guide_context(topic, kiosk.desk.unit.code) for topic in in_order(topics)]


def in_order(topics: Sequence[HelpTopic]) -> list[HelpTopic]:
    """The topics in the ward's order."""
    return sorted(topics, key=lambda topic: (topic.position, topic.id))


def stamp_of(kiosk: Kiosk, topics: Sequence[HelpTopic]) -> str:
    """Sixteen hexadecimal digits that change with anything that the kept page shows, and with each release."""
    ward = kiosk.desk.unit
    shown = [[each.key, each.label, each.field, each.bring, each.steps] for each in in_order(topics)]
    read = json.dumps([shell.release(), kiosk.name, ward.title, ward.code, public_address("/"), shown])
    return hashlib.sha256(read.encode()).hexdigest()[:16]


def call_words(kiosk: Kiosk | None, call: KioskVisit | None) -> str:
    """What to say of a call: who is asked to come, or who is coming."""
    if kiosk is None or call is None:
        return ""
    if call.taken_by is not None:
        return str(_("%(name)s đang tới chỗ bác.", name=call.taken_by.full_name))
    if kiosk.desk.place_kind == PlaceKind.COUNTER:
        return str(_("Đã gọi. Anh chị ở %(desk)s sẽ tới.", desk=kiosk.desk.name))
    return str(_("Đã gọi. Anh chị trực quầy sẽ tới."))
