"""What is held of somebody by name and telephone is theirs alone: twins with one telephone have two names."""

from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import HelpRequest, HelpTopic, Team
from app.registers.personal_data.holdings import Holdings
from tests.factories import make_person, make_ward

PHONE = "+84912345678"


def test_holdings_of_a_person_are_not_those_of_a_name_with_another_mark(session: Session) -> None:
    ward = make_ward(session)
    one, other = (make_person(session, ward, name, 1956, phone=PHONE) for name in ("Lò Văn Tú", "Lò Văn Tư"))
    team = Team(unit=ward, name="Tổ 1", created_at=clock.now())
    session.add(team)
    for person in (one, other):
        team.name_in(session, person.full_name, PHONE, day=clock.today())
    supply(session, ward)
    said = {"unit": ward, "phone": PHONE, "due_on": clock.today(), "made_at": clock.now()}
    topics, names = session.scalars(HelpTopic.of(ward.id)), ("LÒ VĂN TÚ", "lo van tu", "Lò Văn Tư")
    requests = [
        HelpRequest(full_name=name, submission=name, topic=topic, **said)
        for name, topic in zip(names, topics, strict=False)
    ]
    session.add_all(requests)
    session.flush()
    asked = [each.id for each in requests]
    members = {each.full_name: each.id for each in team.members}

    held = [Holdings.by(session, person) for person in (one, other)]

    assert [set(each.requests) for each in held] == [set(asked[:2]), set(asked[1:])]
    assert [list(each.members) for each in held] == [[members["Lò Văn Tú"]], [members["Lò Văn Tư"]]]
