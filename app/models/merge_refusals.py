"""Why two rows are not merged, or a merge is not undone: the same of people and of houses."""

from dataclasses import dataclass


class ReadAnew(Exception):
    """One of the two changed since they were compared; nothing was merged."""


@dataclass(frozen=True)
class Contradiction:
    """Why a merge cannot be undone. `kind`: "later" (the kept row was itself merged since), "erased" (its identity
    was), "field" (`about` was changed since). Of a person: "moved" (a registration went elsewhere), "help_moved", or
    for a course `about`: "changed", "again", "full". Of a house: "another" (a further house went into the kept one
    since), "late" (its days are over), "ward" (the two are of different wards now), "plate" (what moved was proposed or
    given a plate since)."""

    kind: str
    about: str = ""


class Contradicted(Exception):
    """A merge cannot be undone; nothing was changed."""

    def __init__(self, why: list[Contradiction]) -> None:
        super().__init__([each.kind for each in why])
        self.why = why
