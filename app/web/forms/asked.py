"""Fields whose need a phone knows: what a form must hold is declared once, here, and judged by server and phone."""

from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Field


class Asked(Field):
    """A field that a phone judges before it keeps a form without a connection (`FormNeeds` of js/forms/sending.js).

    The phone knows `required`, a letter in a line, a digit in a number, a birth between two, and a child's birth. It
    says the sentence that it is given here.
    """

    staff = False

    def need(self) -> dict[str, str]:
        """`data_need`: the sentence for the phone; `data_born`: the first and last birth; `data_child`: a birth after
        this makes the field required."""
        raise NotImplementedError

    def __call__(self, **kwargs: Any) -> Markup:
        """The input, with what it needs as attributes."""
        drawn: Markup = super().__call__(**{**self.need(), **kwargs})
        return drawn

    @property
    def you(self) -> str:
        """The reader."""
        return str(_("Anh chị") if self.staff else _("Bác"))
