"""A person's page: the helps they were given by name, and who takes them by the hand."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import HelpRecord, PairOutcome, Person
from app.models.helping.pairs import pairing
from app.routes.office.people.people import HELPS_SHOWN
from tests.factories import make_person
from tests.helping import Counter
from tests.pages import Page
from tests.pairs import make_ambassador
from tests.routes.office.conftest import Office
from tests.statements import counted


@pytest.fixture
def hoa(office: Office) -> str:
    """Bác Hoa, entered under a second row too and helped under both; her public id."""
    with office.write() as session:
        counter = Counter(session, office.here(session))
        hoa, twice = (make_person(session, counter.ward, name, 1956) for name in ("Bùi Thị Hoa", "Bùi Thị Hoà"))
        now = clock.now()
        counter.record(now - timedelta(days=2), person=hoa)
        counter.record(now - timedelta(days=1), ("vneid_mat_khau", "chung_thuc"), "together", person=twice)
        counter.record(now, ("thanh_toan",), person=hoa, withdrawn_at=now)
        counter.record(now, ("dat_dai",))
        twice.merged_into_id = hoa.id
        return hoa.public_id


def rows(page: Page, heading: str) -> list[str]:
    """The lines of a card."""
    for section in page.all("section"):
        if any(heading == " ".join("".join(h2.itertext()).split()) for h2 in section.iter("h2")):
            return [" ".join("".join(item.itertext()).split()) for item in section.iter("li")]
    return []


def of(session: Session, public_id: str) -> Person:
    return session.scalars(select(Person).where(Person.public_id == public_id)).one()


def test_helps_by_name_under_whichever_row_without_those_taken_back(office: Office, hoa: str) -> None:
    page = office.as_officer().get(f"/van-phong/nguoi-hoc/{hoa}")
    newest, oldest = rows(page, "Được giúp 2 lượt")
    assert newest.startswith("Quên mật khẩu, đổi máy VNeID, Chứng thực")
    assert "Làm cùng" in newest
    assert "Tự làm được" in oldest
    address = next(link for link in page.links().values() if link.startswith("/quay/luot/"))
    assert page.pages.get(address).status == 200


def test_a_leader_reads_them_and_opens_none(office: Office, hoa: str) -> None:
    page = office.as_leader().get(f"/van-phong/nguoi-hoc/{hoa}")
    assert len(rows(page, "Được giúp 2 lượt")) == 2
    assert "/quay/luot/" not in page.text


def test_who_takes_them_by_the_hand_leads_to_the_pair(office: Office, hoa: str) -> None:
    with office.write() as session:
        for number, name in enumerate(("Hoàng Văn Bảy", "Lê Thị Út")):
            begun = clock.today() - timedelta(days=60 - 30 * number)
            ambassador = make_ambassador(session, office.here(session), name)
            pair = pairing.begin(session, ambassador, of(session, hoa), now=clock.now(), day=begun)
            if not number:
                pair.end(PairOutcome.STOPPED, day=begun + timedelta(days=20))
    for pages in (office.as_officer(), office.as_leader()):
        page = pages.get(f"/van-phong/nguoi-hoc/{hoa}")
        now, before = rows(page, "Đại sứ số kèm cặp")
        assert now.startswith("Lê Thị Út")
        assert now.endswith("đang kèm")
        assert before.startswith("Hoàng Văn Bảy")
        assert " đến " in before
        address = next(link for link in page.links().values() if link.startswith("/van-phong/kem-cap/"))
        assert "Bùi Thị Hoa" in pages.get(address).text


@pytest.mark.postgresql
def test_many_helps_are_told_by_the_newest_and_their_number_in_as_few_statements(office: Office, hoa: str) -> None:
    officer, address = office.as_officer(), f"/van-phong/nguoi-hoc/{hoa}"
    officer.get(address)
    with counted() as few:
        officer.get(address)
    with office.write() as session:
        like = session.scalars(HelpRecord.of_person(of(session, hoa))).all()[0]
        for number in range(30):
            at = like.at - timedelta(hours=number)
            again = HelpRecord(
                uuid=str(uuid.uuid4()), unit_id=like.unit_id, helper=like.helper, topics=list(like.topics),
                result=like.result, place_kind=like.place_kind, person=like.person, day=clock.local(at).date(),
                at=at, device_at=at, received_at=at,
            )  # fmt: skip
            session.add(again)
    with counted() as many:
        page = officer.get(address)
    assert len(few) == len(many), "\n".join(many)
    assert len(rows(page, "Được giúp 32 lượt")) == HELPS_SHOWN
    assert "Đây là 10 lượt gần nhất." in page.text


def test_who_looked_at_a_help_stands_among_those_who_looked_at_the_person(office: Office, hoa: str) -> None:
    pages = office.as_officer()
    (link,) = [to for to in pages.get(f"/van-phong/nguoi-hoc/{hoa}").links().values() if "/quay/luot/" in to][:1]
    pages.get(link)

    looks = pages.get(f"/van-phong/nguoi-hoc/{hoa}/lich-su?xem=ai-xem")

    assert "Xem lượt giúp có tên người do người khác ghi" in looks.text
    assert "Xem lượt giúp" not in pages.get(f"/van-phong/nguoi-hoc/{hoa}/lich-su").text
