"""/nho-giup: a resident or their child asks for help at home, without an account; with several wards, in one of
them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AdministrativeUnit, HelpTopic, ResidentialGroup
from app.models.helping.requests.asking import DAY, ask, common_topics
from app.models.helping.requests.requesting import AskedTooOften
from app.routes.public.help.help_request_form import FAMILY, TILES, USUAL, HelpRequestForm
from app.routes.public.homes import of_ward, ward_called, without_ward
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.limits import REQUESTS, TooMany, network

help_requests = Blueprint("help_requests", __name__)

PAGE = "public/help_requests/new.html"
HALF_A_YEAR = timedelta(days=183)


@help_requests.get("/nho-giup")
@public
def index() -> Answer:
    """The only ward's form; with several wards, the choice of the ward."""
    here = {"index": "public.help_requests.index", "show": "public.help_requests.new"}
    return without_ward(_new, page="public/help_requests/index.html", **here)


@help_requests.get("/nho-giup/<unit_code>")
@public
def new(unit_code: str) -> Answer:
    """The form of a ward; of one that was merged away, its successor's."""
    return of_ward(unit_code, "public.help_requests.new", _new)


@help_requests.post("/nho-giup/<unit_code>")
@kept_by(Mechanism.DRAFT)
@dedupes_itself
@public
def create(unit_code: str) -> Answer:
    """Store a request. 303 to the asker's page, also where the same was asked before; back to the form with what was
    typed after an error, and with 429 after too many requests from one telephone number or network address."""
    ward, form = ward_called(unit_code), HelpRequestForm()
    _lay_out(form, ward)
    if not form.validate():
        return _again(form, ward)
    ward_id, code = ward.id, ward.code
    try:
        REQUESTS.check()
        with immediate() as session:
            asked = replace(form.asked(session, ward_id), source=network(request.remote_addr or ""))
            made = ask(session, asked, clock.now())
            REQUESTS.note_wrong(session)
    except (AskedTooOften, TooMany) as refused:
        return _too_often(form, ward_called(code), refused)
    return see_other(url_for("public.help_request_tickets.show", token=made.token))


def _new(ward: AdministrativeUnit) -> Answer:
    kept = form_redisplay.saved_form()
    form = HelpRequestForm(kept.typed if kept else None)
    topics = _lay_out(form, ward)
    if kept:
        return kept.redisplay(form, lambda: _to_mend(form, ward))
    return render_template(PAGE, form=form, ward=ward, offered=bool(topics), family=FAMILY)


def _lay_out(form: HelpRequestForm, ward: AdministrativeUnit) -> Sequence[HelpTopic]:
    topics = db.session.scalars(HelpTopic.offered(ward.id)).all()
    groups = db.session.scalars(ResidentialGroup.of(ward.id)).all()
    asked = db.session.scalars(common_topics(ward.id, clock.now() - HALF_A_YEAR).limit(TILES)).all()
    form.lay_out(ward, groups, topics, _common(topics, asked))
    return topics


def _common(topics: Sequence[HelpTopic], asked: Sequence[int]) -> list[HelpTopic]:
    """The topics drawn as tiles: the most frequent ones of the ward, then the usual ones, then the first of the
    list."""
    by_id, by_key = {topic.id: topic for topic in topics}, {topic.key: topic for topic in topics}
    first = [by_id[each] for each in asked if each in by_id]
    usual = [by_key[key] for key in USUAL if key in by_key]
    ranked = [topic for topic in (*first, *usual, *topics) if not topic.asks_words]
    return list(dict.fromkeys(ranked))[:TILES]


def _to_mend(form: HelpRequestForm, ward: AdministrativeUnit) -> Response:
    return refuse(PAGE, form=form, ward=ward, offered=bool(form.topics), family=FAMILY)


def _again(
    form: HelpRequestForm, ward: AdministrativeUnit, status: int | None = None, retry_after: int | None = None
) -> Response:
    page = url_for("public.help_requests.new", unit_code=ward.code, sua=1)
    errors = form.form_errors
    return form_redisplay.answer(
        page, lambda: _to_mend(form, ward), errors=errors, status=status, retry_after=retry_after
    )


def _too_often(form: HelpRequestForm, ward: AdministrativeUnit, refused: AskedTooOften | TooMany) -> Response:
    """Refuse with what was typed kept, and with the telephone as the alternative."""
    _lay_out(form, ward)
    if isinstance(refused, AskedTooOften):
        message = _("Số điện thoại này hôm nay đã nhờ nhiều việc. Bác gọi phường để nhờ thêm.")
    else:
        message = _("Từ mạng này vừa có rất nhiều lời nhờ. Bác chờ vài phút rồi gửi lại, hoặc gọi phường.")
    form.form_errors.append(message)
    return _again(form, ward, 429, DAY if isinstance(refused, AskedTooOften) else refused.seconds)
