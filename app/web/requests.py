"""Requests as the views read them: what no keyboard types is gone before anybody looks."""

from collections.abc import Iterable, Mapping
from typing import Any

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map

from app.country.numbers import LARGEST
from app.web.words.form_faults import FormFaults


class Given(ImmutableMultiDict[str, Any]):
    """The names and values of an address or a form, without null bytes: PostgreSQL takes no text that holds one.

    The files of a form are kept in one as well; they are left as they came.
    """

    def __init__(self, pairs: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        items = pairs.items() if isinstance(pairs, Mapping) else pairs or ()
        super().__init__((_plain(name), _plain(value)) for name, value in items)


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class Request(HtmxAwareRequest):
    """A request whose `args` and `form` are `Given`, and whose forms find fault in Vietnamese."""

    parameter_storage_class = Given
    wtforms_translations = FormFaults()

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Nothing: Flask-WTF would read a form from it, where values may be anything, nested however deep.

        The outbox reads its own, within bounds (`app.outbox.reading`).
        """
        return {}


class WholeNumber(IntegerConverter):
    """`<int:…>` in an address: what no column holds is no address of ours."""

    def __init__(
        self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = LARGEST, signed: bool = False
    ) -> None:
        super().__init__(map, fixed_digits, min, max, signed)
