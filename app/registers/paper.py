"""What a paper is: what it is called, who may order it, what draws it, and how long its file lies on the server."""

from dataclasses import dataclass

from app.models import Role


@dataclass(frozen=True)
class Shelf:
    """How long the file of a paper is kept after it was drawn, and why; without `days` it stays."""

    why: object
    days: int | None = None


@dataclass(frozen=True)
class Paper:
    """A kind of paper that is drawn in the background.

    `words` is what the trail calls it, `work` the module whose `perform` draws it, `folder` where below DATA_DIR/papers
    its file lies, `orders` who may order it; nobody signed in orders where `anyone` holds. `names` says whether people
    are named on it, `consent` the purpose for which they agreed to be: a file goes when somebody takes that back.
    """

    kind: str
    words: object
    work: str
    folder: str
    orders: frozenset[Role]
    shelf: Shelf
    names: bool = True
    consent: str = ""
    anyone: bool = False

    @property
    def is_redrawn(self) -> bool:
        """Whether it is drawn anew each time it is ordered, so that its last file may go."""
        return self.shelf.days is not None
