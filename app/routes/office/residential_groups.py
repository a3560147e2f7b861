"""/van-phong/to-dan-pho: the groups below the ward: added, corrected, ended, merged; how many live there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import update as change_rows
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.access import requires
from app.database import db, immediate
from app.models import Person, ResidentialGroup, Role
from app.models.helping.merged_groups import move_help
from app.models.learning.course import course_group
from app.models.people.changing import Overtaken
from app.models.people.residential_group import AlreadyEnded, CodeTaken
from app.responses import Answer, refuse, see_other
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people_here import group_here, is_officer_of, note_about
from app.routes.office.residential_group_forms import EndForm, GroupForm

residential_groups = Blueprint("residential_groups", __name__)

GROUP = "/to-dan-pho/<int:group>"


@residential_groups.get("/to-dan-pho")
@requires(*STAFF)
def index() -> Answer:
    """The groups of today with who is on file, those that ended, and where each number comes from."""
    unit = unit_called(request.args.get("phuong"))
    ended = ResidentialGroup.ended_of(unit.id).options(joinedload(ResidentialGroup.merged_into))
    return render_template(
        "office/residential_groups/index.html",
        unit=unit,
        units=units(),
        groups=db.session.scalars(ResidentialGroup.of(unit.id)).all(),
        ended=db.session.scalars(ended).all(),
        people=dict(db.session.execute(Person.counted_by_group(unit.id)).all()),
        officer=is_officer_of(unit.id),
    )


@residential_groups.get("/to-dan-pho/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), GroupForm(formdata=None)
    form.offer(unit.group_word)
    form.kind.data = unit.group_word
    return render_template("office/residential_groups/edit.html", form=form, unit=unit, group=None)


@residential_groups.post("/to-dan-pho/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """Add a group."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), GroupForm()
    form.offer(unit.group_word)
    if not form.validate():
        return refuse("office/residential_groups/edit.html", form=form, unit=unit, group=None)
    try:
        with immediate() as session:
            unit = unit_called(unit.code, Role.OFFICER)
            ResidentialGroup.check_code(session, unit.id, form.code.value)
            made = ResidentialGroup(unit=unit, **form.said)
            session.add(made)
            session.flush()
            note_about(session, "residential_group.added", made, {"name": made.name})
    except (CodeTaken, IntegrityError):
        return _taken(form, unit=unit, group=None)
    flash(_("Đã thêm %(name)s.", name=form.name.value))
    return see_other(url_for("office.residential_groups.index", phuong=unit.code))


@residential_groups.get(f"{GROUP}/sua")
@requires(Role.OFFICER)
def edit(group: int) -> Answer:
    """The form."""
    row, form = group_here(group, Role.OFFICER), GroupForm(formdata=None)
    form.offer(row.kind)
    form.show(row)
    return render_template("office/residential_groups/edit.html", form=form, unit=row.unit, group=row)


@residential_groups.post(f"{GROUP}/sua")
@requires(Role.OFFICER)
def update(group: int) -> Answer:
    """Store it; 409 when somebody else changed it meanwhile, with theirs beside what was typed."""
    row, form = group_here(group, Role.OFFICER), GroupForm()
    form.offer(row.kind)
    if not form.validate():
        return refuse("office/residential_groups/edit.html", form=form, unit=row.unit, group=row)
    try:
        with immediate() as session:
            row = group_here(group, Role.OFFICER)
            session.scalars(ResidentialGroup.locked(row.id)).one()
            ResidentialGroup.check_code(session, row.unit_id, form.code.value, besides=row.id)
            if changed := row.change(form.said, form.version.data or ""):
                session.flush()
                note_about(session, "residential_group.changed", row, _told(changed))
    except (CodeTaken, IntegrityError):
        row = group_here(group, Role.OFFICER)
        return _taken(form, unit=row.unit, group=row)
    except Overtaken as overtaken:
        return _overtaken(group_here(group, Role.OFFICER), form, overtaken)
    flash(_("Đã lưu %(name)s.", name=form.name.value))
    return see_other(url_for("office.residential_groups.index", phuong=row.unit.code))


@residential_groups.get(f"{GROUP}/ket-thuc")
@requires(Role.OFFICER)
def delete(group: int) -> Answer:
    """The form that ends a group."""
    row, form = group_here(group, Role.OFFICER), EndForm(formdata=None)
    form.on.show(clock.today())
    return render_template("office/residential_groups/end.html", **_ending(form, row))


@residential_groups.post(f"{GROUP}/ket-thuc")
@requires(Role.OFFICER)
def destroy(group: int) -> Answer:
    """End a group, or let it go into another: its people, the classes meant for it and who helps there go along."""
    row, form = group_here(group, Role.OFFICER), EndForm()
    shown = _ending(form, row)
    if not form.validate():
        return refuse("office/residential_groups/end.html", **shown)
    try:
        with immediate() as session:
            row = group_here(group, Role.OFFICER)
            into = next((one for one in _others(session, row) if one.code == form.into.data), None)
            session.scalars(ResidentialGroup.locked(row.id, *([into.id] if into else []))).all()
            _end(session, row, into, form.on.value or clock.today())
    except AlreadyEnded:
        flash(_("Tổ này, hoặc tổ nhận về, vừa có người ghi là đã thôi."), "warn")
        return see_other(url_for("office.residential_groups.index", phuong=row.unit.code))
    flash(
        _("%(group)s đã nhập vào %(into)s.", group=row.name, into=into.name)
        if into
        else _("Đã ghi %(group)s thôi.", group=row.name)
    )
    return see_other(url_for("office.residential_groups.index", phuong=row.unit.code))


def _end(session: Session, group: ResidentialGroup, into: ResidentialGroup | None, on: date) -> None:
    group.end(on, into)
    if into is None:
        return note_about(session, "residential_group.ended", group, {"name": group.name, "until": on.isoformat()})
    moved = Person.move_all(session, group, into)
    _move_classes(session, group, into)
    helping = move_help(session, group, into)
    detail = {"name": group.name, "into": into.name, "until": on.isoformat(), "people": len(moved), "members": moved}
    detail |= {"helping": helping} if helping else {}
    return note_about(session, "residential_group.merged", group, detail)


def _move_classes(session: Session, group: ResidentialGroup, into: ResidentialGroup) -> None:
    """Classes meant for a group are meant for the one that it went into."""
    columns = course_group.c
    there = [
        course
        for (course,) in session.execute(
            course_group.select().with_only_columns(columns.course_id).where(columns.residential_group_id == into.id)
        )
    ]
    old = columns.residential_group_id == group.id
    session.execute(course_group.delete().where(old, columns.course_id.in_(there)))
    session.execute(change_rows(course_group).where(old).values(residential_group_id=into.id))


def _others(session: Session, group: ResidentialGroup) -> list[ResidentialGroup]:
    return [one for one in session.scalars(ResidentialGroup.of(group.unit_id)) if one.id != group.id]


def _ending(form: EndForm, group: ResidentialGroup) -> dict[str, Any]:
    form.offer(_others(db.session(), group))
    people = dict(db.session.execute(Person.counted_by_group(group.unit_id)).all())
    return {"form": form, "group": group, "people": people.get(group.id, 0)}


def _told(changed: Mapping[str, object]) -> dict[str, object]:
    """What of a change the trail keeps: numbers, days and names of groups are nobody's secret."""
    return {name: str(value) if value is not None else "–" for name, value in changed.items()}


def _taken(form: GroupForm, **shown: Any) -> Response:
    form.code.errors = [_("Tổ khác của phường đang dùng mã này. Anh chị ghi mã khác.")]
    return refuse("office/residential_groups/edit.html", form=form, **shown)


def _overtaken(group: ResidentialGroup, form: GroupForm, overtaken: Overtaken) -> Response:
    """Both versions; sent once more, what was typed replaces theirs."""
    stands = GroupForm(formdata=None)
    stands.offer(group.kind)
    stands.show(group)
    theirs = [(form[name].label.text, stands[name].data or _("chưa có")) for name in overtaken.wanted]
    form.version.data = str(group.version)
    return refuse(
        "office/residential_groups/edit.html", status=409, form=form, unit=group.unit, group=group, theirs=theirs
    )
