"""A tablet's pages as they are answered, what they say of a call, and what it keeps of them for when its line is gone
(docs/offline.md)."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.models import AdministrativeUnit, HelpTopic, Kiosk, KioskVisit, PlaceKind
from app.routes.guide_pages import guide_context
from app.routes.kiosk.lookups import LETTERS, keep_letters, letters_here
from app.web import qr
from app.web.browsers import shell
from app.web.responses import personal, public_address
from app.web.templating import TEXT_SIZES


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
