"""Requests as the views read them: what no keyboard types is gone before anybody looks. And the rules of addresses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map, Rule

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


class LateRule(Rule):
    """A rule that compiles what builds its address when that is first asked for.

    Werkzeug compiles two functions for each of our six hundred rules, a fifth of a start. Should it come to call this
    method otherwise, a start is slow again and just as right.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            ready: Callable[..., tuple[str, str]] = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, ready)
            return ready(**values)

        return build
