"""/van-phong/thu-cam-on: letters of thanks: proposed by an officer, approved, declined or revoked by a leader."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock, formats
from app.country.names import matches, search_key
from app.country.numbers import as_number
from app.jobs import help_orders, queue
from app.models import Account, Ambassador, Job, Role, ThanksLetter
from app.models.helping.ambassadors import thanks_proposing
from app.models.mixins.decided import AlreadyDecided
from app.registers.decisions import decision_for
from app.routes.issued_files import as_issued
from app.routes.jobs import give_a_moment, progress_of
from app.routes.office.ambassadors.thanks_letter_forms import ThanksForm, WordsForm
from app.routes.office.approvals.deciding import add_ending, standing
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.people.people_here import is_officer_of
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, page_or_fragment, see_other
from app.web.sign_in.proof import fresh_proof
from app.web.words.ambassadors import done_words

thanks_letters = Blueprint("thanks_letters", __name__)

LETTER = "/thu-cam-on/<uuid:letter>"


@thanks_letters.get("/thu-cam-on")
@requires(*STAFF)
def index() -> Answer:
    """What waits, then the register of a year (`?nam=`), found by name or number (`?tim=`)."""
    unit = unit_called(request.args.get("phuong"))
    years = db.session.scalars(ThanksLetter.years_of(unit.id)).all()
    year = request.args.get("nam", years[0] if years else clock.today().year, type=as_number)
    query = request.args.get("tim", "").strip()[:200]
    rows = db.session.scalars(ThanksLetter.register_of(unit.id, year)).all()
    decision = decision_for(ThanksLetter)
    waiting, me = decision.waiting_in(db.session(), {unit.id}), current_visitor().account_id
    return page_or_fragment(
        "office/thanks_letters/index.html",
        "office/thanks_letters/_entries.html",
        unit=unit,
        units=units(),
        years=years or [year],
        year=year,
        query=query,
        rows=[row for row in rows if matches(query, f"{row.name_key} {search_key(row.register_number)}")],
        any=bool(rows),
        waiting=waiting,
        decision=decision,
        others=[line for line in waiting if line.row.proposed_by_id != me],
        officer=is_officer_of(unit.id),
        leader=unit.id in unit_ids(Role.LEADER),
    )


@thanks_letters.route("/thu-cam-on/moi", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new() -> Answer:
    """Propose: for whom, of which period, with which words; whoever has a letter that waits is left out."""
    form, unit = ThanksForm(), request.args.get("phuong")
    if form.is_submitted():
        form.offer(unit)
    else:
        form.begin(unit, request.args.getlist("ai"))
    if not form.validate_on_submit():
        return form_page("office/thanks_letters/new.html", form, unit=form.unit)
    code, period, words, chosen = form.unit.code, form.period, form.words.value, list(form.chosen_ids)
    with immediate() as session:
        rows = session.scalars(Ambassador.locked(*chosen)).all()
        made = thanks_proposing.propose(session, rows, period, words, by=current_account(), now=clock.now())
        for letter in made:
            _note(letter, "thanks_letter.proposed")
        count = len(made)
    if count < len(chosen):
        left = len(chosen) - count
        flash(_("%(count)s người đang có một thư chờ duyệt, nên không đề nghị thêm.", count=left), "warn")
    if count:
        flash(_("Đã gửi lãnh đạo %(count)s thư cảm ơn.", count=count), "good")
    return see_other(url_for("office.thanks_letters.index", phuong=code))


@thanks_letters.get(LETTER)
@requires(*STAFF)
def show(letter: UUID) -> Answer:
    """One letter: what it says, where it stands, and what whoever looks may do."""
    return _letter_page(letter, WordsForm(formdata=None))


@thanks_letters.post(f"{LETTER}/loi")
@requires(Role.OFFICER)
def update(letter: UUID) -> Answer:
    """Other words while it waits."""
    form = WordsForm()
    _letter(letter, Role.OFFICER)
    if not form.validate():
        return _unmended(letter, form)
    try:
        with immediate() as session:
            row = _letter(letter, Role.OFFICER)
            row.lock(session)
            if form.version.data != str(row.version):
                raise AlreadyDecided(row)
            row.reword(form.words.value)
            _note(row, "thanks_letter.reworded")
    except AlreadyDecided:
        form.form_errors.append(_("Thư này vừa có người sửa hoặc duyệt. Chưa lưu; dưới đây là bản đang có."))
        return _unmended(letter, form, 409)
    flash(_("Đã lưu lời cảm ơn."), "good")
    return see_other(url_for("office.thanks_letters.show", letter=letter))


@thanks_letters.get(f"{LETTER}/thu.pdf")
@requires(*STAFF)
def file(letter: UUID) -> Answer:
    """The letter as it was issued; that it was read is noted. A file whose bytes are others is never shown."""
    row = _letter(letter)

    def note(act: str) -> None:
        with immediate():
            _note(row, act)

    text = _("Tệp của thư số %(number)s không còn nguyên như lúc cấp. Báo quản trị ngay.", number=row.register_number)
    called = f"thu-cam-on-{row.number or 0:03d}-{row.year}"
    return as_issued(row, called, (_("Không mở được thư này"), text), note)


@thanks_letters.post("/thu-cam-on/duyet")
@requires(Role.LEADER)
@fresh_proof
def approve_all() -> Answer:
    """Approve all that the list showed (`thu`, with commas) but one's own proposals, in the order of proposing."""
    unit = unit_called(request.args.get("phuong"), Role.LEADER)
    wanted, code = set(request.form.get("thu", "").split(",")), unit.code
    jobs, numbers = [], []
    with immediate() as session:
        by = current_account()
        for letter in session.scalars(ThanksLetter.waiting_in([unit.id])).all():
            if letter.public_id in wanted and letter.proposed_by_id != by.id:
                jobs.append(_approve(letter, by))
                numbers.append(letter.register_number)
    queue.enqueue_all(jobs)
    if numbers:
        labels = {"count": len(numbers), "numbers": formats.span(numbers[0], numbers[-1])}
        flash(_("Đã duyệt %(count)s thư cảm ơn, số %(numbers)s.", **labels), "good")
    else:
        flash(_("Chưa duyệt thư nào: anh chị chọn thư do người khác đề nghị."), "warn")
    return see_other(url_for("office.thanks_letters.index", phuong=code))


@thanks_letters.post(f"{LETTER}/duyet")
@requires(Role.LEADER)
@fresh_proof
def approve(letter: UUID) -> Answer:
    """Approve one: number and the order to draw stand or fall together. The drawing starts after the commit."""
    with immediate():
        row = _letter(letter, Role.LEADER)
        job = _approve(row, current_account())
        number = row.register_number
    give_a_moment(job)
    flash(_("Đã duyệt thư cảm ơn số %(number)s.", number=number), "good")
    return see_other(url_for("office.thanks_letters.show", letter=letter))


def _letter(public_id: UUID, *roles: Role) -> ThanksLetter:
    """The letter of an address; a 404 for one of another unit."""
    return one_or_404(ThanksLetter.called(str(public_id), unit_ids(*roles)))


def _letter_page(letter: UUID, words: WordsForm, status: int = 200) -> Response:
    """The page of one letter, with its words as they stand."""
    row = _letter(letter)
    content = row.paper
    if words.version.data is None or status == 409:
        words.version.data = str(row.version)
        words.words.data = words.words.data or content["words"]
    job = help_orders.letter_asked(db.session(), row) if row.number and not row.file else None
    page_ = render_template(
        "office/thanks_letters/show.html",
        row=row,
        content=content,
        done=done_words(content),
        days=[date.fromisoformat(content[name]) for name in ("since", "until")],
        officer=is_officer_of(row.unit_id),
        **standing(row),
        words=words,
        progress=progress_of(job) if job else None,
    )
    return make_response(page_, status)


def _note(row: ThanksLetter, action: str) -> None:
    """Note what the visitor does to a letter, in the write transaction under way."""
    unit_id, subject, detail = decision_for(ThanksLetter).trail_context(row)
    note_act(db.session(), action, unit_id, subject, dict(detail))


def _unmended(letter: UUID, form: WordsForm, status: int = 422) -> Response:
    db.session.rollback()
    return _letter_page(letter, form, status)


def _approve(row: ThanksLetter, by: Account) -> Job:
    """Number a letter and order its file."""
    session = db.session()
    row.approve(session, by=by, now=clock.now())
    _note(row, "thanks_letter.approved")
    return help_orders.thanks_letter(session, row, by=by.id)


add_ending(thanks_letters, f"{LETTER}/tu-choi", ThanksLetter, "decline withdraw", *STAFF)
add_ending(thanks_letters, f"{LETTER}/thu-hoi", ThanksLetter, "revoke", Role.LEADER, name="revoke", proof=True)
