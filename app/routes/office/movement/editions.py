"""/van-phong/phong-trao/ban-phat-hanh, …/<id>/ban-phat-hanh: new editions of what ships, taken into the ward's
copies."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import Programme, Role
from app.models.movement.declaration import Declaration
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import NeedsRule
from app.models.movement.effects import count_earlier_entries, effects
from app.models.movement.keys import KeyTaken
from app.models.movement.programme import DraftStands, Fixed, NeedsLeader, widened
from app.models.people.changing import Overtaken
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.movement.edition_words import PieceLine, piece_line, relations
from app.routes.office.movement.programmes import note, programme_here, sees_entries, with_news
from app.routes.office.movement.refused_drafts import not_used
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

editions = Blueprint("editions", __name__)
REFUSALS = (DraftStands, Overtaken, NeedsRule, NeedsLeader, KeyTaken, Fixed)


@editions.get("/phong-trao/ban-phat-hanh")
@requires(*STAFF)
def index() -> Answer:
    """The programmes of which a newer edition ships; one press takes it into all that the ward never changed."""
    waiting = with_news(Programme.running(db.session(), unit_ids(*STAFF)))
    return render_template(
        "office/movement/editions.html", waiting=waiting, untouched=[row for row in waiting if _is_plain(*row)]
    )


@editions.post("/phong-trao/ban-phat-hanh")
@requires(*STAFF)
def create() -> Answer:
    """Take the editions of all copies that the ward never changed: each in a transaction of its own, in the order of
    their ids; what is refused is named, and the others stand."""
    units = unit_ids(*STAFF)
    waiting = with_news(Programme.running(db.session(), units))
    ids = sorted(programme.id for programme, edition in waiting if _is_plain(programme, edition))
    db.session.rollback()
    took = 0
    for each in ids:
        try:
            with immediate() as session:
                kept = session.scalars(Programme.locked(each)).one()
                if not (kept.unit_id in units and with_news([kept])):
                    continue
                if not _is_plain(kept, catalogue()[kept.catalogue]):
                    flash(_("%(name)s vừa đổi: anh chị xem riêng bản mới của nó.", name=kept.name), "warn")
                    continue
                _take(session, kept, seen=str(kept.version))
                took += 1
        except REFUSALS as refused:
            flash(f"{kept.name}: {_refused(refused, catalogue()[kept.catalogue])}", "warn")
    if took:
        flash(_("Đã lấy bản mới của %(count)s phong trào.", count=took))
    return see_other(url_for("office.editions.index"))


@editions.get("/phong-trao/<int:programme>/ban-phat-hanh")
@requires(*STAFF)
def show(programme: int) -> Answer:
    """What a newer edition changes: what can be taken, what the ward keeps, what it cannot have."""
    kept = programme_here(programme, STAFF)
    edition = next((each for _programme, each in with_news([kept])), None)
    if edition is None or kept.current is None:
        return render_template("office/movement/edition.html", programme=kept, edition=None)
    made = kept.with_edition(edition)
    before, after = kept.edition_of(kept.current), read(made.definition, stored=True)
    added = widened(kept.current.declared, after)
    lines: dict[str, list[PieceLine]] = {
        "new": [piece_line(each, before, edition.definition) for each in made.new],
        "kept": [
            piece_line(each, before, edition.definition, own=kept.current.declared.definition) for each in made.kept
        ],
        "left": [piece_line(each, before, edition.definition, why=why) for each, why in made.left],
    }
    return render_template(
        "office/movement/edition.html",
        programme=kept,
        edition=edition,
        pieces=lines,
        effects=effects(db.session(), kept, after) if sees_entries(kept) else [],
        widening={key: relations(each) for key, each in added.items()},
        wider=relations(dict.fromkeys(each for every in made.wider.values() for each in every)),
        leads=kept.unit_id in unit_ids(Role.LEADER),
        touches_who=bool(added or made.wider or ("who",) in made.new),
        late=bool(edition.every) and ("due",) in made.new,
    )


@editions.post("/phong-trao/<int:programme>/ban-phat-hanh")
@requires(*STAFF)
def update(programme: int) -> Answer:
    """Take it, or with `bo-qua` hear no more of it until the next. Twice changes nothing."""
    kept = programme_here(programme, STAFF)
    page = url_for("office.editions.show", programme=kept.id)
    if kept.catalogue not in catalogue():
        return see_other(page)
    edition, name = catalogue()[kept.catalogue], kept.name
    try:
        with immediate() as session:
            kept = session.scalars(Programme.locked(kept.id)).one()
            if "bo-qua" in request.form:
                if kept.skip_edition(edition):
                    note(session, "movement_programme.edition_skipped", kept)
                words = _("Bản này của %(name)s không nhắc nữa; có bản mới hơn thì nhắc lại.", name=name)
            else:
                if with_news([kept]):
                    _take(session, kept, seen=request.form.get("version", ""))
                words = _("Từ bây giờ ghi theo bản mới. Những gì đã ghi trước giữ theo bản cũ.")
    except REFUSALS as refused:
        flash(_refused(refused, edition), "warn")
        return see_other(page)
    flash(words)
    return see_other(url_for("office.programmes.show", programme=programme))


def _take(session: Session, kept: Programme, *, seen: str) -> None:
    """Take the edition that ships into a locked programme, as the visitor's act."""
    edition, before = catalogue()[kept.catalogue], kept.current
    leads = kept.unit_id in unit_ids(Role.LEADER)
    kept.take_edition(edition, seen=seen, now=clock.now(), by_leader=leads)
    count_earlier_entries(session, kept)
    added = widened(before.declared, kept.used[-1].declared) if before else {}
    detail = {key: relations(each) for key, each in added.items()}
    note(session, "movement_programme.edition_taken", kept, number=kept.used[-1].number, **detail)


def _is_plain(programme: Programme, edition: Declaration) -> bool:
    """Whether one press takes it with others: the ward never changed it, and the edition widens nothing."""
    return programme.is_untouched and not (programme.current and widened(programme.current.declared, edition))


def _refused(error: Exception, edition: Declaration) -> str:
    """Why an edition is not taken."""
    if isinstance(error, DraftStands):
        return str(_("Phường đang soạn một bản khác. Anh chị dùng hay bỏ bản đang soạn trước."))
    return not_used(error, edition)
