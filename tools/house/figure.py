"""One figure of the house, beside its goal."""

from dataclasses import dataclass

from tools.house.ratchets import RATCHETS

# A failure names the parts of a figure if there are no more.
NAMED = 80
# The one figure that a change may raise.
RISES = "app"


@dataclass(frozen=True)
class Figure:
    """A count, its goal (None: it explains another), and what it was counted from."""

    key: str
    words: str
    value: int
    goal: int | None = None
    parts: tuple[str, ...] = ()

    @property
    def met(self) -> str:
        """Whether the goal is met, in a word or three."""
        if self.goal and not self.value:
            return "not there yet"
        return "" if self.goal is None else "met" if self.value <= self.goal else "missed"

    @property
    def at_most(self) -> int | None:
        """Its ratchet, None without one."""
        return RATCHETS.get(self.key)

    @property
    def above(self) -> str:
        """What a failure says where it is above its ratchet: how many, what to do, and the places if they are few."""
        head = f"{self.words}: {self.value:,}, at most {self.at_most:,} (CONTRIBUTING.md, tools/house/ratchets.py)."
        hint = f'Remove what is new: python -m tools.house --list "{self.key}" --before REVISION'
        if self.key == RISES:
            hint += "\nWhat a change needs may stay: raise the figure there."
        return "\n".join([head, hint, *(self.parts if len(self.parts) <= NAMED else ())])

    def line(self, wide: int, before: int | None) -> str:
        """Its line of the table."""
        ratchet, goal = ("" if most is None else f"≤ {most:,}" for most in (self.at_most, self.goal))
        stood = "" if before is None else f"{before:,}"
        return f"{self.words:{wide}}  {stood:>9}  {self.value:>9,}  {ratchet:>9}  {goal:>9}  {self.met}".rstrip()
