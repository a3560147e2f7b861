"""The forms of an import: a file or pasted lines; and what each column means."""

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, TextAreaField

from app.country.names import clean
from app.exchange.imports.columns import Columns
from app.exchange.imports.kinds import ImportKind
from app.exchange.imports.reading import UnreadableFile, opened
from app.exchange.imports.refusals import file_sentence
from app.exchange.imports.vocabulary import Meaning

NAME_LENGTH = 120


class ListForm(FlaskForm):
    """A list as a file or as pasted lines, one of both; after validation `content` and `name`."""

    file = FileField(_l("Tệp Excel (.xlsx) hoặc CSV"))
    pasted = TextAreaField(_l("Hoặc dán các dòng chép từ Excel, Zalo, Word"))

    content: bytes = b""
    name: str = ""
    form_of: str = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Take the one that was given, and look whether it can be read at all."""
        if not super().validate(extra_validators):
            return False
        sent = self.file.data if isinstance(self.file.data, FileStorage) else None
        given, typed = sent.read() if sent else b"", (self.pasted.data or "").strip()
        if bool(given or (sent and sent.filename)) == bool(typed):
            both = _("Anh chị chỉ chọn một: tệp, hoặc các dòng dán vào.")
            self.file.errors = [both if typed else _("Anh chị chọn một tệp, hoặc dán các dòng vào ô bên dưới.")]
            return False
        self.content = given or typed.encode()
        self.name = _name_of(sent.filename if sent else None) or _("Các dòng dán vào")
        try:
            self.form_of = opened(self.content).form
        except UnreadableFile as refused:
            (self.pasted if typed else self.file).errors = [file_sentence(refused)]
            return False
        return True


def _name_of(path: str | None) -> str:
    """The file's own name, without the folders that some browsers send."""
    return clean((path or "").replace("\\", "/").rpartition("/")[2])[:NAME_LENGTH]


class ColumnsForm(FlaskForm):
    """What each column means; the fields are added by `columns_form`."""

    sheet = SelectField(_l("Trang tính"), choices=list)

    def fields(self) -> list[SelectField]:
        """The selects, in the order of the columns."""
        return [field for field in self if isinstance(field, SelectField) and field.name.startswith("column_")]

    def meanings(self) -> list[str]:
        """What was chosen, in the order of the columns."""
        return [str(field.data) for field in self.fields()]

    def check(self, kind: ImportKind) -> bool:
        """Whether the list can be read so; else the form says what is wrong."""
        if not self.validate():
            return False
        chosen: list[str] = [meaning for meaning in self.meanings() if meaning != Meaning.NONE]
        for field in self.fields():
            if field.data != Meaning.NONE and chosen.count(field.data) > 1:
                field.errors = [_("Có hai cột cùng chọn như vậy. Anh chị giữ một cột.")]
        if lacking := kind.lacking(chosen):
            self.form_errors.append(lacking)
        return not lacking and len(chosen) == len({*chosen})


def columns_form(kind: ImportKind, columns: Columns, sheets: list[str]) -> ColumnsForm:
    """The form for a list's columns: as it was sent, else how they are understood."""
    words = [(str(meaning), str(kind.words[meaning])) for meaning in (Meaning.NONE, *kind.meanings)]
    made: dict[str, object] = {
        f"column_{place}": SelectField(
            title or str(_("Cột %(number)s", number=place + 1)), choices=lambda: words, default=str(meaning)
        )
        for place, (title, meaning) in enumerate(zip(columns.titles, columns.meanings, strict=True))
    }
    form_class: type[ColumnsForm] = type("ColumnsOfThis", (ColumnsForm,), made)
    form = form_class()
    form.sheet.choices = [(sheet, sheet or "-") for sheet in sheets]
    if form.sheet.data is None:
        form.sheet.data = columns.sheet
    return form
