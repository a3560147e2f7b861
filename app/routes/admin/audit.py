"""/quan-tri/nhat-ky: the acts of staff, the newest first; by person, days and kind, page by page."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, or_

from app.country import clock
from app.country.days import parse_day
from app.country.numbers import as_number
from app.models import Account, AuditEvent, Role, RoleGrant
from app.models.people.account import by_name
from app.registers.acts.of_data import OF_DATA, ActKind
from app.routes.admin.lookups import administered_ids
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer
from app.web.words.audit_lines import lines

audit = Blueprint("audit", __name__)

PAGE = 50
LAST_PAGE = 10_000


KINDS: Mapping[str, ActKind] = {
    "xem": OF_DATA["xem"],
    "nguoi-hoc": ActKind(_l("Hồ sơ người học"), ("person", "consent", "data_request", "trail")),
    "dang-ky": ActKind(_l("Đăng ký, danh sách lớp"), ("registration", "registrations", "import")),
    "lop": ActKind(
        _l("Lớp và buổi học"), ("course", "lesson", "photo", "course_template", "programme", "message_text", "sending")
    ),
    "diem-danh": ActKind(
        _l("Điểm danh"), ("attendance", "skill", "outbox", "roll", "check_in", "door_helper", "hall_request")
    ),
    "giay": ActKind(
        _l("Giấy chứng nhận"), ("approval", "certificate", "certificates", "certificate_request", "paper", "job")
    ),
    "ho-tro": ActKind(
        _l("Quầy hỗ trợ, giúp tại nhà"), ("help", "help_request", "help_tally", "shift_note", "kiosk", "team")
    ),
    "dai-su": ActKind(
        _l("Đại sứ số, kèm cặp"), ("ambassador", "ambassador_offer", "ambassadors", "mentorship", "thanks_letter")
    ),
    "phong-trao": ActKind(
        _l("Phong trào và sổ"), ("movement_programme", "programme_site", "recognition", "plate", "plates")
    ),
    "ke-hoach": ActKind(
        _l("Kế hoạch, chỉ tiêu, nhiệm vụ"),
        (
            "plan",
            "target",
            "matter",
            "reporting_rule",
            "measurement",
            "report",
            "report_arrival",
            "report_file",
            "report_receipt",
            "reminder",
            "document",
            "word_template",
        ),
    ),
    "xuat": OF_DATA["xuat"],
    "danh-muc": ActKind(
        _l("Tổ, địa điểm, danh mục, đơn vị"),
        ("residential_group", "organisation", "denominator", "place", "unit", "ward_list", "demo", "clock", "backup"),
    ),
    "tai-khoan": ActKind(_l("Tài khoản, vai trò"), ("account", "role", "invitation", "password", "pin")),
    "dang-nhap": ActKind(_l("Đăng nhập, đăng xuất"), ("sign_in", "second_factor", "recovery_code", "passkey")),
}


class TrailQuery(NamedTuple):
    """The query of the trail, as far as it could be read; and which of the typed days could not."""

    person: Account | None
    kind: str | None
    since: date | None
    until: date | None
    wrong: frozenset[str]


@audit.get("/quan-tri/nhat-ky")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """One page of the trail of one's units: `?nguoi=` whose, `?viec=` a kind, `?tu=` and `?den=` the days between,
    `?ngay=` one day."""
    accounts = _accounts()
    asked = _asked(accounts)
    page = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    wanted = _wanted(asked).offset((page - 1) * PAGE).limit(PAGE + 1)
    events = db.session.scalars(wanted).all()
    given: dict[str, Any] = {name: request.args.get(name) or None for name in ("nguoi", "viec", "tu", "den", "ngay")}
    return render_template(
        "admin/audit/index.html",
        lines=lines(db.session(), events[:PAGE]),
        accounts=accounts,
        asked=asked,
        kinds=KINDS,
        typed={name: value or "" for name, value in given.items()},
        newer=url_for("admin.audit.index", **given, trang=page - 1) if page > 1 else None,
        older=url_for("admin.audit.index", **given, trang=page + 1) if len(events) > PAGE else None,
    )


def _accounts() -> list[Account]:
    """Everybody who holds or held a role over one's units, by tên."""
    return by_name(db.session.scalars(Account.among(RoleGrant.holders(administered_ids()))))


def _asked(accounts: list[Account]) -> TrailQuery:
    person = next((account for account in accounts if account.public_id == request.args.get("nguoi")), None)
    kind = request.args.get("viec", "")
    days: dict[str, date | None] = {}
    wrong = set()
    for name in ("tu", "den", "ngay"):
        try:
            days[name] = _day(request.args.get(name, ""))
        except ValueError:
            days[name] = None
            wrong.add(name)
    since, until = days["tu"] or days["ngay"], days["den"] or days["ngay"]
    if since and until and since > until:
        since, until = until, since
    return TrailQuery(person, kind if kind in KINDS else None, since, until, frozenset(wrong))


def _day(typed: str) -> date | None:
    """The day that was typed; a day without a year is the last such day."""
    if not typed.strip():
        return None
    return parse_day(typed, clock.today(), past=True)


def _wanted(asked: TrailQuery) -> Select[AuditEvent]:
    wanted = AuditEvent.over(administered_ids())
    if asked.person is not None:
        about = and_(AuditEvent.subject_kind == "account", AuditEvent.subject_id == asked.person.public_id)
        wanted = wanted.where(or_(AuditEvent.account_id == asked.person.id, about))
    if asked.kind is not None:
        actions = KINDS[asked.kind].actions
        of_kind = [
            AuditEvent.action == name if "." in name else AuditEvent.action.startswith(f"{name}.") for name in actions
        ]
        wanted = wanted.where(or_(*of_kind))
    if asked.since is not None:
        wanted = wanted.where(AuditEvent.at >= clock.at_local(asked.since))
    if asked.until is not None:
        wanted = wanted.where(AuditEvent.at < clock.at_local(asked.until) + timedelta(days=1))
    return wanted
