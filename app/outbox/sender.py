"""The sender of a batch: the account that its operations belong to, and whose lessons they may name."""

from dataclasses import dataclass

from app.models import Role
from app.web.visitor import Visitor


@dataclass(frozen=True)
class CallSender:
    """The sender of a call, through any gate.

    `public_id` must equal the batch's `account`. `account_id` is the account that pressed, None without an account.
    `keeper_id` is the account whose lessons the operations may name: the same, unless somebody hands in the file of
    another. A helper at the door has neither, but `helper_id` and one `lesson_id`. `kinds` are the kinds that this gate
    accepts, None for all. `phone_id` is the helper's phone (`DoorPhone`). `device_words` names browser and system, to
    identify the phone. `roles` are open; `locked` are those locked after idling (app/web/sign_in/visits.py).
    """

    public_id: str
    account_id: int | None
    keeper_id: int | None
    helper_id: int | None = None
    kinds: frozenset[str] | None = None
    lesson_id: int | None = None
    phone_id: int | None = None
    device_words: str = ""
    roles: frozenset[Role] = frozenset()
    locked: frozenset[Role] = frozenset()

    @classmethod
    def signed_in(cls, visitor: Visitor, device_words: str = "") -> "CallSender":
        """The sender for whoever is signed in and sends their own operations."""
        own = visitor.account_id
        return cls(visitor.public_id, own, own, device_words=device_words, roles=visitor.roles, locked=visitor.locked)

    def has_locked(self, works: frozenset[Role]) -> bool:
        """Whether work of some roles waits until the sender unlocks: all of the sender's own among them are locked."""
        return bool(works & self.locked) and not works & self.roles
