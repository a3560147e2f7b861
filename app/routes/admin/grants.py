"""Roles given to an account and taken back: over the unit, or an instructor's over one class; from a day to a day."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from app import clock
from app.access import found, requires
from app.database import db, immediate
from app.days import DayField
from app.models import Account, AdministrativeUnit, Course, LastAdministrator, Role, RoleGrant
from app.models.people.role import roles_over
from app.responses import Answer, refuse, see_other
from app.roles import ROLES
from app.routes.admin.acts import note
from app.routes.admin.lookups import administered_ids, administered_units, managed_account

grants = Blueprint("grants", __name__)


class GrantForm(FlaskForm):
    """Which roles, over which unit or class, from when to when."""

    unit = RadioField(_l("Đơn vị"), choices=[], validate_choice=False)
    roles = SelectMultipleField(_l("Vai trò"), choices=[], validate_choice=False)
    course = StringField(_l("Chỉ cho một lớp"))
    since = DayField(_l("Từ ngày"))
    until = DayField(_l("Đến hết ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in administered_units()}
        self.unit.choices = [(code, unit.title) for code, unit in self.units.items()]
        if len(self.units) == 1:
            self.unit.data = next(iter(self.units))
        offered = {role for unit in self.units.values() for role in roles_over(unit)}
        self.roles.choices = [(role.value, str(ROLES[role])) for role in Role if role in offered]
        self.only_course: Course | None = None

    @property
    def chosen_unit(self) -> AdministrativeUnit:
        """The unit; only after validation."""
        return self.units[self.unit.data]

    def validate_unit(self, field: RadioField) -> None:
        """One of those that the visitor administers."""
        if field.data not in self.units:
            raise ValidationError(_("Anh chị chọn một đơn vị."))

    def validate_roles(self, field: SelectMultipleField) -> None:
        """At least one, of those that the unit has."""
        unit = self.units.get(self.unit.data)
        if not field.data or (unit and not set(field.data) <= set(roles_over(unit))):
            raise ValidationError(_("Anh chị chọn ít nhất một vai trò có trong danh sách."))

    def validate_course(self, field: StringField) -> None:
        """A class of the unit, for an instructor alone."""
        unit = self.units.get(self.unit.data)
        if not (field.data or "").strip() or unit is None:
            return
        wanted = Course.called(field.data or "").where(Course.unit_id == unit.id)
        self.only_course = db.session.scalars(wanted).one_or_none()
        if self.only_course is None:
            raise ValidationError(_("Không có lớp nào mang mã này. Anh chị xem lại mã, ví dụ DEM4."))
        if self.roles.data != [Role.INSTRUCTOR]:
            raise ValidationError(_("Chỉ vai trò Giảng viên giao riêng cho một lớp được."))

    def validate_until(self, field: DayField) -> None:
        """Not before the first day, nor past."""
        if field.value and field.value < (self.since.value or clock.today()):
            raise ValidationError(_("Ngày cuối đứng trước ngày đầu. Anh chị xem lại hai ngày."))


def give(session: Session, account: Account, form: GrantForm) -> None:
    """Store what the form grants, and note it; a role that is held all that time already is not given twice."""
    unit = session.get_one(AdministrativeUnit, form.chosen_unit.id)
    course_id = form.only_course.id if form.only_course else None
    since, until = form.since.value or clock.today(), form.until.value
    held = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.today()))).all()
    for role in form.roles.data or []:
        if any(_covers(grant, role, unit.id, course_id, since, until) for grant in held):
            continue
        session.add(
            RoleGrant(
                account=account,
                role=role,
                unit=unit,
                course_id=course_id,
                since=since,
                until=until,
                created_at=clock.now(),
            )
        )
        note(session, "role.granted", account, unit.id, role=role, since=since, until=until)


def _covers(grant: RoleGrant, role: str, unit_id: int, course_id: int | None, since: date, until: date | None) -> bool:
    same = (grant.role, grant.unit_id) == (role, unit_id) and grant.course_id in (None, course_id)
    return same and grant.since <= since and (grant.until is None or (until is not None and grant.until >= until))


@grants.get("/quan-tri/tai-khoan/<uuid:account>/vai-tro")
@requires(Role.ADMINISTRATOR)
def new(account: UUID) -> Answer:
    """The form for another role."""
    return render_template("admin/grants/new.html", account=managed_account(account), form=GrantForm(formdata=None))


@grants.post("/quan-tri/tai-khoan/<uuid:account>/vai-tro")
@requires(Role.ADMINISTRATOR)
def create(account: UUID) -> Answer:
    """Give the roles; they hold from the next page that the person opens."""
    managed, form = managed_account(account), GrantForm()
    if not form.validate():
        return refuse("admin/grants/new.html", account=managed, form=form)
    with immediate() as session:
        give(session, managed_account(account), form)
    flash(_("Đã giao vai trò."))
    return see_other(url_for("admin.accounts.show", account=account))


@grants.post("/quan-tri/tai-khoan/<uuid:account>/vai-tro/thu-hoi")
@requires(Role.ADMINISTRATOR)
def destroy(account: UUID) -> Answer:
    """Take a role back, at once."""
    wanted = request.form.get("grant", type=int)
    try:
        with immediate() as session:
            managed = managed_account(account)
            grant = found(
                RoleGrant.of(managed.id).where(
                    RoleGrant.id == wanted, RoleGrant.unit_id.in_(administered_ids()), RoleGrant.revoked_at.is_(None)
                )
            )
            if grant.role == Role.ADMINISTRATOR:
                RoleGrant.keep_one_administrator(session, [grant.unit_id], managed.id, clock.today())
            grant.revoke(clock.now())
            note(session, "role.revoked", managed, grant.unit_id, role=grant.role)
    except LastAdministrator:
        return last_administrator(account)
    flash(_("Đã thu vai trò."))
    return see_other(url_for("admin.accounts.show", account=account))


def last_administrator(account: UUID) -> Response:
    """409: somebody must be left who can manage the accounts."""
    return refuse("admin/accounts/last.html", status=409, account=managed_account(account))
