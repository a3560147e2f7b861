"""An action on a row of a list, or on chosen rows: its button, its confirmation, what it does and its trail event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.models import Account
from app.registers.trail_event import TrailEvent


@dataclass(frozen=True)
class Action:
    """`key` is its value in addresses and the last part of the event's name. `words` explain it before, `message`
    confirms it after, `summary` heads the box that asks for it beside one row. `heads` is its label with "{count}" for
    the people of the chosen rows. `leads` is the endpoint that asks for the rest, with the chosen rows as `dong`.
    `does` is a side effect: it returns details for the trail and a sentence that is added to the message. The view that
    takes it declares who may.

    An action that edits writes fields of the form into all chosen rows: `sets` values by field key, and `asks` the keys
    of fields whose values are asked for before; it needs neither `does` nor `event`."""

    key: str
    label: object
    words: object = ""
    summary: object = ""
    message: object = ""
    icon: str = "x"
    heads: object = ""
    leads: str = ""
    does: Callable[[Session, Any, Account], tuple[Mapping[str, object], str]] | None = None
    event: TrailEvent | None = None
    sets: Mapping[str, object] = field(default_factory=dict)
    asks: tuple[str, ...] = ()

    @property
    def edits(self) -> bool:
        """Whether it writes fields of the form."""
        return bool(self.sets or self.asks)


# What every list does with chosen rows; it stands after what a register declares, and before what retires them.
PRINT, WORKBOOK = Action("in", _l("In"), icon="printer"), Action("xlsx", _l("Tải Excel"), icon="download")
