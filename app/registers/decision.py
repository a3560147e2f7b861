"""Declares what one person proposes and another decides: who decides, its line in the inbox, its refusals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.country import formats
from app.models import Role
from app.models.mixins.decided import Decided, DecisionRefused, NotYours, OwnProposal


def who_and_when(row: Any) -> dict[str, object]:
    """Who decided a row and when, as placeholders of a sentence."""
    by = row.decided_by
    return {"who": by.full_name if by else "", "when": formats.moment(row.decided_at) if row.decided_at else ""}


@dataclass(frozen=True)
class Waiting:
    """A line of the inbox: what it is, who proposed it and when; `rows` is how many rows its page shows."""

    text: object
    small: object
    icon: str
    row: Decided
    rows: int | None = None


@dataclass(frozen=True)
class EndingAction:
    """An action that ends a proposal without effect: declined by who decides, withdrawn by who proposed it, or revoked
    after it was issued.

    `view` is the endpoint, `act` the trail event, `does` the noun's method. `reason_field` is the name of the form's
    field and of that method's argument for the reason ("": none is asked), `label` its label, `hint` who reads it.
    `words` open the form, `note` says what follows, `submit_label` is the button, `message` the confirmation on the
    row's page or on `redirect_to`.
    """

    view: str
    act: str
    does: Callable[..., object]
    reason_field: str
    words: object
    submit_label: object
    message: object
    label: object = ""
    hint: object = ""
    note: object = ""
    icon: str = "x"
    redirect_to: str = ""
    template: str = "office/decisions/ending.html"


@dataclass(frozen=True)
class Decision:
    """A noun that one person proposes and another decides about.

    `key` is the prefix of its trail events, `kind` its plural on screen, `slug` its name in the inbox's address, `role`
    who decides. `page` is the endpoint of one row, `place` the values of its address, `acts_at` those of the
    addresses of its endings, where they are others. `lines` makes the inbox lines of
    all rows that wait. "Hôm nay" has a button `act` for each row, or with `counted` ("%(count)s thư") one for all,
    which leads to the inbox or to the endpoint `together`.

    Refusals: `own_proposal_error` to who proposed it, `not_proposer_error` to who did not, `decided_text` once it was
    decided, `refusals` by class for all others. `endings` are keyed "decline", "withdraw", "revoke". `trail_context` is
    the unit id, the subject and the details of a row's trail events; a reason only where the row
    `is_seen_by_officers`.
    """

    key: str
    kind: object
    slug: str
    noun: type[Decided]
    role: Role
    page: str
    place: Callable[[Any], Mapping[str, Any]]
    lines: Callable[[Session, Sequence[Any]], Iterable[Waiting]]
    decided_text: Callable[[Any], object]
    act: object
    trail_context: Callable[[Any], tuple[int, tuple[str, str], Mapping[str, object]]]
    endings: Mapping[str, EndingAction]
    counted: object = None
    together: str = ""
    refusals: Mapping[type[DecisionRefused], Callable[[Any], object]] = field(default_factory=dict)
    own_proposal_error: object = ""
    not_proposer_error: object = ""
    acts_at: Callable[[Any], Mapping[str, Any]] | None = None
    is_seen_by_officers: Callable[[Any], bool] = lambda row: True

    def refusal(self, refused: DecisionRefused) -> object:
        """The sentence for a refusal."""
        if type(refused) in self.refusals:
            return self.refusals[type(refused)](refused)
        if isinstance(refused, OwnProposal):
            return self.own_proposal_error
        return self.not_proposer_error if isinstance(refused, NotYours) else self.decided_text(refused.row)

    def waiting_in(self, session: Session, unit_ids: set[int], *holds: ColumnElement[bool]) -> list[Waiting]:
        """The inbox lines of some units, the longest waiting first; of rows that fulfil all of `holds`."""
        return list(self.lines(session, session.scalars(self.noun.waiting_in(unit_ids).where(*holds)).all()))
