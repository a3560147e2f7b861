"""The field that asks which help in the hall somebody needs."""

from typing import Any

from wtforms import SelectMultipleField

from app.models.learning.joining import NEEDS


class MultipleNeedsField(SelectMultipleField):
    """The kinds of help in the hall that somebody may ask for, `first` on top; `seldom` ones are last, folded away.

    Templates draw boxes of what has "Multiple" in its class."""

    def __init__(self, label: Any = None, *, first: str = "", **kwargs: Any) -> None:
        order = sorted(NEEDS, key=lambda key: (NEEDS[key].seldom, key != first))
        super().__init__(
            label, choices=lambda: [(key, str(NEEDS[key].asked)) for key in order], validate_choice=False, **kwargs
        )

    @property
    def folded(self) -> list[str]:
        """The keys that are folded away."""
        return [key for key, need in NEEDS.items() if need.seldom]
