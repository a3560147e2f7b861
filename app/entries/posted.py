"""What a phone's operation or a plain form says of one subject: a house, a site, an event, an own organisation."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.country import clock, names
from app.models.movement.declaration import EntryWay

# Letters of the reason why answers do not meet a check.
LONGEST_REASON = 500
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What is said of a subject. `subject` is the uuid of the site, `made` its fields if it is new, `photographed` the
    keys of photos that follow. `period` is the key of its period. `prefilled`: the answers with which
    the form was filled when it was drawn, None of a form that showed none; `anew`: nothing that is recorded is kept;
    `compares`: answered with both values where somebody else changed the same ones meanwhile. `judged_at`: the moment
    for which rights are checked, if not `at`: the phone's clock was wrong. `day`: the day that the form names, if any;
    `organisation`: the code of that for which it is recorded, where the form says so; `way`: see `Way`; `files_follow`:
    photos and files are sent afterwards, on a page of their own; `returned`: the uuid of the returned entry whose words
    stood on the form, None of a form that shows none."""

    uuid: str
    at: datetime
    programme: int
    version: int
    subject: str
    outcome: str
    made: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    prefilled: Mapping[str, Any] | None = None
    anew: bool = False
    compares: bool = False
    photographed: Collection[str] = ()
    reason: str = ""
    period: date | None = None
    judged_at: datetime | None = None
    day: date | None = None
    organisation: str = ""
    way: EntryWay = EntryWay.DOORSTEP
    files_follow: bool = False
    returned: str | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any], *, uuid: str, at: datetime, **more: Any) -> "Posted":
        """What an operation or a form says; what is not of its type says nothing. `more`: `judged_at`, `compares`."""

        def given(key: str, kind: type, empty: Any = None) -> Any:
            return data[key] if type(data.get(key)) is kind else empty

        return cls(
            uuid=uuid, at=at, programme=given("programme", int, 0), version=given("version", int, 0),
            subject=given("subject", str, "").strip().lower(), outcome=given("outcome", str, "").strip(),
            made=given("made", dict), answers=given("answers", dict, {}), prefilled=given("prefilled", dict),
            anew=given("anew", bool, False), reason=names.clean(given("reason", str, ""))[:LONGEST_REASON],
            photographed=[each for each in given("photos", list, ()) if isinstance(each, str)],
            period=_day(given("period", str, "")), day=_day(given("day", str, "")),
            organisation=given("organisation", str, ""), files_follow=given("files_follow", bool, False), **more,
        )  # fmt: skip

    @property
    def rights_at(self) -> datetime:
        """The moment for which the sender's right to the house is checked."""
        return self.judged_at or self.at

    @property
    def moment(self) -> datetime:
        """The moment that ranks an entry: of a period the later word counts, whatever day it names; without periods
        noon of another day that is named."""
        if self.day in (None, clock.local(self.at).date()) or self.period is not None:
            return self.at
        return clock.at_local(self.day, 12)

    @property
    def described(self) -> Mapping[str, Any]:
        """The fields of a new site, unchecked; none of one that is there."""
        return self.made or {}

    @property
    def names_site(self) -> bool:
        """Whether `subject` is a uuid."""
        return _UUID.fullmatch(self.subject) is not None


def _day(typed: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(typed)
    return None
