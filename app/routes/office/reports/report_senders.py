"""/van-phong/bao-cao/noi-gui/<chế độ>/<hạn>: that a report came or need not is written down; its list is printed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.days import parse_day
from app.country.names import clean
from app.indicators.owed import receiver_of
from app.indicators.papers import of_rule
from app.jobs import report_orders
from app.models import ReportingRule, ReportReceipt, Role
from app.models.reports.due import Period
from app.models.reports.returns import lock_senders, record_on_paper, withdraw_paper
from app.models.reports.senders import Sent, sent_by
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.reminders.asked import LetterForm, report_asked
from app.routes.office.reminders.report_places import TEMPLATE, page_of
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.days import no_day
from app.web.responses import Answer, refuse, see_other

report_senders = Blueprint("report_senders", __name__)

PLACE = "/bao-cao/noi-gui/<uuid:rule>/<han>"
LONGEST = 200


def _asked(rule: UUID, han: str, *roles: Role) -> tuple[ReportingRule, Period]:
    return report_asked(unit_ids(*roles), str(rule), han)


@report_senders.post(PLACE)
@requires(Role.OFFICER)
def update(rule: UUID, han: str) -> Answer:
    """Of the senders that are ticked or pressed (`noi`): theirs came on a day (`ngay`); with `mien` it need not, and
    why (`ly-do`); with `bo` that was a slip; with `nhac` they are reminded."""
    row, period = _asked(rule, han, Role.OFFICER)
    lines = sent_by(db.session(), row, period)
    names = {each.sender.key: each.sender.name for each in lines}
    chosen = {key: names[key] for key in (*request.form.getlist("noi"), request.form.get("bo", "")) if key in names}
    if "nhac" in request.form and chosen:
        items = [receiver_of(each.sender).key for each in lines if each.sender.key in chosen]
        return see_other(_list(row, period, noi=items, nhac=1))
    day, reason, wrong = _read(row, period, chosen)
    if wrong:
        flash(wrong, "warn")
        return refuse(TEMPLATE, **page_of(LetterForm(formdata=None), of_rule(row, period)))
    with immediate() as session:
        row, period = _asked(rule, han, Role.OFFICER)
        lock_senders(session, row)
        pressed = [each for each in sent_by(session, row, period) if each.sender.key in chosen]
        done = _write(session, row, period, pressed, day, reason)
    flash(_message(done, reason), "good" if done else "message")
    return see_other(_list(row, period))


def _list(rule: ReportingRule, period: Period, **more: Any) -> str:
    return url_for("office.report_places.index", phuong=rule.unit.code, **of_rule(rule, period).asked, **more)


def _read(row: ReportingRule, period: Period, chosen: Mapping[str, str]) -> tuple[date | None, str, str]:
    """The day, or the reason, and what is wrong with what was typed."""
    reason = clean(request.form.get("ly-do", "")) if "mien" in request.form else ""
    if not chosen:
        return None, "", str(_("Anh chị đánh dấu ít nhất một nơi."))
    if "mien" in request.form:
        fits = 0 < len(reason) <= LONGEST
        return None, reason, "" if fits else str(_("Anh chị ghi vì sao miễn, trong %(most)s chữ.", most=LONGEST))
    typed, today = request.form.get("ngay", ""), clock.today()
    try:
        day = parse_day(typed, today, past=True) if typed.strip() else today
    except ValueError:
        return None, "", no_day(typed)
    return day, "", "" if day <= today else str(_("Ngày này chưa tới."))


def _write(
    session: Session, row: ReportingRule, period: Period, pressed: Sequence[Sent], day: date | None, reason: str
) -> list[str]:
    """Write it down: what a programme asks for as its entry, all else as a receipt. The names of those of whom that is
    new."""
    by, now = current_account(), clock.now()
    names, done = {each.sender.key: each.sender.name for each in pressed}, list[str]()
    if "bo" in request.form:
        act = "report_receipt.undone"
        done = [each.sender.name for each in pressed if withdraw_paper(session, each.returns, now)]
        done += [each for each in ReportReceipt.undo(session, row, period.due, names) if each not in done]
    elif reason or day is None:
        act = "report_receipt.excused"
        done = ReportReceipt.write(session, row, period.due, names, reason=reason, by=by, now=now)
    else:
        act = "report_receipt.written"
        asked = [each for each in pressed if each.returns and all(one.officer_records for one in each.returns)]
        for each in asked:
            names.pop(each.sender.key)
            done += [each.sender.name] if record_on_paper(session, each.returns, day, by=by, now=now) else []
        done += ReportReceipt.write(session, row, period.due, names, day=day, by=by, now=now)
    if done:
        detail: dict[str, object] = {"name": period.name, "senders": ", ".join(done[:5]), "count": len(done)}
        detail |= {"reason": reason} if reason else {}
        note_act(session, act, row.unit_id, ("reporting_rule", row.public_id), detail)
    return done


def _message(done: Sequence[str], reason: str) -> str:
    if not done:
        return str(_("Người khác vừa ghi rồi, trang này đã cập nhật."))
    if "bo" in request.form:
        return str(_("Đã bỏ ghi %(name)s.", name=done[0]))
    params = {"count": len(done)}
    return str(_("Đã ghi %(count)s nơi miễn gửi.", **params) if reason else _("Đã ghi %(count)s nơi đã gửi.", **params))


@report_senders.post(f"{PLACE}/in")
@requires(*STAFF)
def order(rule: UUID, han: str) -> Answer:
    """The list on paper, with everybody's state."""
    with immediate() as session:
        row, period = _asked(rule, han, *STAFF)
        job = report_orders.senders(session, row, period, by=current_visitor().account_id)
    return answer_with(job)
