"""Made-up help: a ward with its lists, and records as they stand in the log. All flush, none commits."""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data import help_lists
from app.models import Account, AdministrativeUnit, HelpDesk, HelpRecord, HelpResult, HelpTally, HelpTopic, Role
from app.outbox.exchange import exchange
from app.outbox.operations import Result, read
from app.outbox.sender import CallSender
from tests.factories import make_account, make_ward


class Counter:
    """A ward with the common lists, two desks, and somebody at the first."""

    def __init__(self, session: Session, ward: AdministrativeUnit | None = None, **given: Any) -> None:
        self.session = session
        self.ward: AdministrativeUnit = ward or make_ward(session, **given)
        help_lists.supply(session, self.ward)
        self.helper: Account = make_account(session, self.ward, Role.COUNTER)
        self.topics = {topic.key: topic for topic in session.scalars(HelpTopic.of(self.ward.id))}
        self.results = {result.key: result for result in session.scalars(HelpResult.of(self.ward.id))}
        self.desks = {desk.key: desk for desk in session.scalars(HelpDesk.in_units([self.ward.id]))}

    def record(
        self,
        at: datetime,
        topics: Sequence[str] = ("vneid_cai_dat",),
        result: str = "did_alone",
        desk: str | None = "Q1",
        **given: Any,
    ) -> HelpRecord:
        """One help as the log keeps it."""
        values: dict[str, Any] = {"helper": self.helper, "place_kind": "counter", **given}
        record = HelpRecord(
            uuid=str(uuid.uuid4()),
            unit_id=self.ward.id,
            desk=self.desks[desk] if desk else None,
            topics=[self.topics[key] for key in topics],
            result=self.results[result],
            day=clock.local(at).date(),
            at=at,
            device_at=at,
            received_at=at,
            **values,
        )
        self.session.add(record)
        self.session.flush()
        return record

    def tally(self, day: date, hour: int, topic: str, count: int, desk: str = "Q1", **given: Any) -> HelpTally:
        """Strokes of a paper."""
        row = HelpTally(
            unit_id=self.ward.id,
            desk=self.desks[desk],
            day=day,
            hour=hour,
            topic=self.topics[topic],
            count=count,
            entered_by=self.helper,
            entered_at=clock.now(),
            **given,
        )
        self.session.add(row)
        self.session.flush()
        return row

    def entry(self, kind: Any, key: str) -> Any:
        """The entry of one of the ward's lists."""
        return self.session.scalars(select(kind).where(kind.unit_id == self.ward.id, kind.key == key)).one()


class HelpPhone:
    """A phone of whoever helps, told to the server without a request; commits."""

    def __init__(self, app: Flask, account: Account, device: str = "phone", ahead: timedelta = timedelta(0)) -> None:
        self.app, self.device, self.ahead = app, device, ahead
        self.account_id, self.public_id = account.id, account.public_id

    def send(self, *operations: object, now: datetime | None = None) -> list[Result]:
        """A call; the answers."""
        now = now or clock.now()
        body = {
            "device": self.device,
            "account": self.public_id,
            "client_now": (now + self.ahead).isoformat(),
            "operations": list(operations),
        }
        sender = CallSender(self.public_id, self.account_id, self.account_id)
        with self.app.test_request_context():
            return exchange(read(json.dumps(body).encode(), now), sender, now)

    def verdicts(self, *operations: object, now: datetime | None = None) -> list[str]:
        """A call; what became of each."""
        return [result.status.value for result in self.send(*operations, now=now)]

    def help(self, at: datetime | None = None, name: str | None = None, **data: object) -> dict[str, Any]:
        """A help as the log's page makes it."""
        said = {"desk": "Q1", "topics": ["vneid_cai_dat"], "result": "did_alone", "minutes": 4, **data}
        return self.operation("help_record", said, at, name)

    def correction(self, record: dict[str, Any], at: datetime | None = None, **data: object) -> dict[str, Any]:
        """A correction of a help."""
        return self.operation("help_correction", {"record": record["uuid"], **data}, at)

    def operation(self, kind: str, data: object, at: datetime | None = None, name: str | None = None) -> dict[str, Any]:
        """Anything, at a moment of the server's clock, written by the phone's own."""
        made = (at or clock.now()) + self.ahead
        return {"uuid": name or str(uuid.uuid4()), "kind": kind, "at": made.isoformat(), "sequence": 1, "data": data}
