"""One figure of the house, beside its goal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A count, `at_most` how many of it there may be (None: it explains another), and what it was counted from."""

    key: str
    words: str
    value: int
    at_most: int | None = None
    parts: tuple[str, ...] = ()

    @property
    def met(self) -> str:
        """Whether the goal is met, in a word or three."""
        if self.at_most and not self.value:
            return "not there yet"
        return "" if self.at_most is None else "met" if self.value <= self.at_most else "missed"

    def line(self, wide: int, before: int | None) -> str:
        """Its line of the table."""
        goal = "" if self.at_most is None else f"≤ {self.at_most:,}"
        stood = "" if before is None else f"{before:,}"
        return f"{self.words:{wide}}  {stood:>9}  {self.value:>9,}  {goal:>9}  {self.met}".rstrip()
