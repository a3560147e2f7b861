"""Who sends a batch: in whose name its operations stand, and whose lessons they may be about."""

from dataclasses import dataclass

from app.models import Role
from app.web.visitor import Visitor


@dataclass(frozen=True)
class Sender:
    """The one behind a call, whichever gate it came through.

    `public_id` is what the batch has to name as its `account`. `account_id` is whose presses they are, None for who
    has no account. `keeper_id` is the account whose lessons they may be about: the same, unless somebody hands in
    what another has made. A helper at the door has neither, but `helper_id` and the one `lesson_id`. `kinds` are the
    operations this gate takes, None for all. `phone_id` is the helper's phone (`DoorPhone`). `device_words` is browser
    and system, for whoever looks for the phone. `roles` are those that are open, `locked` those that lay idle for too
    long (app/web/sign_in/idle.py).
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
    def signed_in(cls, visitor: Visitor, device_words: str = "") -> "Sender":
        """Who is signed in and sends what they made themselves."""
        own = visitor.account_id
        return cls(visitor.public_id, own, own, device_words=device_words, roles=visitor.roles, locked=visitor.locked)

    def has_locked(self, works: frozenset[Role]) -> bool:
        """Whether work of some roles waits until whoever sends unlocks: they hold one, and none of them is open."""
        return bool(works & self.locked) and not works & self.roles
