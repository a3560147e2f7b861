"""After a leap of the machine's day no number is given; what was typed is kept, and an administrator ends it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.models import AuditEvent, Certificate, Role
from app.models.trust.server import DAYS
from app.web import place_notes, trusted_days
from tests.factories import make_account
from tests.pages import Pages
from tests.routes.office.approvals.test_approvals import submitted
from tests.routes.office.conftest import Office

LEAP = timedelta(days=366)
ADDRESS = "/quan-tri/ngay-cua-may"


@pytest.fixture
def certain(office: Office) -> Iterator[None]:
    """The worker has seen today."""
    settings = office.app.extensions["settings"]
    with office.app.app_context():
        trusted_days.trust(settings)
    yield
    with office.app.app_context():
        place_notes.remove(settings, DAYS)


def administrator(office: Office) -> Pages:
    with office.write() as session:
        account = make_account(session, office.here(session), Role.ADMINISTRATOR)
    return Pages(office.app.test_client()).sign_in(account)


@pytest.mark.usefixtures("certain")
def test_certificates_wait_until_an_administrator_says_that_the_day_is_right(office: Office) -> None:
    submitted(office)
    was = clock.today()
    with clock.shifted(LEAP):
        leader = office.as_leader()
        form = leader.get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet")

        refused = form.submit(status=409)

        said = f"Ngày của máy nhảy từ {formats.date(was)} sang {formats.date(clock.today())}, nên chưa cấp số."
        assert said in refused.text
        with office.read() as session:
            assert session.scalars(select(Certificate)).all() == []

        page = administrator(office).get(ADDRESS)
        assert formats.date(was) in page.text
        done = page.form("/ngay-cua-may").submit()
        assert "Đã xác nhận ngày của máy." in done.text
        assert "Ngày này chắc chắn" in done.text

        refused.form("/duyet").submit()
        with office.read() as session:
            years = [paper.register_number[-4:] for paper in session.scalars(select(Certificate))]
            assert years == [str(clock.today().year)] * 3
            acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "clock.trusted")).all()
        assert [act.subject_id for act in acts] == [clock.today().isoformat()]


@pytest.mark.usefixtures("certain")
def test_only_the_day_that_was_on_the_screen_is_confirmed(office: Office) -> None:
    settings = office.app.extensions["settings"]
    with clock.shifted(LEAP):
        page = administrator(office).get(ADDRESS)
        again = page.form("/ngay-cua-may").submit({"ngay": (clock.today() - LEAP).isoformat()})
        assert "Ngày của máy vừa đổi" in again.text
        with office.app.app_context():
            assert not trusted_days.is_certain(settings)


@pytest.mark.usefixtures("certain")
def test_on_a_certain_day_there_is_nothing_to_confirm(office: Office) -> None:
    page = administrator(office).get("/quan-tri").follow("Máy chủ").follow("Ngày của máy")
    assert "Ngày này chắc chắn" in page.text
    assert "Đúng, hôm nay là" not in page.text
