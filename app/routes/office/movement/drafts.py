"""/van-phong/phong-trao/moi, …/<id>/ban-moi: a ward makes a programme of its own, or changes one: piece by piece, asked
of nobody until the draft is put to use."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.periods import PeriodType
from app.entries.ward_lists import WardLists
from app.models import Programme, Role
from app.models.movement import drafting
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import NeedsRule
from app.models.movement.effects import count_earlier_entries, effects
from app.models.movement.keys import KeyTaken
from app.models.movement.programme import AlreadyThere, Fixed, NeedsLeader
from app.models.movement.question import Type
from app.models.movement.rules import InvalidDeclaration
from app.models.people.changing import Overtaken
from app.models.reports.handing_down import offered_to
from app.registers.programmes.words import given_words
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.routes.office.movement.draft_forms import (
    HELPERS,
    TYPES,
    BasicsForm,
    CriterionForm,
    FieldForm,
)
from app.routes.office.movement.programmes import note, programme_here, rule_pressed, sees_entries
from app.routes.office.movement.refused_drafts import not_used, not_written
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, refuse, see_other
from app.web.words.roles import RELATIONS

drafts = Blueprint("drafts", __name__)
Change = Callable[[dict[str, Any]], dict[str, Any]]
OFFICER = (Role.OFFICER,)
MOST_FIELDS = 30


@drafts.route("/phong-trao/moi", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new() -> Answer:
    """Begin a programme of the ward's own, with nothing asked yet."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), BasicsForm()
    if not form.validate_on_submit():
        return form_page("office/movement/basics.html", form, unit=unit, programme=None)
    try:
        with immediate() as session:
            unit = unit_called(unit.code, Role.OFFICER)
            taken = [each.key for each in session.scalars(Programme.in_units([unit.id]))]
            definition = drafting.begun(
                key=drafting.fresh_key(form.name.value, taken), name=form.name.value, noun=form.noun.value,
                subject=Subject(form.subject.data), source=form.source.value, helpers=form.helpers.data or [],
            )  # fmt: skip
            programme = Programme.begun(session, unit, read(definition), catalogue="", now=clock.now())
            note(session, "movement_programme.begun", programme)
            address = url_for("office.drafts.show", programme=programme.id)
    except AlreadyThere:
        flash(_("Phường đang có phong trào này rồi."), "warn")
        return see_other(url_for("office.programmes.index", phuong=unit.code))
    return see_other(address)


@drafts.get("/phong-trao/<int:programme>/ban-moi")
@requires(*STAFF)
def show(programme: int) -> Answer:
    """What is prepared, with what an officer may still change of it; a leader reads it and may put it to use."""
    kept, declared = draft_here(programme, STAFF)
    words = {each.key: _skills(kept.unit_id, each) for each in declared.fields if each.type is Type.LIST}
    gone = kept.keys.without(declared)
    sees = sees_entries(kept)
    context = {
        "programme": kept,
        "unit": kept.unit,
        "declared": declared,
        "given": given_words(declared),
        "types": TYPES,
        "skills": words,
        "helpers": HELPERS,
        "gone": [("field", each.key, each.label) for each in gone[0]]
        + [("criterion", each.key, each.text) for each in gone[1]],
        "effects": effects(db.session(), kept, declared) if sees else [],
        "sees": sees,
        "edits": kept.unit_id in unit_ids(Role.OFFICER),
        "widening": {key: _relations(each) for key, each in kept.widening.items()},
        "leads": kept.unit_id in unit_ids(Role.LEADER),
        "rules": offered_to(db.session(), kept, declared, clock.today()),
        "follows": declared.every is PeriodType.REPORT and kept.rule is None,
    }
    return render_template("office/movement/draft.html", **context, most=MOST_FIELDS)


@drafts.post("/phong-trao/<int:programme>/ban-moi")
@requires(*STAFF)
def update(programme: int) -> Answer:
    """Ask from now on what was prepared; what was recorded before is judged as it was asked. Only a leader puts a
    version to use that widens who records or sees, or drops the confirmation. With `bo` an officer throws it away."""
    kept, declared = draft_here(programme, STAFF)
    page = url_for("office.drafts.show", programme=kept.id)
    if "bo" in request.form:
        return _dropped(kept)
    if not declared.fields:
        flash(_("Chưa có mục nào để ghi. Anh chị thêm ít nhất một mục."), "warn")
        return see_other(page)
    try:
        with immediate() as session:
            kept = session.scalars(Programme.locked(kept.id)).one()
            number = kept.draft.number if kept.draft else 0
            added = {key: _relations(each) for key, each in kept.widening.items()}
            leads = kept.unit_id in unit_ids(Role.LEADER)
            rule, seen = rule_pressed(kept, declared), request.form.get("version", "")
            if kept.use_draft(seen=seen, now=clock.now(), by_leader=leads, rule=rule):
                count_earlier_entries(session, kept)
                note(session, "movement_programme.put_to_use", kept, number=number, **added)
    except (NeedsLeader, NeedsRule, Overtaken, KeyTaken, Fixed) as refused:
        flash(not_used(refused, declared), "warn")
        return see_other(page)
    flash(_("Từ bây giờ ghi theo bản này. Những gì đã ghi trước giữ theo bản cũ."))
    return see_other(url_for("office.programmes.show", programme=programme))


def _dropped(kept: Programme) -> Answer:
    """The draft thrown away; what is in use stays."""
    if kept.unit_id not in unit_ids(Role.OFFICER):
        abort(403)
    number = kept.draft.number if kept.draft else 0
    try:
        with immediate() as session:
            kept = session.scalars(Programme.locked(kept.id)).one()
            if kept.drop_draft(session, seen=request.form.get("version", "")):
                note(session, "movement_programme.draft_dropped", kept, number=number)
    except Overtaken:
        flash(_("Có người vừa sửa bản này. Anh chị xem lại rồi bấm lần nữa."), "warn")
        return see_other(url_for("office.drafts.show", programme=kept.id))
    flash(_("Đã bỏ bản đang soạn. Vẫn ghi theo bản đang dùng."))
    return see_other(url_for("office.programmes.show", programme=kept.id))


@drafts.route("/phong-trao/<int:programme>/ban-moi/ten", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def basics(programme: int) -> Answer:
    """Its name, and who records."""
    kept, declared = draft_here(programme)
    form = BasicsForm()
    form.of(declared)
    form = form.merge(kept.version, lambda: BasicsForm.standing(declared, kept.version))

    def change(definition: dict[str, Any]) -> dict[str, Any]:
        return drafting.renamed(
            definition,
            name=form.name.value,
            noun=form.noun.value,
            source=form.source.value,
            helpers=form.recorders(declared),
        )

    return answer("office/movement/basics.html", form, kept, change)


@drafts.route("/phong-trao/<int:programme>/ban-moi/muc", methods=["GET", "POST"])
@drafts.route("/phong-trao/<int:programme>/ban-moi/muc/<int:number>", methods=["GET", "POST"])
@requires(Role.OFFICER)
def field(programme: int, number: int | None = None) -> Answer:
    """One thing that is asked: new, or the one of a number (the first is 1); with `bo` it goes."""
    kept, declared = draft_here(programme)
    place = _place(number, len(declared.fields))
    if "bo" in request.form and place is not None:
        return _taken_out(kept, lambda definition: drafting.without_field(definition, place))
    if "lay-lai" in request.form and place is None:
        return _restore(kept, kept.keys.fields.get(request.form["lay-lai"]))
    stands = declared.definition["fields"][place] if place is not None else {}
    form, keys = FieldForm(), kept.keys
    key = stands.get("key", "")
    form.used = keys.fields[key][0] if key in keys.fields else None
    form.drafted = declared.fields[place] if place is not None else None
    form.known = {**keys.choices.get(key, {}), **(declared.fields[place].choices if place is not None else {})}
    if request.method != "POST":
        if place is not None:
            form.show(declared.fields[place], kept.version)
        else:
            form.version.data, form.type.data = str(kept.version), Type.YES_NO.value

    def change(definition: dict[str, Any]) -> dict[str, Any]:
        return drafting.with_field(definition, place, form.definition(stands), keys.taken)

    return answer("office/movement/field.html", form, kept, change, types=TYPES, number=number)


@drafts.route("/phong-trao/<int:programme>/ban-moi/tieu-chi", methods=["GET", "POST"])
@drafts.route("/phong-trao/<int:programme>/ban-moi/tieu-chi/<int:number>", methods=["GET", "POST"])
@requires(Role.OFFICER)
def criterion(programme: int, number: int | None = None) -> Answer:
    """One criterion: new, or the one of a number (the first is 1); with `bo` it goes."""
    kept, declared = draft_here(programme)
    place = _place(number, len(declared.criteria))
    if "bo" in request.form and place is not None:
        return _taken_out(kept, lambda definition: drafting.without_criterion(definition, place))
    if "lay-lai" in request.form and place is None:
        return _restore(kept, kept.keys.criteria.get(request.form["lay-lai"]))
    words = {each.key: _skills(kept.unit_id, each) for each in declared.fields if each.type is Type.LIST}
    form, keys = CriterionForm(), kept.keys
    form.offer(declared, words, place)
    if request.method != "POST":
        form.version.data = str(kept.version)

    def change(definition: dict[str, Any]) -> dict[str, Any]:
        return drafting.with_criterion(definition, place, form.text.value, form.definition(declared), keys.taken)

    return answer("office/movement/criterion.html", form, kept, change, number=number)


def _relations(keys: Iterable[str]) -> str:
    return ", ".join(str(RELATIONS[each]) for each in keys)


def draft_here(number: int, roles: Sequence[Role] = OFFICER) -> tuple[Programme, Declaration]:
    """The programme of an address, and what is prepared of it, or else asked today."""
    kept = programme_here(number, roles)
    version = kept.draft or kept.current or abort(404)
    return kept, version.declared


def _place(number: int | None, many: int) -> int | None:
    if number is None:
        return None if many < MOST_FIELDS else abort(404)
    return number - 1 if 1 <= number <= many else abort(404)


def _skills(unit_id: int, asked: Any) -> dict[str, str]:
    return WardLists.of(db.session(), unit_id, [asked]).offered(asked)


def _gone(kept: Programme, change: Change, also: Sequence[str] = ()) -> Answer:
    """Something taken out of the draft, or taken back into it, or the sentence why it is not. `also`: what `change`
    says of what goes with it."""
    try:
        _redraft(kept, change, request.form.get("version", ""))
    except Overtaken:
        flash(_("Có người vừa sửa bản này. Anh chị xem lại rồi bấm lần nữa."), "warn")
    except drafting.ProgrammeStillNeeded as needed:
        flash(_("Tiêu chí “%(text)s” còn hỏi mục này. Anh chị bỏ tiêu chí trước.", text=needed.texts[0]), "warn")
    except drafting.NeedsField:
        flash(_("Tiêu chí này hỏi một mục đã bỏ. Anh chị lấy lại mục ấy trước."), "warn")
    except (KeyTaken, Fixed, drafting.NamesRecipient, drafting.NamesSubject, InvalidDeclaration) as refused:
        flash(not_written(refused), "warn")
    else:
        for words in also:
            flash(words)
    return see_other(url_for("office.drafts.show", programme=kept.id))


def _taken_out(kept: Programme, without: Change) -> Answer:
    """A field or criterion taken out of the draft, with a sentence for each thing that goes with it."""
    words: list[str] = []

    def change(definition: dict[str, Any]) -> dict[str, Any]:
        fresh = without(definition)
        checks, shown = drafting.unbound(definition, fresh)
        words.extend(_("Câu nhắc “%(text)s” bỏ theo, vì xét theo mục ấy.", text=each) for each in checks)
        words.extend(_("“%(label)s” từ nay luôn hỏi: trước đây chỉ hỏi theo mục ấy.", label=each) for each in shown)
        unsaid = drafting.unsaid(definition, fresh)
        words.extend(_("Câu báo cáo “%(text)s” bỏ theo, vì nêu số của mục ấy.", text=each) for each in unsaid)
        return fresh

    return _gone(kept, change, words)


def _restore(kept: Programme, what: tuple[object, Mapping[str, Any]] | None) -> Answer:
    """What a version in use had, as it had it; nothing where none did."""
    if what is None:
        abort(404)
    return _gone(kept, lambda definition: drafting.restored(definition, what[1]))


def answer(template: str, form: Any, kept: Programme, change: Change, **more: Any) -> Answer:
    """The form; what was written, kept in the draft; 409 with what was typed where somebody else was quicker."""
    context = {"form": form, "unit": kept.unit, "programme": kept, **more}
    if not form.validate_on_submit():
        return form_page(template, **context)
    try:
        _redraft(kept, change, form.version.data or "")
    except Overtaken:
        if isinstance(form, VersionedForm):
            raise
        fresh, _declared = draft_here(kept.id)
        form.version.data = str(fresh.version)
        flash(_("Có người vừa sửa bản này. Chữ của anh chị còn nguyên; anh chị xem lại rồi lưu lần nữa."), "warn")
        return refuse(template, status=409, **{**context, "programme": fresh})
    except drafting.ProgrammeStillNeeded as needed:
        flash(_("“%(text)s” còn hỏi lựa chọn đã bỏ. Anh chị giữ lựa chọn ấy.", text=needed.texts[0]), "warn")
        return refuse(template, **context)
    except (KeyTaken, Fixed, drafting.NamesRecipient, drafting.NamesSubject, InvalidDeclaration) as refused:
        flash(not_written(refused), "warn")
        return refuse(template, **context)
    return see_other(url_for("office.drafts.show", programme=kept.id))


def _redraft(kept: Programme, change: Change, seen: str) -> None:
    with immediate() as session:
        kept = session.scalars(Programme.locked(kept.id)).one()
        standing = kept.draft or kept.current
        assert standing
        declared = read(change(dict(standing.declared.definition)))
        if kept.redraft(session, declared, seen=seen, now=clock.now()):
            session.flush()
            note(session, "movement_programme.drafted", kept, number=kept.draft.number if kept.draft else 0)
