"""/van-phong/bao-cao/noi-gui/<chế độ>/<hạn>: who has sent a report by a day, who has not; ticked, excused, reminded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.days import parse_day
from app.country.names import clean
from app.indicators import late
from app.indicators.late import Late
from app.indicators.waiting.late import SLUGS
from app.jobs import report_orders
from app.models import ReportingRule, ReportReceipt, Role
from app.models.reports.paper_returns import lock_senders, record_on_paper, withdraw_paper
from app.models.reports.period import Period, periods
from app.models.reports.reminder import PROGRAMME, REPORT, Subject, item_key
from app.models.reports.senders import Sent, sent_by
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import db, immediate
from app.web.forms.days import no_day
from app.web.responses import Answer, see_other
from app.web.words import reminders as words

report_senders = Blueprint("report_senders", __name__)

PLACE, PAGE = "/bao-cao/noi-gui/<uuid:rule>/<han>", "office/reports/senders.html"
LONGEST = 200


def _asked(rule: UUID, han: str, *roles: Role) -> tuple[ReportingRule, Period]:
    wanted = ReportingRule.in_units(unit_ids(*roles)).where(ReportingRule.at(str(rule)))
    row: ReportingRule = found(wanted)
    try:
        day = date.fromisoformat(han)
    except ValueError:
        abort(404)
    return row, next(periods(row, day, day), None) or abort(404)


@report_senders.get(PLACE)
@requires(*STAFF)
def show(rule: UUID, han: str) -> Answer:
    """Who has not sent first, with words to remind them; then who has, and who need not."""
    return render_template(PAGE, **_page(*_asked(rule, han, *STAFF)))


def _page(rule: ReportingRule, period: Period) -> dict[str, Any]:
    officer = rule.unit_id in unit_ids(Role.OFFICER)
    every = sent_by(db.session(), rule, period, people=officer)
    lines, besides = ([each for each in every if each.named is named] for named in (True, False))
    lacking = [each for each in lines if each.is_lacking]
    lates = _lates(rule, period, lacking)
    return {
        "rule": rule,
        "period": period,
        "unit": rule.unit,
        "officer": officer,
        "lacking": lacking,
        "sent": [each for each in lines if each.day],
        "excused": [each for each in lines if each.reason],
        "besides": sorted(besides, key=lambda each: not each.is_lacking),
        "left": (period.due - clock.today()).days,
        "lates": lates,
        "texts": defaultdict(str, {key: words.sms(rule.unit, each) for key, each in lates.items() if each.phone}),
        "reminding": _reminding(rule, period),
        "today": formats.date(clock.today()),
        "typed": request.form,
        "programme_slug": SLUGS[PROGRAMME],
    }


def _lates(rule: ReportingRule, period: Period, lacking: Sequence[Sent]) -> dict[str, Late]:
    """Those who have not sent by the key of the sender, each with its newest reminder."""
    rows = late.with_reminders(db.session(), late.late_senders(rule, period, lacking))
    by_item = {each.item: each for each in rows}
    subject = Subject(REPORT, rule.id, period.due)
    keys = {each.sender.key: item_key(subject, late.receiver_of(each.sender)) for each in lacking}
    return {key: by_item[item] for key, item in keys.items()}


def _reminding(rule: ReportingRule, period: Period, items: Sequence[str] = ()) -> str:
    """The page that reminds all of those who have not sent, or some."""
    asked: dict[str, Any] = {"viec": SLUGS[REPORT], "che-do": rule.public_id, "han": period.due.isoformat()}
    return url_for("office.reminders.show", **asked, noi=list(items))


@report_senders.post(PLACE)
@requires(Role.OFFICER)
def update(rule: UUID, han: str) -> Answer:
    """Of the senders that are ticked or pressed (`noi`): theirs came on a day (`ngay`); with `mien` it need not, and
    why (`ly-do`); with `bo` that was a slip; with `nhac` they are reminded."""
    row, period = _asked(rule, han, Role.OFFICER)
    lines = sent_by(db.session(), row, period)
    names = {each.sender.key: each.sender.name for each in lines}
    chosen = {key: names[key] for key in (*request.form.getlist("noi"), request.form.get("bo", "")) if key in names}
    if "nhac" in request.form:
        lates = _lates(row, period, [each for each in lines if each.sender.key in chosen and each.named])
        if lates:
            return see_other(_reminding(row, period, [each.item for each in lates.values()]))
        chosen = {}
    day, reason, wrong = _read(row, period, chosen)
    if wrong:
        flash(wrong, "warn")
        return Response(render_template(PAGE, **_page(row, period)), 422)
    with immediate() as session:
        row, period = _asked(rule, han, Role.OFFICER)
        lock_senders(session, row)
        pressed = [each for each in sent_by(session, row, period) if each.sender.key in chosen]
        done = _write(session, row, period, pressed, day, reason)
    flash(_message(done, reason), "good" if done else "message")
    return see_other(url_for("office.report_senders.show", rule=rule, han=han))


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
