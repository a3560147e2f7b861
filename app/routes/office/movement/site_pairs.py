"""/van-phong/phong-trao/<id>/so/<row>/gop/<other>: two houses or own sites side by side, that may be merged into one;
…/gop/<merge>/hoan-tac: they are two again."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField

from app.country import clock, formats
from app.country.names import identity_key
from app.models import Programme, Role, Site, SiteMerge
from app.models.merge_refusals import Contradicted, Contradiction, ReadAnew
from app.models.movement import site_merging
from app.models.movement.site import AlreadyGone, house_name
from app.models.movement.site_holdings import Holding, holdings, is_distinct
from app.models.movement.site_merge import last_day
from app.models.movement.site_merging import LINES, WRITTEN_COLUMNS
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.registers.programmes.register import ProgrammeRegister
from app.routes.office.movement.programmes import entries_here, row_address, sees_entries
from app.routes.office.movement.site_merges import rows_of, what_of
from app.routes.office.pair_forms import PairForm, line_of
from app.routes.registers.rows import note
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

site_pairs = Blueprint("site_pairs", __name__)

PAGE = "office/movement/site_pair.html"
ADDRESS = "/phong-trao/<int:programme>/so/<uuid:row>/gop/<uuid:other>"
WORDS = {"address": _l("Số nhà, ngõ"), "head": _l("Chủ hộ"), "members": _l("Số người"), "name": _l("Tên")}


class SitePairForm(PairForm):
    """Two rows of one house, or own site. `sure`: that somebody looked, where the two are unlike."""

    LINES = tuple(WRITTEN_COLUMNS)
    keep = line_of(_l("Giữ dòng nào trong sổ"))
    address, head, members, name = (line_of(WORDS[name]) for name in LINES)
    sure = BooleanField(_l("Tôi đã xem: tuy khác nhau, hai dòng này đúng là một"))

    def kept_as(self, first: Site, second: Site) -> list[tuple[str, str]]:
        return [
            (first.public_id, _("%(name)s, vào sổ trước", name=first.name)),
            (second.public_id, _("%(name)s, vào sổ sau", name=second.name)),
        ]

    def words(self, row: Site, name: str) -> str:
        return words_of(row, name)

    def is_known(self, row: Site, name: str) -> bool:
        return name in LINES[row.kind] and any(getattr(row, column) for column in WRITTEN_COLUMNS[name])


def words_of(row: Site, name: str) -> str:
    """What a row says in a line; the same of each in a line that its kind does not have."""
    match name:
        case "name" if name in LINES[row.kind]:
            return row.name
        case "address" if row.number or row.alley:
            return house_name(row.number, row.alley, "")
        case "head" if row.head:
            return row.head
        case "members" if row.members:
            return str(_("%(count)s người", count=row.members))
    return str(_("chưa ghi"))


@site_pairs.route(ADDRESS, methods=["GET", "POST"])
@requires(Role.OFFICER)
def show(programme: int, row: UUID, other: UUID) -> Answer:
    """Two side by side, merged as chosen; 409 when one of the two changed since they were compared."""
    here, form = entries_here(programme, (Role.OFFICER,)), SitePairForm()
    one, two = _pair(here, row, other)
    if not form.is_submitted():
        if one.merged_into_id or two.merged_into_id:
            return _already(here, one if one.merged_into_id else two)
        if not _may_be_one(one, two):
            flash(_("Anh chị chọn một %(what)s cùng nơi.", what=what_of(here)), "warn")
            return see_other(url_for("office.site_merges.new", programme=programme, row=row, ky=request.args.get(KY)))
        return render_template(PAGE, **_compared(form, here, one, two))
    kept = form.stays(one, two)
    if not form.validate() or kept is None or not _sure(form, here, one, two):
        return refuse(PAGE, **_compared(form, here, one, two))
    gone = two if kept is one else one
    ids, seen, take = (kept.id, gone.id), form.seen(one, kept), form.taken(gone)
    address = row_address(here, kept.public_id)
    try:
        with immediate() as session:
            made = site_merging.merge(session, *ids, take=take, seen=seen, by=current_account(), now=clock.now())
            _note(session, here, "merged", made, take)
    except AlreadyGone:
        db.session.rollback()
        return _already(here, _pair(here, row, other)[0])
    except ReadAnew:
        return refuse(PAGE, status=409, changed=True, **_compared(form, here, *_pair(here, row, other)))
    flash(_("Đã gộp làm một. Gộp nhầm thì bấm Gỡ lần gộp ở cuối trang này."), "good")
    return see_other(address)


@site_pairs.post("/phong-trao/<int:programme>/gop/<uuid:merge>/hoan-tac")
@requires(Role.OFFICER)
def destroy(programme: int, merge: UUID) -> Answer:
    """Take a merge back; 409 with what speaks against it."""
    here = entries_here(programme, (Role.OFFICER,))
    wanted = SiteMerge.called(str(merge), rows_of(here))
    try:
        with immediate() as session:
            made = one_or_404(wanted)
            if site_merging.undo(session, made, by=current_account(), now=clock.now()):
                _note(session, here, "unmerged", made)
            name, address = made.gone.name, row_address(here, made.kept.target(session).public_id)
    except Contradicted as contradicted:
        return _stopped(here, one_or_404(wanted), contradicted.why)
    flash(_("Đã gỡ lần gộp. %(name)s có lại dòng riêng trong sổ như trước.", name=name), "good")
    return see_other(address)


def _pair(here: Programme, row: UUID, other: UUID) -> tuple[Site, Site]:
    """Two different rows of the programme's book; a 404 for any others."""
    one, two = (one_or_404(rows_of(here).where(Site.at(each))) for each in (row, other))
    return (one, two) if one.id != two.id else abort(404)


def _may_be_one(one: Site, two: Site) -> bool:
    return one.retired_on is None and two.retired_on is None and one.among == two.among


def _already(here: Programme, one: Site) -> Answer:
    flash(_("Một trong hai dòng vừa có người gộp hoặc bỏ khỏi sổ. Đây là dòng đang giữ."), "warn")
    return see_other(row_address(here, one.target(db.session()).public_id))


def _note(session: Session, here: Programme, act: str, made: SiteMerge, take: list[str] | None = None) -> None:
    """Note an act of both: each has it in its own history. Its details name nobody."""
    register: ProgrammeRegister = register_of(session, session.get_one(Programme, here.id)) or abort(404)
    lines = ", ".join(str(WORDS[name]) for name in take or ())
    kept, gone = session.get_one(Site, made.kept_id), session.get_one(Site, made.gone_id)
    detail = {**register.named(kept), "what": lines, "merge": made.public_id, "kept": kept.public_id}
    for each in (kept, gone):
        note(register, session, act, each, {**detail, "gone": gone.public_id})


def _sure(form: SitePairForm, here: Programme, one: Site, two: Site) -> bool:
    if form.sure.data or not _unlike(here, one, two):
        return True
    words = _("Hai %(what)s khác nhau như trên. Là một thì anh chị đánh dấu ô này rồi bấm lại.", what=what_of(here))
    form.sure.errors = [words]
    return False


def _unlike(here: Programme, one: Site, two: Site) -> list[str]:
    """In what two are unlike, in sentences."""
    sentences = []
    if one.number and two.number and one.order_key != two.order_key:
        sentences.append(_("Khác số nhà, ngõ: %(one)s và %(other)s.", one=one.name, other=two.name))
    if one.head and two.head and identity_key(one.head) != identity_key(two.head):
        sentences.append(_("Khác chủ hộ: %(one)s và %(other)s.", one=one.head, other=two.head))
    if "name" in LINES[one.kind] and one.search_key != two.search_key:
        sentences.append(_("Khác tên: %(one)s và %(other)s.", one=one.name, other=two.name))
    for label, of in ((_("địa bàn"), "residential_group"), (_("đơn vị tổ chức"), "organisation")):
        first, second = (each.name if each else _("chưa rõ") for each in (getattr(one, of), getattr(two, of)))
        if first != second:
            sentences.append(_("Khác %(what)s: %(one)s và %(other)s.", what=label, one=first, other=second))
    if is_distinct(db.session(), one, two):
        sentences.append(_("Đã có người ghi đây là hai %(what)s khác nhau.", what=what_of(here)))
    return sentences


def _compared(form: SitePairForm, here: Programme, one: Site, two: Site) -> dict[str, Any]:
    """What the page of two shows: the form, both by age, what each has, what becomes of it."""
    form.offer(one, two)
    first, second = sorted((one, two), key=lambda each: each.id)
    has = holdings(db.session(), (first, second), sees_entries)
    return {
        "form": form,
        "programme": here,
        "unit": here.unit,
        "row": one,
        "other": two,
        "rows": (first, second),
        "has": has,
        "lines": {name: WORDS[name] for name in LINES[first.kind]},
        "what": what_of(here),
        "ky": request.args.get(KY),
        "words": words_of,
        "unlike": _unlike(here, first, second),
        "becomes": _becomes(has[first.id], has[second.id]),
        "last_day": last_day(clock.now()),
    }


def _becomes(first: Holding, second: Holding) -> list[str]:
    """What becomes of what both have, in sentences."""
    theirs = {each.place for each in second.recorded}
    sentences = [
        _("Cả hai đã có lần ghi ở %(programme)s: lần mới hơn được tính, lần kia vẫn giữ.", programme=each.title)
        for each in first.recorded
        if each.place in theirs
    ]
    for place, plate in first.in_force.items():
        if (other := second.in_force.get(place)) is not None:
            earlier, later = sorted((plate, other), key=lambda each: each.id)
            sentences.append(
                _("Cả hai đang có số: số %(later)s đứng, số %(earlier)s ghi là đã thay.", later=later.register_number,
                  earlier=earlier.register_number)
            )  # fmt: skip
    return sentences


def _stopped(here: Programme, made: SiteMerge, why: list[Contradiction]) -> Response:
    sentences = list(dict.fromkeys(_sentence(each, made, what_of(here)) for each in why))
    kept = made.kept.target(db.session())
    return refuse(
        "office/merges/stopped.html",
        status=409,
        tab="movement",
        name=made.gone.name,
        sentences=sentences,
        stands=_("Dòng ấy vẫn nguyên như đang có."),
        back=(_("Về %(name)s", name=kept.name), row_address(here, kept.public_id)),
        mend=not {"late", "ward", "plate"} & {each.kind for each in why},
    )


def _sentence(why: Contradiction, made: SiteMerge, what: str) -> str:
    day = formats.date(made.last_day)
    more = {"day": day, "what": what, "line": str(WORDS.get(why.about, why.about)).lower()}
    sentences = {
        "later": _l("Sau lần gộp này, %(what)s ấy lại được gộp vào một %(what)s khác. Anh chị gỡ lần gộp sau trước."),
        "another": _l("Sau lần gộp này, lại có %(what)s khác gộp vào %(what)s ấy. Anh chị gỡ lần gộp sau trước."),
        "late": _l("Chỉ gỡ được đến hết ngày %(day)s; sau đó máy xóa điều cần để gỡ."),
        "ward": _l("Một trong hai %(what)s đã chuyển sang phường khác."),
        "plate": _l("Đã đề nghị hoặc cấp, đổi biển, giấy theo những lần ghi đã gộp."),
        "field": _l("Sau khi gộp, có người đã sửa dòng %(line)s."),
    }
    return str(sentences[why.kind]) % more
