"""/van-phong/…/gop: two rows become one; /van-phong/gop/…/hoan-tac: they are two again."""

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import PersonMerge, Role
from app.models.learning import merging
from app.models.learning.merging import AlreadyMerged, NotAsTheyStand
from app.models.merge_refusals import Contradicted, Contradiction, ReadAnew
from app.registers.definitions.people import WORDS
from app.routes.office.lookups import unit_ids
from app.routes.office.people.duplicates import PersonPairForm, compared, pair_here
from app.routes.office.people.people_here import note_about
from app.web.access import current_account, one_or_404, requires
from app.web.database import immediate
from app.web.responses import Answer, refuse, see_other

merges = Blueprint("merges", __name__)


@merges.post("/nguoi-hoc/<uuid:person>/so-sanh/<uuid:other>/gop")
@requires(Role.OFFICER)
def create(person: UUID, other: UUID) -> Answer:
    """Merge as chosen; 409 when one of the two changed since they were compared."""
    one, two = pair_here(person, other, Role.OFFICER)
    form = PersonPairForm()
    kept = form.stays(one, two)
    if not form.validate() or kept is None:
        return refuse("office/duplicates/show.html", **compared(form, person, other))
    gone = two if kept is one else one
    ids, seen, name = (kept.id, gone.id), form.seen(one, kept), kept.public_id
    take = form.taken(gone)
    try:
        with immediate() as session:
            made = merging.merge(session, *ids, take=take, seen=seen, by=current_account(), now=clock.now())
            detail: dict[str, object] = {"merge": made.public_id, "gone": made.gone.public_id, "fields": ",".join(take)}
            note_about(session, "person.merged", made.kept, detail)
    except AlreadyMerged as merged:
        flash(_("Hai hồ sơ này vừa có người gộp. Đây là hồ sơ đang giữ."), "warn")
        return see_other(url_for("office.people.show", person=merged.person.public_id))
    except ReadAnew:
        return refuse("office/duplicates/show.html", status=409, changed=True, **compared(form, person, other))
    except NotAsTheyStand as refused:
        form.form_errors.extend(_refusal(kind) for kind in refused.why)
        return refuse("office/duplicates/show.html", status=409, **compared(form, person, other))
    flash(_("Đã gộp hai hồ sơ thành một. Gộp nhầm thì bấm Gỡ lần gộp ở cuối trang này."))
    return see_other(url_for("office.people.show", person=name))


def _refusal(kind: str) -> str:
    """Why two people cannot be merged as they stand, and what to do first."""
    sentences = {
        "ambassadors": _("Cả hai hồ sơ đang là Đại sứ số. Anh chị ghi thôi một bên ở trang Đại sứ số, rồi gộp."),
        "mentees": _("Cả hai hồ sơ đang được kèm. Anh chị kết thúc một cặp kèm, rồi gộp."),
        "own_mentee": _("Một hồ sơ là Đại sứ số đã kèm hồ sơ kia, nên khó là một người. Anh chị xem lại hai hồ sơ."),
    }
    return str(sentences[kind])


@merges.post("/gop/<uuid:merge>/hoan-tac")
@requires(Role.OFFICER)
def destroy(merge: UUID) -> Answer:
    """Take a merge back; 409 with what speaks against it."""
    wanted = PersonMerge.called(str(merge), unit_ids(Role.OFFICER))
    try:
        with immediate() as session:
            made = one_or_404(wanted)
            if merging.undo(session, made, by=current_account(), now=clock.now()):
                note_about(
                    session, "person.unmerged", made.kept, {"merge": made.public_id, "gone": made.gone.public_id}
                )
            name = made.gone.full_name
            address = url_for("office.people.show", person=made.kept.standing.public_id)
    except Contradicted as contradicted:
        return _stopped(one_or_404(wanted), contradicted.why)
    flash(_("Đã gỡ lần gộp. %(name)s có lại hồ sơ riêng như trước.", name=name))
    return see_other(address)


def _stopped(made: PersonMerge, why: list[Contradiction]) -> Response:
    person = made.kept.standing
    return refuse(
        "office/merges/stopped.html",
        status=409,
        tab="people",
        name=made.gone.full_name,
        sentences=list(dict.fromkeys(_sentence(each) for each in why)),
        stands=_("Hồ sơ vẫn nguyên như đang có."),
        back=(_("Về hồ sơ %(name)s", name=person.full_name), url_for("office.people.show", person=person.public_id)),
        mend=True,
    )


def _sentence(why: Contradiction) -> str:
    sentences = {
        "later": _("Sau lần gộp này, hồ sơ lại được gộp vào một hồ sơ khác. Anh chị gỡ lần gộp sau trước."),
        "field": _("Sau khi gộp, có người đã sửa %(field)s.", field=WORDS.get(why.about, why.about)),
        "moved": _("Một đăng ký trong đó đã chuyển sang hồ sơ khác."),
        "erased": _("Tên trong hai hồ sơ này đã xóa theo thời hạn, không còn gì để gỡ."),
        "help_moved": _("Một lượt giúp hoặc cặp kèm trong đó đã chuyển sang hồ sơ khác."),
        "changed": _("Đăng ký ở lớp %(course)s đã đổi sau khi gộp.", course=why.about),
        "again": _("Người này đã đăng ký lại lớp %(course)s sau khi gộp.", course=why.about),
        "full": _("Chỗ ở lớp %(course)s đã nhường cho người khác, lớp không còn chỗ.", course=why.about),
    }
    return str(sentences[why.kind])
