"""/van-phong/nhac: those who are late, one text that reminds them all; that they were reminded is recorded."""

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.late import Late
from app.indicators.waiting.late import SLUGS
from app.models import AdministrativeUnit, Reminder, Role
from app.models.reports.reminder import CALL, GROUP, SMS, TASK, WAYS
from app.routes.office.lookups import STAFF, unit_called
from app.routes.office.reminders.asked import ALL, TEMPLATE, LetterForm, asked_for, page_of, rows_asked
from app.routes.trail import note_act
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

reminders = Blueprint("reminders", __name__)

# Buttons of one row, and how it was reminded.
ONE = {"goi": CALL, "nhan": SMS}


@reminders.get("/nhac")
@requires(*STAFF)
def show() -> Answer:
    """Who is late and was not reminded within the last days, or all of them (`?xem=tat-ca`): of reports, tasks,
    months or programmes (`?viec=`); of one report, one month, chosen rows."""
    return render_template(TEMPLATE, **page_of(LetterForm(formdata=None)))


@reminders.get("/nhac/nhiem-vu")
@requires(Role.OFFICER)
def tasks() -> Answer:
    """Where the list of tasks leads: those of a ward (`?phuong=`) who are late with one."""
    return see_other(url_for("office.reminders.show", viec=SLUGS[TASK], phuong=request.args.get("phuong")))


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
    return see_other(url_for("office.reminders.show", **{**asked_for(), "xem": ALL}))


def chosen(session: Session, unit: AdministrativeUnit, items: set[str]) -> list[Late]:
    """Those of a unit whom the address asks for and a form names; who has sent since is none."""
    return [each for each in rows_asked(session, {unit.id}, clock.today())[0] if each.item in items]


def record(session: Session, unit: AdministrativeUnit, rows: Sequence[Late], how: str, number: str = "") -> int:
    """Record that some were reminded, with its trail event. Returns of how many that is new."""
    items = [(each.subject, each.receiver) for each in rows]
    new = Reminder.record(session, unit, items, how, by=current_account(), now=clock.now(), number=number)
    if new:
        detail = {**_detail(rows, how, len(new)), **({"number": number} if number else {})}
        note_act(session, "reminder.recorded", unit.id, ("reminder", unit.code), detail)
    return len(new)


def _record(session: Session, unit: AdministrativeUnit, rows: Sequence[Late], how: str) -> str:
    new = record(session, unit, rows, how)
    if not new:
        return str(_("Những nơi này đã được ghi từ trước, hoặc vừa gửi xong."))
    if how == GROUP:
        return str(_("Đã ghi: báo cả nhóm Zalo %(count)s nơi.", count=new))
    return str(_("Đã ghi: đã nhắc %(name)s.", name=rows[0].receiver.name))


def _undo(session: Session, unit: AdministrativeUnit, rows: Sequence[Late]) -> str:
    """Take back the reminders of today, of each way with its trail event."""
    today, count = clock.today(), 0
    by_way: dict[str, list[Late]] = {}
    for each in rows:
        if each.reminded and each.reminded.day == today:
            by_way.setdefault(each.reminded.how, []).append(each)
    for how, same in by_way.items():
        gone = Reminder.undo(session, unit.id, [each.item for each in same], how, today)
        if gone:
            note_act(session, "reminder.undone", unit.id, ("reminder", unit.code), _detail(same, how, gone))
        count += gone
    return str(_("Đã bỏ ghi %(count)s nơi.", count=count))


def _detail(rows: Sequence[Late], how: str, count: int) -> dict[str, object]:
    """Whom and about what, in the words of the trail: accounts are not named there."""
    what = list(dict.fromkeys(each.what for each in rows))
    names = [each.name for each in rows if each.receiver.kind != "account"]
    return {"about": ", ".join(what[:3]), "how": str(WAYS[how]), "names": ", ".join(names[:5]), "count": count}
