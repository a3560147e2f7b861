"""Topics of classes: a class counts in each of those that its text names, "an toàn số|dịch vụ công"."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, String, and_, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.indicators.dimensions import written
from app.models import Course
from app.registers.indicator import Dimension


class Texts(FunctionElement[str]):
    """The rows of a JSON array of texts, in the column "value"."""

    inherit_cache = True
    name = "texts"
    type = String()


@compiles(Texts)
def _postgresql(element: Texts, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **given)} AS json))"


@compiles(Texts, "sqlite")
def _sqlite(element: Texts, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **given)})"


def _as_array(text: Any) -> Any:
    """A text with "|" between two as a JSON array."""
    for character, written_so in (("\\", "\\\\"), ('"', '\\"'), ("\t", " "), ("\n", " "), ("\r", " "), ("|", '","')):
        text = func.replace(text, character, written_so, type_=String)
    return literal('["') + text + '"]'


_EACH = Texts(_as_array(Course.topics)).table_valued("value", joins_implicitly=True)
_TOPIC = func.trim(_EACH.c.value)


def _joins(wanted: Select[Any]) -> Select[Any]:
    return wanted.outerjoin(_EACH, and_(Course.topics != "", _TOPIC != ""))


def topics() -> Dimension:
    """By topic of the class."""
    return written("noi-dung", _l("Nội dung"), _TOPIC, joins=_joins)
