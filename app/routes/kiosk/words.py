"""What a tablet says of a call."""

from flask_babel import gettext as _

from app.models import Kiosk, KioskVisit, PlaceKind


def call_words(kiosk: Kiosk | None, call: KioskVisit | None) -> str:
    """What to say of a call: who is asked to come, or who is coming."""
    if kiosk is None or call is None:
        return ""
    if call.taken_by is not None:
        return str(_("%(name)s đang tới chỗ bác.", name=call.taken_by.full_name))
    if kiosk.desk.place_kind == PlaceKind.COUNTER:
        return str(_("Đã gọi. Anh chị ở %(desk)s sẽ tới.", desk=kiosk.desk.name))
    return str(_("Đã gọi. Anh chị trực quầy sẽ tới."))
