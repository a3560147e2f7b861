"""What every template may name without being given it."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class SharedGlobals(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The map of all templates itself; of Jinja's ChainMap each import asks Python for each of a hundred names."""
        return {**self.globals, **d} if d else self.globals
