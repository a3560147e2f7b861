"""What somebody reports of a house, a site, an event or their own organisation, from a phone or a plain form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class DoorstepReport:
    """What somebody reports: `subject` is the uuid of the site, `made` its fields if it is new."""

    uuid: str
    at: datetime
    programme: object
    version: object
    subject: str
    made: object
    outcome: str
    answers: object
    # The keys of photos that were taken. They arrive as operations of their own; until then they are missing.
    photographed: object = ()
    # Why the answers do not meet a check of the programme.
    reason: object = ""
    # The key of its period ("2026-10-01"), in a programme with periods.
    period: object = None
    # The moment for which rights are checked, if not `at`: the phone's clock was wrong.
    judged_at: datetime | None = None

    @property
    def rights_at(self) -> datetime:
        """The moment for which the sender's right to the house is checked."""
        return self.judged_at or self.at

    @property
    def described(self) -> Mapping[str, Any]:
        """The fields of a new site, unchecked; none of one that is there."""
        return self.made if isinstance(self.made, Mapping) else {}

    @property
    def names_site(self) -> bool:
        """Whether `subject` is a uuid."""
        return UUID_FORM.fullmatch(self.subject) is not None
