"""A ward's lists: keys that never change, an order, nothing deleted that was used, nothing missing that is needed."""

import unicodedata
import uuid

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import AdministrativeUnit, HelpDesk, HelpResult, HelpTopic, Kiosk, KioskVisit, Skill
from app.models.helping.lists.definitions import ListStillNeeded, Used, fresh_key, uses
from app.models.people.changing import Overtaken
from tests.factories import make_account, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with the common lists."""
    unit = make_ward(session)
    supply(session, unit)
    return unit


def topic(session: Session, ward: AdministrativeUnit, key: str) -> HelpTopic:
    """A topic by its key."""
    return session.scalars(HelpTopic.keyed(ward.id, key)).one()


def used(session: Session, one: HelpTopic, ward: AdministrativeUnit) -> None:
    """Somebody at a tablet came for it."""
    desk = session.scalars(HelpDesk.listed(ward.id)).first()
    assert desk is not None
    kiosk, _token = Kiosk.pair(session, desk, name="Bàn 1", by=make_account(session, ward), now=clock.now())
    KioskVisit.begin(session, kiosk, one, uuid=str(uuid.uuid4()), now=clock.now())


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Cấp, đổi căn cước", "cap_doi_can_cuoc"),
        (unicodedata.normalize("NFD", "Cấp, đổi căn cước"), "cap_doi_can_cuoc"),
        ("Đổi SIM <b>🙂", "doi_sim_b"),
        ("🙂🙂", "muc"),
        ("=1+1", "1_1"),
        ("a" * 300, "a" * 40),
    ],
)
def test_a_key_is_made_of_a_label(label: str, key: str) -> None:
    assert fresh_key(label, ()) == key
    assert fresh_key(label, {key}) == f"{key}_2"


def test_one_more_stands_last_and_its_key_stays_when_it_is_renamed(session: Session, ward: AdministrativeUnit) -> None:
    made = HelpTopic.add(session, ward.id, label="Cấp mã số thuế", field="Kinh tế")
    twin = HelpTopic.add(session, ward.id, label="Cấp mã số thuế", field="Kinh tế")
    assert (made.key, twin.key) == ("cap_ma_so_thue", "cap_ma_so_thue_2")
    assert session.scalars(HelpTopic.listed(ward.id)).all()[-2:] == [made, twin]
    assert made.change({"label": "Mã số thuế cá nhân"}, "1") == {"label": "Mã số thuế cá nhân"}
    assert (made.key, made.version) == ("cap_ma_so_thue", 2)
    with pytest.raises(Overtaken):
        made.change({"label": "Thuế"}, "1")


def test_a_topic_moves_among_those_of_its_field_and_a_second_tap_moves_nothing(
    session: Session, ward: AdministrativeUnit
) -> None:
    one = topic(session, ward, "dvc_tra_cuu")
    seen = one.position
    assert one.move(session, up=True, seen=seen)
    assert not one.move(session, up=True, seen=seen)
    assert not one.move(session, up=True, seen=one.position)  # first of its field
    keys = [row.key for row in session.scalars(HelpTopic.offered(ward.id)) if row.field == one.field]
    assert keys == ["dvc_tra_cuu", "dvc_dang_nhap"]


def test_what_was_used_is_retired_never_deleted(session: Session, ward: AdministrativeUnit) -> None:
    one = topic(session, ward, "khai_sinh")
    used(session, one, ward)
    assert uses(session, HelpTopic, ward.id) == {one.id: 1}
    with pytest.raises(Used):
        one.remove(session)
    assert one.retire(session, clock.now())
    assert not one.retire(session, clock.now())
    with pytest.raises(Used):
        one.remove(session)
    assert one.key not in [row.key for row in session.scalars(HelpTopic.offered(ward.id))]
    assert session.scalars(HelpTopic.called(ward.id, ["khai_sinh"])).one() is one  # an old page's key is understood
    assert one.bring_back()
    assert not one.bring_back()


def test_what_was_never_used_may_go(session: Session, ward: AdministrativeUnit) -> None:
    topic(session, ward, "khai_sinh").remove(session)
    assert session.scalars(HelpTopic.called(ward.id, ["khai_sinh"])).all() == []


def test_what_the_log_cannot_do_without_stays(session: Session, ward: AdministrativeUnit) -> None:
    def refused(one: HelpTopic | HelpResult | Skill | HelpDesk) -> str:
        with pytest.raises(ListStillNeeded) as told:
            one.retire(session, clock.now())
        return told.value.why

    results = {row.key: row for row in session.scalars(HelpResult.of(ward.id))}
    assert refused(results["did_alone"]) == "meaning"
    assert refused(results["unfinished"]) == "meaning"
    assert results["together"].retire(session, clock.now())
    HelpResult.add(session, ward.id, label="Hẹn quay lại", meaning="unfinished")
    assert results["unfinished"].retire(session, clock.now())
    assert refused(topic(session, ward, "khac")) == "words"
    skills = session.scalars(Skill.of(ward.id)).all()
    for skill in skills[1:]:
        skill.retire(session, clock.now())
    assert refused(skills[0]) == "one"


def test_desks_are_called_by_letter_and_number(session: Session, ward: AdministrativeUnit) -> None:
    def made(name: str, kind: str) -> str:
        return HelpDesk.add(session, ward, label=name, place_kind=kind).key

    assert [made("Quầy 2", "counter"), made("Bàn tự phục vụ 1", "kiosk"), made("Chợ Thái", "market")] == [
        "Q2",
        "K1",
        "CHO_THAI",
    ]
    assert made("Chợ Thái", "market") == "CHO_THAI_2"
    assert [desk.key for desk in session.scalars(HelpDesk.listed(ward.id))][-1] == "CHO_THAI_2"
