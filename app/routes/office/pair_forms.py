"""The form in which somebody chooses which of two rows that are one stays, and from which each line is taken."""

from collections.abc import Collection
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField


class PairForm(FlaskForm):
    """Which of two rows stays, and from which each of the `LINES` is taken. The versions are those that were compared.
    A form of a noun declares `keep` and a field for each line (`line_of`), and says what a row tells."""

    LINES: ClassVar[Collection[str]] = ()

    one = HiddenField()
    other = HiddenField()

    def kept_as(self, first: Any, second: Any) -> list[tuple[str, str]]:
        """The choices of `keep`: the older and the newer row."""
        raise NotImplementedError

    def likelier(self, first: Any, _second: Any) -> Any:
        """The row that is chosen to stay at first."""
        return first

    def words(self, row: Any, name: str) -> str:
        """What a row says in a line."""
        raise NotImplementedError

    def is_known(self, row: Any, name: str) -> bool:
        """Whether a row says anything in a line."""
        raise NotImplementedError

    def offer(self, one: Any, other: Any) -> None:
        """Offer both rows in each line, in the order of their arrival, and choose what is likelier."""
        first, second = sorted((one, other), key=lambda row: row.id)
        self.line("keep").choices = self.kept_as(first, second)
        for name in self.LINES:
            self.line(name).choices = [(row.public_id, self.words(row, name)) for row in (first, second)]
        if self.line("keep").data is None:
            stays = self.likelier(first, second)
            self.line("keep").data = stays.public_id
            for name in self.LINES:
                known = [row for row in (stays, first, second) if self.is_known(row, name)]
                self.line(name).data = (known or [stays])[0].public_id
        self.one.data, self.other.data = str(one.version), str(other.version)

    def stays(self, one: Any, other: Any) -> Any:
        """The row that stays, or None where neither was named."""
        return next((row for row in (one, other) if row.public_id == self.line("keep").data), None)

    def seen(self, one: Any, kept: Any) -> tuple[str, str]:
        """The versions of the row that stays and of the one that goes, as they were compared."""
        versions = self.one.data or "", self.other.data or ""
        return versions if kept is one else versions[::-1]

    def taken(self, gone: Any) -> list[str]:
        """The lines that are taken over from the row that goes."""
        return [name for name in self.LINES if self.line(name).data == gone.public_id]

    def line(self, name: str) -> RadioField:
        """A field by its name."""
        field = self[name]
        assert isinstance(field, RadioField)
        return field

    @property
    def differing(self) -> list[str]:
        """The lines in which the two differ; the others need no choice."""
        return [name for name in self.LINES if len({choice[1] for choice in self.line(name).iter_choices()}) > 1]


def line_of(label: Any) -> RadioField:
    """A field whose choices are the two rows."""
    return RadioField(label, choices=[], validate_choice=False)
