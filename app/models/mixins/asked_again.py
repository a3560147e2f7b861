"""What the public asks for: the same, asked again while it is open, is one for the office.

Who asks again may be anybody that knows a name or a number. So they get the same answer and a ticket of their own,
which looks like any and tells nothing of the first; the office works on the first alone, and reads beside it who asked
again.
"""

from typing import TYPE_CHECKING, Self

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Mapped


class AskedAgain:
    """Mixed into a noun with these columns; `same_as_id` leads to the first, which none of it is a repeat of."""

    if TYPE_CHECKING:
        submission: Mapped[str] | Mapped[str | None]
        same_as_id: Mapped[int | None]
        same_as: Mapped[Self | None]
        repeats: Mapped[list[Self]]

        @property
        def is_open(self) -> bool:
            """Whether something is still to be done."""

    @classmethod
    def is_first(cls) -> ColumnElement[bool]:
        """What a row fulfils that the office works on."""
        return cls.same_as_id.is_(None)

    @classmethod
    def sent_by(cls, submission: str) -> Select[Self]:
        """What the press of a form made before."""
        return select(cls).where(cls.submission == submission)

    @property
    def is_repeat_over(self) -> bool:
        """Whether it only asked again for what is over by now."""
        return self.same_as is not None and not self.same_as.is_open
