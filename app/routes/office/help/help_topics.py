"""/van-phong/ho-tro/viec-khac/thanh-chu-de: how what was noted as "Việc khác" becomes a topic."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from app.country import clock, sentences
from app.country.names import clean
from app.models import AdministrativeUnit, HelpTopic, Role
from app.models.helping.log import other_words
from app.routes.office.lookups import unit_called
from app.routes.trail import note_unit
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other

help_topics = Blueprint("help_topics", __name__)

LONGEST = 60


class TopicForm(FlaskForm):
    """What the new topic is called and under which heading it stands; `words` is what was noted."""

    words = HiddenField()
    label = StringField(_l("Tên chủ đề"), filters=[lambda text: clean(text or "")])
    field = SelectField(_l("Thuộc nhóm"), choices=list, validate_choice=False)

    def validate_label(self, field: StringField) -> None:
        """Said, and short enough for a phone's button."""
        DataRequired(_("Anh chị ghi tên chủ đề, ví dụ: Bán hàng trên mạng."))(self, field)
        text = _("Tên dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=LONGEST)
        Length(max=LONGEST, message=text)(self, field)

    def validate_field(self, field: SelectField) -> None:
        """One of the headings."""
        if field.data not in [value for value, *_rest in field.iter_choices()]:
            raise StopValidation(_("Anh chị chọn nhóm cho chủ đề này."))


@help_topics.route("/ho-tro/viec-khac/thanh-chu-de", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new() -> Answer:
    """Make a topic of what `?khac=` says and put the lượt right; pressed twice it is one topic."""
    unit, words = unit_called(request.args.get("phuong"), Role.OFFICER), clean(request.args.get("khac", ""))[:200]
    form = _offered(TopicForm(data={"words": words, "label": sentences.begun(words)[:LONGEST]}), unit)
    key, label = other_words.key_of(form.words.data or ""), form.label.data or ""
    if not form.validate_on_submit():
        times = len(other_words.uuids_of(db.session(), unit.id, key)) if key else 0
        if not times and not form.is_submitted():
            return see_other(url_for("office.help_overviews.show", phuong=unit.code, _anchor="viec-khac"))
        return form_page("office/help/new_topic.html", form, unit=unit, times=times)
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        why = _("Việc khác thành chủ đề: %(label)s", label=label)
        became = other_words.become_topic(
            session, here.id, key, label=label, field=form.field.data, by=current_account(), now=clock.now(), why=why
        )
        if became:
            detail = {"topic": became.topic.key, "fresh": became.fresh, "records": became.moved}
            note_unit(session, "help.words_became_topic", here, detail)
    flash(_message(became))
    return see_other(url_for("office.help_overviews.show", phuong=unit.code, _anchor="viec-khac"))


def _offered(form: TopicForm, unit: AdministrativeUnit) -> TopicForm:
    """The headings under which the ward's topics stand."""
    topics = db.session.scalars(HelpTopic.offered(unit.id))
    form.field.choices = [(field, field) for field in dict.fromkeys(topic.field for topic in topics)]
    return form


def _message(became: other_words.Became | None) -> str:
    if became is None:
        return str(_("Những lượt này đã thành chủ đề từ trước, không làm lại."))
    if became.fresh:
        return str(
            _(
                "Đã có chủ đề %(label)s; %(count)s lượt được ghi lại theo chủ đề này.",
                label=became.topic.label,
                count=became.moved,
            )
        )
    return str(
        _(
            "Phường đã có chủ đề %(label)s; %(count)s lượt được ghi lại theo chủ đề này.",
            label=became.topic.label,
            count=became.moved,
        )
    )
