"""Requests as the views read them: what no keyboard types is gone before anybody looks."""

from collections.abc import Iterable, Mapping

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict


class Given(ImmutableMultiDict[str, str]):
    """The names and values of an address or a form, without null bytes: PostgreSQL takes no text that holds one."""

    def __init__(self, pairs: Mapping[str, str] | Iterable[tuple[str, str]] | None = None) -> None:
        items = pairs.items() if isinstance(pairs, Mapping) else pairs or ()
        super().__init__((name.replace("\0", ""), value.replace("\0", "")) for name, value in items)


class Request(HtmxAwareRequest):
    """A request whose `args` and `form` are `Given`."""

    parameter_storage_class = Given
