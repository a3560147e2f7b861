"""/van-phong/dai-su/moi/danh-sach: a unit's list is pasted, each line's outcome is shown, then all become Đại sứ số."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import TextAreaField
from wtforms.validators import StopValidation

from app.country import clock
from app.exchange.imports.pasted_lines import BATCH, LIMIT, PastedLine, count_lines, read_lines
from app.models import AdministrativeUnit, Person, ResidentialGroup, Role
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.ambassadors.appointing import APPOINTED, AppointmentStatus, Foreseen, appoint_all, foresee
from app.routes.office.ambassadors.ambassador_forms import TermsForm
from app.routes.office.ambassadors.ambassadors_here import note_appointed
from app.routes.office.lookups import unit_called
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other
from app.web.words.ambassadors import ORGANISATIONS

ambassador_lists = Blueprint("ambassador_lists", __name__)

# Everybody helps in the group where they live.
OWN = "noi-o"


@dataclass(frozen=True)
class LineOutcome:
    """What becomes of a line; `foreseen` is None where it cannot be read."""

    line: PastedLine
    foreseen: Foreseen | None

    @property
    def name(self) -> str:
        """The outcome's key: one of `AppointmentStatus`, or "unread"."""
        return self.foreseen.status if self.foreseen else "unread"


class AmbassadorListForm(TermsForm):
    """The pasted text, and what the appointments say that no line says."""

    lines = TextAreaField(_l("Danh sách, mỗi người một dòng"))

    def begin(self) -> None:
        """Fill a blank form: today, each where they live."""
        self.helps_in.data = OWN
        self.since.show(clock.today())

    def validate_lines(self, field: TextAreaField) -> None:
        """Some, and not more than one look holds."""
        if not (field.data or "").strip():
            raise StopValidation(_("Chưa có dòng nào. Anh chị dán hoặc gõ mỗi người một dòng."))
        if count_lines(field.data or "") > LIMIT:
            raise StopValidation(
                _("Mỗi lần nhận nhiều nhất %(limit)s dòng. Anh chị chia danh sách làm nhiều lần.", limit=LIMIT)
            )

    def terms_of(self, line: PastedLine) -> Terms:
        """The appointment of a line; only after validation."""
        terms = replace(self.terms, organisation=line.body or self.organisation.value)
        if self.helps_in.data == OWN:
            terms = replace(terms, residential_group_id=line.group.id if line.group else None)
        return terms


@ambassador_lists.route("/dai-su/moi/danh-sach", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new() -> Answer:
    """The box, and what is the same for all; then the preview; with `step=save` everybody whose line can be read is
    appointed."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form, step = AmbassadorListForm(), request.form.get("step", "look")
    _offer(form, unit)
    if not form.is_submitted():
        form.begin()
    if not form.validate_on_submit() or step == "edit":
        return _box(form, unit, status=422 if form.errors else 200)
    if step != "save":
        outcomes = _looked_at(unit, form)
        counts = Counter(outcome.name for outcome in outcomes)
        ready = sum(counts[each] for each in APPOINTED)
        return render_template(
            "office/ambassador_lists/preview.html", form=form, unit=unit, outcomes=outcomes, counts=counts, ready=ready
        )
    outcomes, lines = [], _lines(unit, form)
    for begin in range(0, len(lines), BATCH):
        with immediate() as session:
            unit = unit_called(request.args.get("phuong"), Role.OFFICER)
            outcomes += _appointed(session, unit, form, lines[begin : begin + BATCH])
    return _answer(unit_called(request.args.get("phuong"), Role.OFFICER), form, outcomes)


def _offer(form: AmbassadorListForm, unit: AdministrativeUnit) -> None:
    form.offer(_groups(unit), unit.kind, (OWN, _("Nơi mỗi người ở")))


def _groups(unit: AdministrativeUnit) -> Sequence[ResidentialGroup]:
    return db.session.scalars(ResidentialGroup.of(unit.id)).all()


def _box(
    form: AmbassadorListForm, unit: AdministrativeUnit, *, status: int = 200, left: Sequence[PastedLine] = ()
) -> Answer:
    """The page with the box; `left` are lines that could not be read."""
    page: dict[str, Any] = {"unit": unit, "groups": _groups(unit), "bodies": ORGANISATIONS, "limit": LIMIT}
    return refuse("office/ambassador_lists/new.html", status=status, form=form, left=left, **page)


def _lines(unit: AdministrativeUnit, form: AmbassadorListForm) -> list[PastedLine]:
    read = read_lines(form.lines.data or "", _groups(unit), elsewhere=True, today=clock.today(), bodies=True)
    return list(read)


def _candidate(unit: AdministrativeUnit, line: PastedLine) -> Person:
    """Who a line says, not stored."""
    return Person(
        unit=unit,
        full_name=line.full_name,
        birth_year=line.birth.year,
        birth_date=line.birth.date,
        residential_group=line.group,
        phone=line.phone,
        created_at=clock.now(),
    )


def _looked_at(unit: AdministrativeUnit, form: AmbassadorListForm) -> list[LineOutcome]:
    """What would become of each line as things stand; nothing is stored."""
    lines = _lines(unit, form)
    candidates = [_candidate(unit, line) for line in lines if not line.why]
    foreseen = iter(foresee(db.session(), unit.id, candidates))
    return [LineOutcome(line, None if line.why else next(foreseen)) for line in lines]


def _appointed(
    session: Session, unit: AdministrativeUnit, form: AmbassadorListForm, lines: Sequence[PastedLine]
) -> list[LineOutcome]:
    """Appoint everybody whose line can be read, in their order, each with a line of the audit trail."""
    readable = [(_candidate(unit, line), form.terms_of(line)) for line in lines if not line.why]
    done = appoint_all(session, unit.id, readable, now=clock.now())
    for _foreseen, made in done:
        if made is not None:
            note_appointed(session, made)
    foreseen = (each for each, _made in done)
    return [LineOutcome(line, None if line.why else next(foreseen)) for line in lines]


def _answer(unit: AdministrativeUnit, form: AmbassadorListForm, outcomes: Sequence[LineOutcome]) -> Answer:
    """How many were appointed; lines that could not be read stay in the box, to be mended."""
    counts = Counter(outcome.name for outcome in outcomes)
    made = sum(counts[each] for each in APPOINTED)
    parts = [str(_("Đã ghi %(count)s Đại sứ số", count=made))]
    if again := counts[AppointmentStatus.SERVES] + counts[AppointmentStatus.REPEATED]:
        parts.append(str(_("%(count)s người đã có tên từ trước", count=again)))
    if counts[AppointmentStatus.UNSURE]:
        parts.append(
            str(_("%(count)s người có thể trùng, xem ở “Có thể trùng người”", count=counts[AppointmentStatus.UNSURE]))
        )
    flash(", ".join(parts) + ".", "good" if made else "warn")
    left = [outcome.line for outcome in outcomes if outcome.line.why]
    if not left:
        return see_other(url_for("office.ambassadors.index", phuong=unit.code))
    form.lines.data = "\n".join(line.text for line in left)
    return _box(form, unit, left=left)
