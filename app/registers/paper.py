"""Declares a kind of paper: its name, who may order it, what draws it, how long its file is kept."""

from dataclasses import dataclass

from app.models import Role


@dataclass(frozen=True)
class FileRetention:
    """How many days the file of a paper is kept after it was drawn, and why; without `days` for ever."""

    why: object
    days: int | None = None


@dataclass(frozen=True)
class Paper:
    """A kind of paper that is drawn in the background.

    `words` is its name in the trail, `work` the module whose `perform` draws it, `folder` the place of its file below
    DATA_DIR/papers, `orders` the roles that may order it; with `anyone` it is ordered without signing in. `names`: it
    names people. `consent`: the purpose to which they agreed; their file is deleted once somebody withdraws that.
    """

    kind: str
    words: object
    work: str
    folder: str
    orders: frozenset[Role]
    shelf: FileRetention
    names: bool = True
    consent: str = ""
    anyone: bool = False

    @property
    def is_redrawn(self) -> bool:
        """Whether each order draws it anew, so that the last file may be deleted."""
        return self.shelf.days is not None
