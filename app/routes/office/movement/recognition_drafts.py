"""/van-phong/phong-trao/<id>/ban-moi/cong-nhan: what a programme gives, to whom, for what, in its draft."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import ValidationError

from app.models import Role
from app.models.movement import drafting
from app.models.movement.declaration import Declaration
from app.models.movement.declaration_reading import YEARS
from app.models.movement.giving import NAMING, OF_PERIODS, PaperKind, same_book
from app.routes.office.movement.drafts import answer, draft_here
from app.routes.registers.forms import TextField
from app.web.access import requires
from app.web.database import db
from app.web.forms.staff_fields import CountField
from app.web.responses import Answer

recognition_drafts = Blueprint("recognition_drafts", __name__)
NOTHING = "none"
PAPERS = {
    PaperKind.PLATE: _l("Biển"),
    PaperKind.MERIT: _l("Giấy khen"),
    PaperKind.RECOGNITION: _l("Giấy công nhận"),
    PaperKind.THANKS: _l("Thư cảm ơn"),
}


class RecognitionForm(FlaskForm):
    """What is given, by which criteria, to whom, for what and for how long."""

    version = HiddenField()
    paper = RadioField(_l("Cấp gì"))
    criteria = SelectMultipleField(_l("Đạt những tiêu chí nào"), choices=[])
    years = CountField(_l("Có giá trị mấy năm"), least=YEARS.start, most=YEARS.stop - 1)
    to = SelectMultipleField(_l("Tên người, nơi nhận ghi ở mục nào"), choices=[])
    reason = TextField(_l("Giấy ghi: vì sao được tặng"), longest=200)

    def show(self, declared: Declaration, version: int, given: PaperKind | None) -> None:
        """Offer what fits the declaration, of the book of `given` alone; filled from what stands where the form was not
        sent."""
        kinds = _offered(declared, given)
        self.paper.choices = [*((each.value, PAPERS[each]) for each in kinds), (NOTHING, _("Không cấp gì"))]
        self.criteria.choices = [(each.key, each.text) for each in declared.criteria]
        self.to.choices = [(each.key, each.label) for each in declared.fields if each.type in NAMING]
        if self.is_submitted():
            return
        gives = declared.gives
        self.version.data, self.criteria.data = str(version), list(declared.recognised_when)
        self.years.data = str(declared.valid_years or "")
        self.paper.data = gives.paper if gives and gives.paper in kinds else next(iter(kinds), NOTHING)
        self.to.data, self.reason.data = (list(gives.to), gives.reason) if gives else ([], "")

    def validate_criteria(self, line: SelectMultipleField) -> None:
        """One at least, but for thanks."""
        if self.paper.data not in (NOTHING, PaperKind.THANKS) and not line.data:
            raise ValidationError(_("Anh chị chọn ít nhất một tiêu chí, hoặc chọn “Không cấp gì”."))

    def gives(self, stands: Sequence[str]) -> dict[str, Any] | None:
        """What is given, as a declaration has it; fields in the order in which they `stand` there. A plate is of its
        subject, and says no reason."""
        if self.paper.data == NOTHING:
            return None
        if self.paper.data == PaperKind.PLATE:
            return {"paper": self.paper.data}
        chosen = self.to.data or []
        ordered = [*(each for each in stands if each in chosen), *(each for each in chosen if each not in stands)]
        return {"paper": self.paper.data, "to": ordered, "reason": self.reason.value.rstrip(" .")}


@recognition_drafts.route("/phong-trao/<int:programme>/ban-moi/cong-nhan", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(programme: int) -> Answer:
    """Who is recognised, and by what."""
    kept, declared = draft_here(programme)
    form, given = RecognitionForm(), kept.kind_given(db.session())
    form.show(declared, kept.version, given)
    stands = declared.gives.to if declared.gives else ()

    def change(definition: dict[str, Any]) -> dict[str, Any]:
        return drafting.recognising(definition, form.criteria.data or [], form.years.count, form.gives(stands))

    return answer(
        "office/movement/recognition.html", form, kept, change, declared=declared, given=PAPERS[given] if given else ""
    )


def _offered(declared: Declaration, given: PaperKind | None) -> list[PaperKind]:
    """The kinds that fit: of periods no plate, without a criterion thanks alone."""
    fitting = [each for each in PaperKind if declared.every is None or each in OF_PERIODS]
    fitting = [each for each in fitting if declared.criteria or each is PaperKind.THANKS]
    return [each for each in fitting if given is None or same_book(given, each)]
