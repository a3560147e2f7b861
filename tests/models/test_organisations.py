"""Organisations: people belong to those where one works or learns alone; two that are one merge; who sends whom."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Ambassador, Organisation, Role, Workplace
from app.models.movement.merging import NoPlaceOfWork, merge
from app.models.movement.organisation import BODIES, EMPLOYING, STAFFED
from app.models.people.residential_group import AlreadyEnded
from tests.factories import make_account, make_denominator, make_organisation, make_person, make_ward
from tests.pairs import make_ambassador


@pytest.mark.parametrize("kind", sorted(BODIES.keys() - set(STAFFED)))
def test_nobody_belongs_to_a_body_of_those_who_believe_the_same(session: Session, kind: str) -> None:
    ward = make_ward(session)
    person, body = make_person(session, ward, "Lò Thị Én", 1980), make_organisation(session, ward, "Nơi ấy", kind)
    person.organisation_id = body.id
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("kind", STAFFED)
def test_paid_staff_belong_to_front_unions_and_party_offices(session: Session, kind: str) -> None:
    ward = make_ward(session)
    person, body = make_person(session, ward, "Lò Thị Én", 1980), make_organisation(session, ward, "Nơi ấy", kind)
    person.organisation_id = body.id
    session.flush()
    assert Workplace.keep(session, make_account(session, ward, Role.OFFICER), ward.id, body)
    assert body in session.scalars(Organisation.employers(ward.id)).all()


def test_an_organisation_to_which_people_belong_becomes_no_such_body(session: Session) -> None:
    ward = make_ward(session)
    school = make_organisation(session, ward)
    make_person(session, ward, "Lò Thị Én", 1980).organisation_id = school.id
    session.flush()
    school.kind = "party_cell"
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Trường THCS Túc Duyên", "school"), ("Trạm Y tế phường", "health_station"), ("Chi bộ Tổ 5", "party_cell"),
        ("Công ty TNHH Chè Xanh", "enterprise"), ("HTX Nông nghiệp Số 1", "cooperative"),
        ("Hội LHPN phường", "mass_organisation"), ("Phòng Kinh tế", "agency"), ("Ủy ban MTTQ phường", "front"),
    ],
)  # fmt: skip
def test_one_of_a_list_is_of_the_kind_that_its_name_begins_with(session: Session, name: str, kind: str) -> None:
    made = Organisation.made(session, make_ward(session), {"name": name})
    assert (made.kind, made.employs) == (kind, kind in EMPLOYING)


def test_two_that_are_one_merge_with_people_and_ambassadors_and_numbers_stay(session: Session) -> None:
    ward = make_ward(session)
    gone, into = make_organisation(session, ward, "THCS Túc Duyên"), make_organisation(session, ward)
    gone.contact_name, gone.contact_phone = "Hà Thị Mơ", "+84912345678"
    person, sent = make_person(session, ward, "Lò Thị Én", 1980), make_ambassador(session, ward)
    person.organisation_id = sent.organisation_id = gone.id
    number = make_denominator(session, ward, 30, "cbccvc", organisation=gone)
    session.flush()
    told = merge(session, gone, into, clock.today())
    session.expire_all()
    assert told == {"name": "THCS Túc Duyên", "into": into.name, "people": 1, "ambassadors": 1,
                    "members": [person.public_id]}  # fmt: skip
    assert (person.organisation_id, sent.organisation_id, number.organisation) == (into.id, into.id, gone)
    assert (gone.merged_into, gone.retired_on, gone.contact_name, gone.contact_phone) == (into, clock.today(), "", "")
    assert not gone.returns
    for one, other in ((gone, into), (into, gone), (into, into)):
        with pytest.raises(AlreadyEnded):
            merge(session, one, other, clock.today())


def test_people_go_into_no_body(session: Session) -> None:
    ward = make_ward(session)
    school, cell = make_organisation(session, ward), make_organisation(session, ward, "Chi bộ 5", "party_cell")
    make_person(session, ward, "Lò Thị Én", 1980).organisation_id = school.id
    session.flush()
    with pytest.raises(NoPlaceOfWork):
        merge(session, school, cell, clock.today())
    assert school.retired_on is None


def test_who_sends_an_ambassador_is_known_by_name_whichever_was_written_first(session: Session) -> None:
    ward = make_ward(session)
    early, late = make_ambassador(session, ward), make_ambassador(session, ward)
    early.organisation = "hội lhpn  Phường"
    union = make_organisation(session, ward, "Hội LHPN phường", "mass_organisation")
    Ambassador.tie(session, union)
    late.change({"organisation": "Hội LHPN phường"}, str(late.version))
    session.flush()
    session.refresh(early)
    assert (early.organisation_id, late.organisation_id) == (union.id, union.id)
    late.change({"organisation": "Hội khác"}, str(late.version))
    assert (late.organisation, late.organisation_id) == ("Hội khác", None)
