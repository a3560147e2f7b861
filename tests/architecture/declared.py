"""The routes as the golden file declares them: `routes.json`, which is what `lopso routes --json` prints."""

import json
import re
from pathlib import Path
from typing import NamedTuple

GOLDEN = Path(__file__).with_name("routes.json")
MEND = "look as a person who means harm would, then script/lopso routes --json > tests/architecture/routes.json"
CHOICE = re.compile(r'<any\("?([^",)]*)[^)]*\):\w+>')
ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


class Route(NamedTuple):
    """One line of the golden file."""

    address: str
    endpoint: str
    method: str
    who: frozenset[str]
    fresh_proof: bool

    @property
    def arguments(self) -> list[str]:
        """The names between < and > in its address."""
        return ARGUMENT.findall(self.address)

    def filled(self, value: str) -> str:
        """Its address with the same value for each name; one of several fixed words is the first."""
        plain = CHOICE.sub(r"\1", self.address)
        return ARGUMENT.sub(lambda argument: "1" if argument[0].startswith("<int") else value, plain)

    @property
    def is_public(self) -> bool:
        """Whether anyone may."""
        return self.who == {"public"}

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def declared() -> list[Route]:
    """All routes of the golden file, one for each method."""
    rows = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return [
        Route(row["address"], row["endpoint"], method, frozenset(row["who"]), row.get("fresh_proof", False))
        for row in rows
        for method in row["methods"]
    ]
