"""What papers with a number and a day of their own have in common, as long as one of both is still to be given."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.issuers import Signer


class Numbered:
    """Mixed into papers with a number and a day ("" and None while they have none)."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def number(self) -> str: ...
        @property
        def day(self) -> date | None: ...

    @property
    def is_draft(self) -> bool:
        """Whether number or day are still to be given."""
        return not self.number or self.day is None


class Signed(Numbered):
    """Mixed into numbered papers that somebody signs."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def signer(self) -> "Signer": ...

    @property
    def signed_by(self) -> "Signer":
        """Who signs; a draft has no name."""
        return replace(self.signer, name="") if self.is_draft else self.signer
