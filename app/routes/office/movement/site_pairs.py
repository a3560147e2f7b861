"""/van-phong/phong-trao/<id>/so/<row>/gop/<other>: two houses side by side, that may be merged into one;
…/gop/<merge>/hoan-tac: they are two again."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField

from app.country import clock, formats
from app.country.names import identity_key
from app.models import Household, Programme, Role, Site, SiteMerge
from app.models.merge_refusals import Contradicted, Contradiction, ReadAnew
from app.models.movement import site_merging
from app.models.movement.site import AlreadyGone, house_name
from app.models.movement.site_holdings import Holding, holdings, is_distinct
from app.models.movement.site_merge import last_day
from app.models.movement.site_merging import WRITTEN_COLUMNS
from app.registers.programmes.opening import register_of
from app.registers.programmes.register import ProgrammeRegister
from app.routes.office.movement.programmes import entries_here, sees_entries
from app.routes.office.pair_forms import PairForm, line_of
from app.routes.registers.rows import note
from app.web.access import current_account, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

site_pairs = Blueprint("site_pairs", __name__)

PAGE = "office/movement/site_pair.html"
ADDRESS = "/phong-trao/<int:programme>/so/<uuid:row>/gop/<uuid:other>"
WORDS = {"address": _l("Số nhà, ngõ"), "head": _l("Chủ hộ"), "members": _l("Số người")}


class SitePairForm(PairForm):
    """Two rows of one house. `sure`: that somebody looked, where the two are unlike."""

    LINES = tuple(WRITTEN_COLUMNS)
    keep = line_of(_l("Giữ nhà nào trong sổ"))
    address, head, members = (line_of(WORDS[name]) for name in LINES)
    sure = BooleanField(_l("Tôi đã xem: tuy khác nhau, hai dòng này đúng là một nhà"))

    def kept_as(self, first: Household, second: Household) -> list[tuple[str, str]]:
        return [
            (first.public_id, _("%(name)s, vào sổ trước", name=first.name)),
            (second.public_id, _("%(name)s, vào sổ sau", name=second.name)),
        ]

    def words(self, row: Household, name: str) -> str:
        return words_of(row, name)

    def is_known(self, row: Household, name: str) -> bool:
        return any(getattr(row, column) for column in WRITTEN_COLUMNS[name])


def words_of(row: Household, name: str) -> str:
    """What a house says in a line."""
    match name:
        case "address" if row.number or row.alley:
            return house_name(row.number, row.alley, "")
        case "head" if row.head:
            return row.head
        case "members" if row.members:
            return str(_("%(count)s người", count=row.members))
    return str(_("chưa ghi"))


@site_pairs.get(ADDRESS)
@requires(Role.OFFICER)
def show(programme: int, row: UUID, other: UUID) -> Answer:
    """Two houses of a group side by side."""
    here = entries_here(programme, (Role.OFFICER,))
    one, two = _pair(here, row, other)
    if stays := next((each.target(db.session()) for each in (one, two) if each.merged_into_id), None):
        flash(_("Hai nhà này vừa có người gộp. Đây là nhà đang giữ."), "warn")
        return see_other(_page_of(here, stays))
    if not _may_be_one(one, two):
        flash(_("Anh chị chọn một nhà cùng địa bàn."), "warn")
        return see_other(url_for("office.site_merges.new", programme=programme, row=row))
    return render_template(PAGE, **_compared(SitePairForm(formdata=None), here, one, two))


@site_pairs.post(ADDRESS)
@requires(Role.OFFICER)
def create(programme: int, row: UUID, other: UUID) -> Answer:
    """Merge as chosen; 409 when one of the two changed since they were compared."""
    here, form = entries_here(programme, (Role.OFFICER,)), SitePairForm()
    one, two = _pair(here, row, other)
    kept = form.stays(one, two)
    if not form.validate() or kept is None or not _sure(form, one, two):
        return refuse(PAGE, **_compared(form, here, one, two))
    gone = two if kept is one else one
    ids, seen, take, address = (kept.id, gone.id), form.seen(one, kept), form.taken(gone), _page_of(here, kept)
    try:
        with immediate() as session:
            made = site_merging.merge(session, *ids, take=take, seen=seen, by=current_account(), now=clock.now())
            _note(session, here, "merged", made, take)
    except AlreadyGone:
        db.session.rollback()
        return _already(here, row, other)
    except ReadAnew:
        return refuse(PAGE, status=409, changed=True, **_compared(form, here, *_pair(here, row, other)))
    flash(_("Đã gộp làm một. Gộp nhầm thì bấm Gỡ lần gộp ở cuối trang này."), "good")
    return see_other(address)


@site_pairs.post("/phong-trao/<int:programme>/gop/<uuid:merge>/hoan-tac")
@requires(Role.OFFICER)
def destroy(programme: int, merge: UUID) -> Answer:
    """Take a merge back; 409 with what speaks against it."""
    here = entries_here(programme, (Role.OFFICER,))
    wanted = SiteMerge.called(str(merge), [here.unit_id])
    try:
        with immediate() as session:
            made = found(wanted)
            if site_merging.undo(session, made, by=current_account(), now=clock.now()):
                _note(session, here, "unmerged", made)
            name, address = made.gone.name, _page_of(here, made.kept.target(session))
    except Contradicted as contradicted:
        return _stopped(here, found(wanted), contradicted.why)
    flash(_("Đã gỡ lần gộp. %(name)s có lại dòng riêng trong sổ như trước.", name=name), "good")
    return see_other(address)


def _pair(here: Programme, row: UUID, other: UUID) -> tuple[Household, Household]:
    """Two different houses of the ward; a 404 for any others."""
    one, two = (found(Household.in_units([here.unit_id]).where(Household.at(each))) for each in (row, other))
    return (one, two) if one.id != two.id else abort(404)


def _may_be_one(one: Household, two: Household) -> bool:
    in_use = one.retired_on is None and two.retired_on is None
    return in_use and one.residential_group_id == two.residential_group_id


def _already(here: Programme, row: UUID, other: UUID) -> Answer:
    stays = _pair(here, row, other)[0].target(db.session())
    flash(_("Một trong hai nhà vừa có người gộp hoặc bỏ khỏi sổ. Đây là nhà đang giữ."), "warn")
    return see_other(_page_of(here, stays))


def _page_of(here: Programme, house: Site) -> str:
    return url_for("office.programme_rows.show", programme=here.id, row=house.public_id)


def _note(session: Session, here: Programme, act: str, made: SiteMerge, take: list[str] | None = None) -> None:
    """Note an act of both houses: each has it in its own history. Its details name nobody."""
    register: ProgrammeRegister = register_of(session, session.get_one(Programme, here.id)) or abort(404)
    lines = ", ".join(str(WORDS[name]) for name in take or ())
    kept, gone = session.get_one(Site, made.kept_id), session.get_one(Site, made.gone_id)
    detail = {**register.named(kept), "what": lines, "merge": made.public_id, "kept": kept.public_id}
    for each in (kept, gone):
        note(register, session, act, each, {**detail, "gone": gone.public_id})


def _sure(form: SitePairForm, one: Household, two: Household) -> bool:
    if form.sure.data or not _unlike(one, two):
        return True
    form.sure.errors = [_("Hai nhà khác nhau như trên. Đúng là một nhà thì anh chị đánh dấu ô này rồi bấm lại.")]
    return False


def _unlike(one: Household, two: Household) -> list[str]:
    """In what two houses are unlike, in sentences."""
    sentences = []
    if one.number and two.number and one.order_key != two.order_key:
        sentences.append(_("Khác số nhà, ngõ: %(one)s và %(other)s.", one=one.name, other=two.name))
    if one.head and two.head and identity_key(one.head) != identity_key(two.head):
        sentences.append(_("Khác chủ hộ: %(one)s và %(other)s.", one=one.head, other=two.head))
    if is_distinct(db.session(), one, two):
        sentences.append(_("Đã có người ghi đây là hai nhà khác nhau."))
    return sentences


def _compared(form: SitePairForm, here: Programme, one: Household, two: Household) -> dict[str, Any]:
    """What the page of two houses shows: the form, the houses by age, what each has, what becomes of it."""
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
        "lines": WORDS,
        "words": words_of,
        "unlike": _unlike(first, second),
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
    sentences = list(dict.fromkeys(_sentence(each, made) for each in why))
    kept = made.kept.target(db.session())
    return refuse(
        "office/merges/stopped.html",
        status=409,
        tab="movement",
        name=made.gone.name,
        sentences=sentences,
        stands=_("Nhà vẫn nguyên như đang có."),
        back=(_("Về %(name)s", name=kept.name), _page_of(here, kept)),
        mend=not {"late", "ward", "plate"} & {each.kind for each in why},
    )


def _sentence(why: Contradiction, made: SiteMerge) -> str:
    day = formats.date(made.last_day)
    sentences = {
        "later": _("Sau lần gộp này, nhà ấy lại được gộp vào một nhà khác. Anh chị gỡ lần gộp sau trước."),
        "another": _("Sau lần gộp này, lại có nhà khác gộp vào nhà ấy. Anh chị gỡ lần gộp sau trước."),
        "late": _("Chỉ gỡ được đến hết ngày %(day)s; sau đó máy xóa điều cần để gỡ.", day=day),
        "ward": _("Một trong hai nhà đã chuyển sang phường khác."),
        "plate": _("Nhà đã được đề nghị hoặc cấp, đổi biển, giấy theo những lần ghi đã gộp."),
        "field": _("Sau khi gộp, có người đã sửa dòng %(line)s.", line=str(WORDS.get(why.about, why.about)).lower()),
    }
    return str(sentences[why.kind])
