"""Roles given to an account and taken back: over the unit, an instructor's over one class, a group head's over one
residential group, or for one organisation; from a day to a day."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from app.country import clock
from app.country.numbers import as_number, parse_integer
from app.models import (
    Account,
    AdministrativeUnit,
    Course,
    LastAdministrator,
    Organisation,
    ResidentialGroup,
    Role,
    RoleGrant,
)
from app.models.people.role import roles_over
from app.models.people.role_words import ROLES
from app.routes.admin.lookups import administered_ids, administered_units, managed_account, note
from app.routes.phones.unsent import say_unsent, unsent_of
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof
from app.web.words.roles import first_room

grants = Blueprint("grants", __name__)


class GrantForm(FlaskForm):
    """Which roles, over which unit, class or residential group, or for which organisation, from when to when."""

    unit = RadioField(_l("Đơn vị"), choices=[], validate_choice=False)
    roles = SelectMultipleField(_l("Vai trò"), choices=[], validate_choice=False)
    group = SelectField(_l("Là tổ trưởng, trưởng thôn của"), choices=[], validate_choice=False, default="")
    for_organisation = SelectField(_l("Là đầu mối của cơ quan, đơn vị"), choices=[], validate_choice=False, default="")
    course = StringField(_l("Chỉ cho một lớp"))
    since = DayField(_l("Từ ngày"))
    until = DayField(_l("Đến hết ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in administered_units() if unit.valid_to is None}
        self.unit.choices = [(code, unit.title) for code, unit in self.units.items()]
        if len(self.units) == 1:
            self.unit.data = next(iter(self.units))
        offered = {role for unit in self.units.values() for role in roles_over(unit)}
        self.roles.choices = [(role.value, str(ROLES[role])) for role in Role if role in offered]
        self.groups = self._groups()
        named = [(str(id_), self._words(group)) for id_, group in self.groups.items()]
        self.group.choices = [("", _("Không là tổ trưởng, trưởng thôn")), *named]
        self.organisations = self._organisations()
        theirs = [(str(id_), self._words(each)) for id_, each in self.organisations.items()]
        self.for_organisation.choices = [("", _("Không là đầu mối của cơ quan, đơn vị nào")), *theirs]
        self.only_course: Course | None = None

    def _groups(self) -> dict[int, ResidentialGroup]:
        """The groups of all units on offer, by their ids."""
        groups: dict[int, ResidentialGroup] = {}
        for unit in self.units.values():
            groups |= {group.id: group for group in db.session.scalars(ResidentialGroup.of(unit.id))}
        return groups

    def _organisations(self) -> dict[int, Organisation]:
        """The organisations in use of all units on offer, by their ids."""
        every = (each for unit in self.units.values() for each in db.session.scalars(Organisation.of(unit.id)))
        return {each.id: each for each in every}

    def _words(self, place: ResidentialGroup | Organisation) -> str:
        """The name of a group or an organisation, with the unit's where there are several."""
        return place.name if len(self.units) == 1 else f"{place.name}, {place.unit.full_name}"

    @property
    def headed(self) -> int | None:
        """The id of the group for a group head; only after validation."""
        return int(self.group.data) if self.group.data else None

    @property
    def represented(self) -> Organisation | None:
        """The organisation for the role `unit`; only after validation."""
        return self.organisations[int(self.for_organisation.data)] if self.for_organisation.data else None

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

    def validate_group(self, field: SelectField) -> None:
        """One of the unit's groups for a group head, none for anybody else."""
        chosen = self.groups.get(parse_integer(field.data or "") or 0)
        unit, heads = self.units.get(self.unit.data), Role.GROUP_HEAD in (self.roles.data or [])
        if unit is None:
            return
        if heads and (chosen is None or chosen.unit_id != unit.id):
            word = unit.group_word
            raise ValidationError(_("Anh chị chọn %(word)s mà người này làm tổ trưởng, trưởng thôn.", word=word))
        if field.data and not heads:
            role = str(ROLES[Role.GROUP_HEAD])
            raise ValidationError(_("Anh chị đánh dấu thêm vai trò %(role)s, hoặc bỏ chọn ở đây.", role=role))

    def validate_for_organisation(self, field: SelectField) -> None:
        """One of the unit's organisations for the role `unit`, none for anybody else."""
        chosen = self.organisations.get(parse_integer(field.data or "") or 0)
        unit, represents = self.units.get(self.unit.data), Role.UNIT in (self.roles.data or [])
        if unit is None:
            return
        if represents and (chosen is None or chosen.unit_id != unit.id):
            raise ValidationError(_("Anh chị chọn cơ quan, đơn vị mà người này là đầu mối."))
        if field.data and not represents:
            role = str(ROLES[Role.UNIT])
            raise ValidationError(_("Anh chị đánh dấu thêm vai trò %(role)s, hoặc bỏ chọn ở đây.", role=role))

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
    current = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.today()))).all()
    for role in form.roles.data or []:
        group_id = form.headed if role == Role.GROUP_HEAD else None
        represented = form.represented if role == Role.UNIT else None
        organisation_id = represented.id if represented else None
        over = course_id, group_id, organisation_id
        if any(_covers(grant, role, unit.id, over, since, until) for grant in current):
            continue
        session.add(
            RoleGrant(
                account=account,
                role=role,
                unit=unit,
                course_id=course_id,
                residential_group_id=group_id,
                organisation_id=organisation_id,
                since=since,
                until=until,
                created_at=clock.now(),
            )
        )
        named = represented.name if represented else None
        note(session, "role.granted", account, unit.id, role=role, organisation=named, since=since, until=until)


def _covers(
    grant: RoleGrant, role: str, unit_id: int, over: tuple[int | None, int | None, int | None], since: date,
    until: date | None,
) -> bool:  # fmt: skip
    """Whether a grant holds a role already, `over` a course, a group or an organisation, in the entire span."""
    course_id, *place = over
    theirs = grant.residential_group_id, grant.organisation_id
    same = (grant.role, grant.unit_id, *theirs) == (role, unit_id, *place)
    same = same and grant.course_id in (None, course_id)
    return same and grant.since <= since and (grant.until is None or (until is not None and grant.until >= until))


@grants.get("/quan-tri/tai-khoan/<uuid:account>/vai-tro")
@requires(Role.ADMINISTRATOR)
def new(account: UUID) -> Answer:
    """The form for another role."""
    return render_template("admin/grants/new.html", account=managed_account(account), form=GrantForm(formdata=None))


@grants.post("/quan-tri/tai-khoan/<uuid:account>/vai-tro")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create(account: UUID) -> Answer:
    """Give the roles; they hold from the next page that the person opens."""
    managed, form = managed_account(account), GrantForm()
    if not form.validate():
        return refuse("admin/grants/new.html", account=managed, form=form)
    with immediate() as session:
        give(session, managed_account(account), form)
    flash(_("Đã giao vai trò."))
    if managed.id == current_visitor().account_id:  # what one gave oneself one is about to do
        return see_other(first_room(form.roles.data or []))
    return see_other(url_for("admin.accounts.show", account=account))


@grants.post("/quan-tri/tai-khoan/<uuid:account>/vai-tro/thu-hoi")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def destroy(account: UUID) -> Answer:
    """Take a role back, at once."""
    wanted = request.form.get("grant", type=as_number)
    try:
        with immediate() as session:
            managed = managed_account(account)
            grant = one_or_404(
                RoleGrant.of(managed.id).where(
                    RoleGrant.id == wanted, RoleGrant.unit_id.in_(administered_ids()), RoleGrant.revoked_at.is_(None)
                )
            )
            if grant.role == Role.ADMINISTRATOR:
                RoleGrant.keep_one_administrator(session, [grant.unit_id], managed.id, clock.today())
            grant.revoke(clock.now())
            named = grant.organisation.name if grant.organisation else None
            note(session, "role.revoked", managed, grant.unit_id, role=grant.role, organisation=named)
            waiting = unsent_of(session, managed)
    except LastAdministrator:
        return last_administrator(account)
    flash(_("Đã thu vai trò."))
    say_unsent(managed.full_name, waiting)
    return see_other(url_for("admin.accounts.show", account=account))


def last_administrator(account: UUID) -> Response:
    """409: somebody must be left who can manage the accounts."""
    return refuse("admin/accounts/last.html", status=409, account=managed_account(account))
