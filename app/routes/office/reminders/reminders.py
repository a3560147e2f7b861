"""/van-phong/nhac: that those who are late were reminded is recorded; who is late with tasks, and the words for it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.late import Late, called_at, places
from app.models import AdministrativeUnit, Reminder, Role
from app.models.reports.reminder import CALL, GROUP, SMS, WAYS
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.routes.office.reminders.asked import LetterForm, asked_for, is_named, lates_asked, of_tasks, sheet_of
from app.routes.office.reminders.report_places import TEMPLATE, page_of
from app.routes.trail import note_act
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

reminders = Blueprint("reminders", __name__)

# Buttons of one row, and how it was reminded.
ONE = {"goi": CALL, "nhan": SMS}


@reminders.get("/nhac/nhiem-vu")
@requires(*STAFF)
def tasks() -> Answer:
    """Those who are late with tasks: all, those of a ward (`?phuong=`), or of chosen rows (`?dong=`)."""
    template, page = sheet(LetterForm(formdata=None))
    return render_template(template, **page)


def sheet(form: LetterForm) -> tuple[str, dict[str, Any]]:
    """The template and the page of tasks, or of papers, as the address asks for it."""
    if not of_tasks():
        return TEMPLATE, page_of(form)
    session, code = db.session(), request.args.get("phuong")
    ids = {unit_called(code).id} if code else unit_ids()
    lates = lates_asked(session, ids, clock.today())
    items = set(request.args.getlist("noi"))
    shown = [each for each in lates if not items or is_named(each, items)]
    return "office/reminders/show.html", sheet_of(places(shown, called_at(session, shown, clock.today())), form)


def there() -> str:
    """The page from which a press came, with the words that remind."""
    place = "office.reminders.tasks" if of_tasks() else "office.report_places.index"
    return url_for(place, **{**asked_for(), "xem": None, "nhac": 1})


@reminders.post("/nhac")
@requires(Role.OFFICER)
def create() -> Answer:
    """Record that those of `noi` were reminded in the group, or one by a call (`goi`) or SMS (`nhan`); with `bo-nhom`
    or `bo` that was a slip."""
    form = request.form
    one = next((key for key in (*ONE, "bo") if form.get(key)), "")
    with immediate() as session:
        unit = unit_called(form.get("phuong"), Role.OFFICER)
        rows = chosen(session, unit, {form[one]} if one else set(form.getlist("noi")))
        if one == "bo" or "bo-nhom" in form:
            text = _undo(session, unit, rows)
        else:
            text = _record(session, unit, rows, ONE.get(one, GROUP))
    flash(text)
    return see_other(there())


def chosen(session: Session, unit: AdministrativeUnit, items: set[str]) -> list[Late]:
    """Those of a unit whom the address asks for and a form names; who has sent since is none."""
    return [each for each in lates_asked(session, {unit.id}, clock.today()) if is_named(each, items)]


def record(session: Session, unit: AdministrativeUnit, rows: Sequence[Late], how: str, number: str = "") -> int:
    """Record that some were reminded, with its trail event. Returns of how many that is new."""
    items = [(each.subject, each.receiver) for each in rows]
    new = Reminder.record(session, unit, items, how, by=current_account(), now=clock.now(), number=number)
    places_ = len({each.key for each in new})
    if new:
        detail = {**_detail(rows, how, places_), **({"number": number} if number else {})}
        note_act(session, "reminder.recorded", unit.id, ("reminder", unit.code), detail)
    return places_


def _record(session: Session, unit: AdministrativeUnit, rows: Sequence[Late], how: str) -> str:
    new = record(session, unit, rows, how)
    if not new:
        return str(_("Những nơi này đã được ghi từ trước, hoặc vừa gửi xong."))
    if how == GROUP:
        return str(_("Đã ghi: báo cả nhóm Zalo %(count)s nơi.", count=new))
    return str(_("Đã ghi: đã nhắc %(name)s.", name=rows[0].receiver.name))


def _undo(session: Session, unit: AdministrativeUnit, rows: Sequence[Late]) -> str:
    """Take back the reminders of today, of each way with its trail event."""
    today, undone = clock.today(), set[str]()
    by_way: dict[str, list[Late]] = {}
    for each in rows:
        if each.reminded and each.reminded.day == today:
            by_way.setdefault(each.reminded.how, []).append(each)
    for how, same in by_way.items():
        gone = Reminder.undo(session, unit.id, [each.item for each in same], how, today)
        if gone:
            names = {each.receiver.key for each in same}
            note_act(session, "reminder.undone", unit.id, ("reminder", unit.code), _detail(same, how, len(names)))
            undone |= names
    return str(_("Đã bỏ ghi %(count)s nơi.", count=len(undone)))


def _detail(rows: Sequence[Late], how: str, count: int) -> dict[str, object]:
    """Whom and about what, in the words of the trail: accounts are not named there."""
    what = list(dict.fromkeys(each.what for each in rows))
    names = [each.name for each in rows if each.receiver.kind != "account"]
    return {"about": ", ".join(what[:3]), "how": str(WAYS[how]), "names": ", ".join(names[:5]), "count": count}
