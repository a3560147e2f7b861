"""/tinh/bao-cao: signed files of wards on other servers: taken in, refused with a reason; whose key was compared."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.report_files import MOST_BYTES, ReportFile, Unusable, opened
from app.indicators.reports.following import follow
from app.indicators.reports.lines import Figures
from app.models import AdministrativeUnit, OutsideKey, OutsideReport, Role
from app.models.people.communes import communes
from app.models.reports.outside import AnotherKey, Doubled, Older
from app.models.trust.sealed import fingerprint
from app.routes.province.reports import READERS, provinces_read
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

outside = Blueprint("outside", __name__)

HERE = "/bao-cao/may-khac"


def _province(code: str) -> AdministrativeUnit | None:
    units = AdministrativeUnit.among(current_visitor().units(Role.PROVINCE_OFFICER))
    return db.session.scalars(units.where(AdministrativeUnit.code == code)).first()


def _note(session: Session, act: str, unit: AdministrativeUnit, ward: str, **detail: object) -> None:
    note_act(session, act, unit.id, ("administrative_unit", unit.code), {"ward": ward, **detail})


@outside.post(HERE)
@requires(Role.PROVINCE_OFFICER)
def create() -> Answer:
    """Take in a file (`tep`); on the page of a span (`ten`) one of that span."""
    sent = request.files.get("tep")
    content = sent.read(MOST_BYTES + 1) if sent else b""
    if sent:
        sent.close()
    try:
        file = opened(content)
        unit = _fitting(file)
    except Unusable as refused:
        return _refused(str(refused), 422)
    try:
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, unit.id)
            made = OutsideReport(
                unit=unit, code=file.code, title=file.title, span=file.span, since=file.since, until=file.until,
                due_on=file.due_on, number=file.number, figures=file.figures, made_at=file.made_at, digest=file.digest,
                arrived_at=clock.now(), by=current_account(),
            )  # fmt: skip
            with session.no_autoflush:
                OutsideReport.take(session, made, file.key)
            follow(session, made, clock.today())
            _note(session, "report_file.taken", unit, file.title, name=file.span)
    except AnotherKey:
        return _refused_for_key(unit.id, file)
    except (Doubled, IntegrityError):
        return _refused(_("Tệp này đã nhận rồi."), 409)
    except Older:
        return _refused(_("Đã nhận bản mới hơn của %(ward)s cho kỳ này. Tệp cũ không nhận.", ward=file.title), 409)
    flash(_("Đã nhận báo cáo của %(ward)s.", ward=file.title), "good")
    return see_other(url_for("province.reports.span", ten=file.span))


def _fitting(file: ReportFile) -> AdministrativeUnit:
    """The visitor's province, where the file is of it, of the span that was asked for, and of another server."""
    unit, asked = _province(file.province), request.form.get("ten", "")
    if unit is None:
        raise Unusable(_("%(ward)s không thuộc tỉnh này.", ward=file.title))
    if asked and file.span != asked:
        raise Unusable(_("Tệp này của kỳ khác: %(span)s.", span=file.span))
    if db.session.scalars(AdministrativeUnit.wards_of([unit.id]).where(AdministrativeUnit.code == file.code)).first():
        raise Unusable(_("%(ward)s dùng Lớp Số ở chính máy này, báo cáo tới thẳng.", ward=file.title))
    if file.made_at > clock.now():
        raise Unusable(_("Giờ khóa ghi trong tệp còn ở phía trước. Máy gửi sai giờ, hoặc máy này sai giờ."))
    return unit


def _refused(words: str, status: int) -> Response:
    db.session.rollback()
    return Response(render_template("province/reports/refused.html", words=words, file=None), status)


def _refused_for_key(unit_id: int, file: ReportFile) -> Response:
    db.session.rollback()
    known = db.session.scalars(OutsideKey.standing(unit_id, file.code)).one_or_none()
    words = (
        _("%(ward)s ký bằng khóa khác khóa đã ghi. Có thể phường, xã đổi máy, có thể tệp giả.", ward=file.title)
        if known
        else _("Chưa ghi khóa ký của %(ward)s.", ward=file.title)
    )
    return Response(
        render_template(
            "province/reports/refused.html", words=words, file=file, key_mark=fingerprint(file.key),
            known=fingerprint(known.key) if known else "",
        ), 409,
    )  # fmt: skip


@outside.post(f"{HERE}/khoa")
@requires(Role.PROVINCE_OFFICER)
def update() -> Answer:
    """The mark of a key (`khoa`) was compared with a ward (`ma`) by telephone: from now on it signs for it."""
    commune, key = communes().get(request.form.get("ma", "")), request.form.get("khoa", "")
    unit = _province(commune.province.code) if commune else None
    if commune is None or unit is None or not 40 <= len(key) <= 60:
        abort(404)
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        if OutsideKey.trust(session, here, commune.code, key, by=current_account(), now=clock.now()):
            _note(session, "report_file.key_trusted", here, commune.title, key=fingerprint(key))
    flash(_("Đã ghi khóa của %(ward)s. Anh chị nhận lại tệp.", ward=commune.title), "good")
    return see_other(url_for("province.reports.index"))


@outside.get(f"{HERE}/<uuid:outside>")
@requires(*READERS)
def show(outside: UUID) -> Answer:
    """The totals that came of one."""
    wanted = OutsideReport.in_units(provinces_read())
    row = one_or_404(wanted.where(OutsideReport.public_id == str(outside)))
    return render_template("province/reports/outside.html", row=row, figures=Figures.read(row.figures))
