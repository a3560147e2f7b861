"""The forms of the ward's lists: a label, and what its list wants besides."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from app.country.names import clean
from app.indicators.help_words import KIOSK_COUNTED
from app.models import HelpDesk, HelpResult, HelpTopic, PlaceKind
from app.routes.office.fields import LineField
from app.routes.office.lists_of_help.help_listings import MEANINGS, PLACES, Entry, Listing, name_of

MOST_STEPS, LONGEST_STEP = 12, 200
# What a topic says besides its label.
TOPIC = ("field", "bring", "steps", "service_url", "sensitive")


class EntryForm(FlaskForm):
    """An entry of any list. `version` is that of the row that the form was filled from."""

    version = HiddenField()
    label = LineField(_l("Tên"), longest=80, required=True)

    def show(self, entry: Entry) -> None:
        """Fill the form from an entry."""
        self.version.data = str(entry.version)
        self.label.data = name_of(entry)

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the entry; only after validation."""
        return {"label": self.label.value}


class TopicForm(EntryForm):
    """A topic with its heading and its guide."""

    field = LineField(_l("Loại việc"), longest=60, required=True)
    bring = LineField(_l("Cần mang theo"), longest=200)
    steps = TextAreaField(_l("Các bước"))
    service_url = LineField(_l("Trang làm việc này của Nhà nước"), longest=300)
    sensitive = BooleanField(_l("Cho biết khuyết tật hoặc nghèo: không ghi tên ai cạnh việc này"))

    def show(self, entry: Entry) -> None:
        """Fill the form from a topic."""
        super().show(entry)
        assert isinstance(entry, HelpTopic)
        for name in TOPIC:
            self[name].data = getattr(entry, name)

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the topic; only after validation."""
        return super().said | {name: self[name].data for name in TOPIC}

    def validate_steps(self, field: TextAreaField) -> None:
        """A step a line, few and short enough to be read standing."""
        lines = [line for line in map(clean, (field.data or "").splitlines()) if line]
        if len(lines) > MOST_STEPS:
            raise ValidationError(
                _("Có %(count)s bước. Anh chị gom lại còn %(most)s bước trở xuống.", count=len(lines), most=MOST_STEPS)
            )
        if long := [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_STEP]:
            raise ValidationError(_("Bước %(number)s dài quá. Anh chị tách ra, mỗi bước một việc.", number=long[0]))
        field.data = "\n".join(lines)

    def validate_service_url(self, field: LineField) -> None:
        """An https address: a phone opens it straight from the screen."""
        if not field.data:
            return
        try:
            parts = urlsplit(field.data)
            host = parts.hostname or ""
        except ValueError:
            parts, host = urlsplit(""), ""
        if parts.scheme != "https" or "." not in host or parts.username or " " in field.data:
            raise ValidationError(_("Anh chị dán địa chỉ bắt đầu bằng https://, ví dụ https://dichvucong.gov.vn."))


class ResultForm(EntryForm):
    """A result; what it means is chosen once, figures count by it."""

    meaning = RadioField(
        _l("Tính vào đâu trong báo cáo"),
        [InputRequired(_l("Anh chị chọn một dòng."))],
        choices=lambda: [(key, str(words).capitalize()) for key, words in MEANINGS.items()],
    )

    def show(self, entry: Entry) -> None:
        """Fill the form from a result, whose meaning stays."""
        super().show(entry)
        assert isinstance(entry, HelpResult)
        self.meaning.data = entry.meaning

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the result; only after validation."""
        return super().said | {"meaning": self.meaning.data}


class DeskForm(EntryForm):
    """A desk and what kind of place it is."""

    place_kind = RadioField(
        _l("Là nơi nào"),
        [InputRequired(_l("Anh chị chọn một dòng."))],
        choices=lambda: [(key, str(words)) for key, words in PLACES.items()],
    )

    def show(self, entry: Entry) -> None:
        """Fill the form from a desk."""
        super().show(entry)
        assert isinstance(entry, HelpDesk)
        self.place_kind.data = entry.place_kind

    @property
    def place_hints(self) -> dict[str, object]:
        """What counts where, for a kind that may be misread."""
        return {PlaceKind.KIOSK.value: KIOSK_COUNTED}

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the desk; only after validation."""
        return {"name": self.label.value, "place_kind": self.place_kind.data}


def form_of(listing: Listing, entry: Entry | None = None, **given: Any) -> EntryForm:
    """The form of a list; for a result that is there, without what it means."""
    kind = {"viec-can-giup": TopicForm, "ket-qua": ResultForm, "quay-ban": DeskForm}.get(listing.slug, EntryForm)
    if kind is ResultForm and entry is not None:
        kind = EntryForm
    return kind(**given)
