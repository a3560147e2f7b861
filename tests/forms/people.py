"""Residents in the states that a ticket knows, tablets and the phone of a helper at the door."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Consent,
    Course,
    DataRequest,
    DoorHelper,
    DoorPhone,
    HelpDesk,
    HelpTopic,
    Kiosk,
    KioskVisit,
    Lesson,
    Registration,
    RegistrationState,
    Role,
)
from app.models.learning.absences import AbsenceNotice
from app.models.learning.leaving import cancel
from app.models.trust import asking_for_data
from app.routes.kiosk.sheets import COOKIE as KIOSK_COOKIE, PATH as KIOSK_PATH
from app.routes.public.door.lookups import COOKIE as DOOR_COOKIE
from app.web.access import COOKIE
from tests.architecture.wards import Ward
from tests.factories import (
    make_account,
    make_course,
    make_registration,
    make_sign_in,
)
from tests.forms.discovery import Visitor
from tests.helping import Counter


def account_visitor(session: Session, account: Account, role: Role, name: str = "") -> Visitor:
    """Somebody signed in."""
    return Visitor(name or role.value, role.value, "/", ((COOKIE, make_sign_in(session, account), "/"),))


@dataclass
class Street:
    """A ward of `make_everything` with more of its residents, and the people who work among them."""

    session: Session
    unit: AdministrativeUnit
    ward: Ward
    visitors: list[Visitor] = field(default_factory=list)
    # What else arguments of addresses may be, by one of them.
    more: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    # The class to come, the lesson under way, who is on its roll, and who helps at its door.
    coming: Course = field(init=False)
    lesson: Lesson = field(init=False)
    people: list[Registration] = field(init=False)
    helper: DoorHelper = field(init=False)

    def __post_init__(self) -> None:
        """The counter, which brings the ward's lists."""
        self.desk = Counter(self.session, self.unit)

    def add(self, argument: str, **values: Any) -> None:
        """What arguments may be together, in addresses that have this one."""
        self.more.setdefault(argument, []).append(values)

    def residents(self) -> None:
        """Tickets with a seat, a seat that is offered, one given up, a lesson that was excused; a request for help."""
        session, unit, now = self.session, self.unit, clock.now()
        course = make_course(session, unit, title="Lớp sắp mở", seats=40, offer_hours=24)
        seated = make_registration(session, course, "Nông Văn Tám", 1948, needs=["hear"])
        session.add(Consent(person=seated.person, purpose="photos", text_version="2026-11", given_at=now, how="qr"))
        AbsenceNotice.tell(session, seated, course.lessons[1], now)
        given_up = make_registration(session, course, "Nông Thị Chín", 1949)
        cancel(session, given_up, now=now)
        offered = make_registration(session, course, "Nông Thị Mười", 1950)
        offered.state, offered.offered_until = RegistrationState.OFFERED, now + timedelta(days=1)
        offered.seated_at = None
        asked = DataRequest(
            submission=None, unit=unit, kind="copy", full_name="Nông Văn Tám", birth_year=1948, phone=None, words="",
            way="self", asked_at=now,
        )  # fmt: skip
        asking_for_data.ask(session, asked)
        for made in (seated, given_up, offered):
            self.add("token", token=made.ticket.token, public_id=made.public_id)
        self.add("code", code=course.code, public_id=seated.public_id, number=1)
        self.coming = course

    def registered_by(self, account: Account) -> None:
        """Somebody whom they registered today."""
        made = make_registration(self.session, self.coming, f"Lục Văn {account.id}", 1951, by_id=account.id)
        self.add("code", code=self.coming.code, public_id=made.public_id)

    def tablets(self) -> None:
        """A tablet at which somebody chose a topic, and one at which nobody stands."""
        desk = HelpDesk.add(self.session, self.unit, label="Bàn tự phục vụ", place_kind="counter")
        for name in ("tablet", "tablet in use"):
            account = make_account(self.session, self.unit, Role.COUNTER)
            kiosk, token = Kiosk.pair(self.session, desk, name=name, by=account, now=clock.now())
            if name != "tablet":
                topic = self.session.scalars(HelpTopic.of(self.unit.id)).first()
                KioskVisit.begin(self.session, kiosk, topic, uuid=str(uuid4()), now=clock.now())
            self.visitors.append(Visitor(name, "public", KIOSK_PATH, ((KIOSK_COOKIE, token, KIOSK_PATH),)))

    def phone_at_the_door(self) -> None:
        """A phone with the link of a helper; two that were let in by the code on the wall, one with its own ticket."""
        now = clock.now()
        _phone, token = DoorPhone.take(self.session, self.helper.id, token=None, kind="Chrome, Android", now=now)
        path = f"/h/{self.helper.token}"
        self.visitors.append(Visitor("door helper", "public", "/h/", ((DOOR_COOKIE, token, path),)))
