from collections.abc import Iterable

from werkzeug.datastructures import FileStorage
from wtforms import FileField as _FileField, Form, MultipleFileField as _MultipleFileField
from wtforms.fields.core import Field
from wtforms.validators import DataRequired

class FileField(_FileField):
    data: FileStorage | None

class MultipleFileField(_MultipleFileField): ...
class FileRequired(DataRequired): ...

class FileAllowed:
    def __init__(self, upload_set: Iterable[str], message: str | None = ...) -> None: ...
    def __call__(self, form: Form, field: Field) -> None: ...

class FileSize:
    def __init__(self, max_size: int, min_size: int = ..., message: str | None = ...) -> None: ...
    def __call__(self, form: Form, field: Field) -> None: ...
