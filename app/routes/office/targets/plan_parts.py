"""/van-phong/ke-hoach/<plan>/muc: the parts of a plan, in whose order its tasks and reports are; each has a form."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from app.models import Matter, Plan, PlanPart
from app.models.movement.sentence import DIRECTING, THEMES, theme_words
from app.models.targets.plan_part import above, position_of
from app.registers.definitions.plans import PLAN_READERS, PLAN_WRITERS, PLANS
from app.routes.registers.rows import locked, page_context, row_here
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, see_other

plan_parts = Blueprint("plan_parts", __name__)

AT = "/ke-hoach/<uuid:plan>/muc"
FORM = "office/targets/plan_part.html"
CHOICES: list[tuple[str, Any]] = [(key, words) for key, words in THEMES.items() if key != DIRECTING]


class PartForm(VersionedForm):
    """A part. A theme that another one names moves here; one that none names goes by `Plan.heading_of`."""

    numeral = LineField(_l("Số mục"), longest=5, required=True)
    title = LineField(_l("Tên mục"), longest=300, required=True)
    themes = SelectMultipleField(_l("Báo cáo viết ở mục này"), choices=[], validate_choice=False)
    plan: Plan

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.themes.choices = CHOICES

    def validate_numeral(self, line: LineField) -> None:
        """One like 8, or 5.5 where there is a 5."""
        there = [each.numeral for each in self.plan.parts]
        try:
            wrong = above(line.value) not in ("", *there) or not position_of(line.value)
        except ValueError:
            wrong = True
        if wrong:
            raise ValidationError(_("Anh chị ghi số, ví dụ 8, hay 5.5 nếu đã có mục 5."))


@plan_parts.get(AT)
@requires(*PLAN_READERS)
def index(plan: UUID) -> Answer:
    """All of them: what a report says there, how many tasks are of each. The same statements for any number."""
    kept = _here(plan)
    themes: dict[int, list[object]] = {}
    for key, words in THEMES.items():
        themes.setdefault(kept.heading_of(key).id, []).append(words)
    context = page_context(PLANS, kept.unit, kept)
    return render_template("office/targets/plan_parts.html", themes=themes, tasks=_tasks(db.session(), kept), **context)


@plan_parts.route(f"{AT}/moi", methods=["GET", "POST"])
@requires(*PLAN_WRITERS)
def new(plan: UUID) -> Answer:
    """Add one. Sent twice it is there once."""
    return _write(plan, None)


@plan_parts.route(f"{AT}/<numeral>", methods=["GET", "POST"])
@requires(*PLAN_WRITERS)
def edit(plan: UUID, numeral: str) -> Answer:
    """Title and themes of one, but for the first, which never changes; 409 where somebody else changed it since: sent
    again it is stored."""
    return _write(plan, numeral)


@plan_parts.post(f"{AT}/<numeral>/bo")
@requires(*PLAN_WRITERS)
def destroy(plan: UUID, numeral: str) -> Answer:
    """Remove one; its tasks go to the part of `sang`. Not one with parts below it. Twice changes nothing."""
    with immediate() as session:
        kept = _locked(session, plan)
        part, other = (_part(kept, each) for each in (numeral, request.form.get("sang", "")))
        if part is None or part.is_first:
            flash(_("Mục này đã bỏ rồi."))
        elif any(above(each.numeral) == numeral for each in kept.parts):
            flash(_("Mục %(numeral)s còn mục nhỏ. Anh chị bỏ các mục nhỏ trước.", numeral=numeral), "warn")
        elif other in (None, part):
            flash(_("Anh chị chọn mục nhận nhiệm vụ của mục này."), "warn")
        else:
            session.execute(Matter.moved(part, other))
            _note(session, "plan.part_removed", kept, part)
            kept.parts.remove(part)
            flash(_("Đã bỏ mục %(part)s.", part=part.choice_name))
    return see_other(url_for("office.plan_parts.index", plan=plan))


@merges_again
def _write(plan: UUID, numeral: str | None) -> Answer:
    """Store the form of a part, or with None of a new one."""
    kept, form = _writable(plan), PartForm()
    part = _called(kept, numeral) if numeral else None
    if part:
        del form.numeral
        form = form.merge(part.version, lambda: _form_of(part))
    form.plan = kept
    if not form.validate_on_submit():
        return form_page(FORM, form, **_page(kept, part))
    named = numeral or form.numeral.value
    with immediate() as session:
        kept = _locked(session, plan)
        other = None if numeral else _part(kept, named)
        if other is None or other.title == form.title.value:
            themes = set(form.themes.data or ()) - {DIRECTING}
            if written := kept.write_part(named, form.title.value, themes, form.version.data or ""):
                _note(session, "plan.part_changed" if numeral or other else "plan.part_added", kept, written)
            other = None
    if other is None:
        flash(_("Đã lưu mục %(numeral)s.", numeral=named))
        return see_other(url_for("office.plan_parts.index", plan=plan))
    form.numeral.errors = [_("Kế hoạch có mục %(numeral)s rồi.", numeral=named)]
    return form_page(FORM, form, **_page(_writable(plan)))


def _form_of(part: PlanPart) -> PartForm:
    form = PartForm(formdata=None, title=part.title, themes=part.theme_keys, version=str(part.version))
    del form.numeral
    return form


def _page(plan: Plan, part: PlanPart | None = None) -> dict[str, Any]:
    elsewhere = {key: plan.heading_of(key) for key, _words in CHOICES}
    hints = {key: _("nay ở mục %(numeral)s", numeral=at.numeral) for key, at in elsewhere.items() if at is not part}
    hints |= {key: _("đã ở mục này") for key, at in elsewhere.items() if at is part and key not in at.theme_keys}
    tasks = _tasks(db.session(), plan).get(part.id, 0) if part else 0
    return {**page_context(PLANS, plan.unit, plan), "part": part, "hints": hints, "tasks": tasks}


def _here(plan: UUID) -> Plan:
    kept = row_here(PLANS, plan, PLAN_READERS)
    assert isinstance(kept, Plan)
    return kept


def _writable(plan: UUID) -> Plan:
    kept = row_here(PLANS, plan, PLAN_WRITERS)
    assert isinstance(kept, Plan)
    return kept if kept.unit.valid_to is None else abort(404)


def _locked(session: Session, plan: UUID) -> Plan:
    kept = locked(PLANS, session, plan)
    assert isinstance(kept, Plan)
    return kept


def _part(plan: Plan, numeral: str) -> PlanPart | None:
    return next((each for each in plan.parts if each.numeral == numeral), None)


def _called(plan: Plan, numeral: str) -> PlanPart:
    """The part of the address; 404 for the first one."""
    part = _part(plan, numeral)
    return part if part and not part.is_first else abort(404)


def _tasks(session: Session, plan: Plan) -> dict[int, int]:
    return dict(session.execute(Matter.counts_by_part(plan.id)).all())


def _note(session: Session, act: str, plan: Plan, part: PlanPart) -> None:
    detail: dict[str, object] = {"part": part.choice_name, "themes": theme_words(part.themes)}
    note_act(session, act, plan.unit_id, PLANS.subject(plan), detail)
