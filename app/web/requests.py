"""The request class, which removes null bytes, and the URL rules and converters."""

from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map, Rule, ValidationError

from app.country.numbers import LARGEST
from app.web.words.errors import FormFaults


class Given(ImmutableMultiDict[str, Any]):
    """The names and values of a query or a form, without null bytes, which PostgreSQL rejects.

    Werkzeug uses it for the files of a form too; they are left unchanged.
    """

    def __init__(self, pairs: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        items = pairs.items() if isinstance(pairs, Mapping) else pairs or ()
        super().__init__((_plain(name), _plain(value)) for name, value in items)


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class Request(HtmxAwareRequest):
    """A request whose `args` and `form` are `Given`, and whose forms have error messages in Vietnamese."""

    parameter_storage_class = Given
    wtforms_translations = FormFaults()

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """None: Flask-WTF would fill forms from JSON, whose values may be of any type and nested to any depth.

        The outbox parses its body itself, within limits (`app.outbox.operations`).
        """
        return {}


class DatabaseInteger(IntegerConverter):
    """`<int:…>` in an address: a number beyond its limits, or too large for a column, gives 404, whichever of the
    address's rules was registered first (Werkzeug answers 405 where that one takes another method)."""

    def __init__(
        self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = LARGEST, signed: bool = False
    ) -> None:
        super().__init__(map, fixed_digits, min, max, signed)

    def to_python(self, value: str) -> int:
        try:
            return int(super().to_python(value))
        except ValidationError:
            raise NotFound from None


class LateRule(Rule):
    """A rule that compiles its URL builder at the first use.

    Werkzeug compiles two functions for each of our six hundred rules, a fifth of the start-up time. If it changes how
    it calls this method, the start is slow again but correct. One thread at a time: `ast.parse` of Python 3.11.2 in
    several raises SystemError, "AST constructor recursion depth mismatch" (tests/web/test_requests.py).
    """

    _compiling = Lock()

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            with LateRule._compiling:
                ready: Callable[..., tuple[str, str]] = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, ready)
            return ready(**values)

        return build
