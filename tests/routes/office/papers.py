"""A course whose certificates are issued, for tests of what happens to them afterwards."""

from sqlalchemy import select

from app.models import Certificate, Registration
from app.models.learning.standing import learner_statuses
from tests.factories import make_attended_course
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office

LIST = "/van-phong/lop/DEM5/duyet"


def finished(office: Office, people: int = 3, seldom: int = 0) -> None:
    """DEM5, over, with its attendance."""
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM5", people=people, seldom=seldom)


def issued(office: Office, people: int = 3) -> Pages:
    """DEM5 with its certificates drawn; a browser of the leader's."""
    finished(office, people)
    office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet").submit()
    leader = office.as_leader()
    leader.get(LIST + "/cap-so").form("/duyet").submit()
    return leader


def certificates(office: Office) -> list[Certificate]:
    """All, by number, their registers loaded."""
    with office.read() as session:
        rows = list(session.scalars(select(Certificate).order_by(Certificate.id)))
        assert all(row.register.year for row in rows)
        return rows


def unmet(office: Office) -> list[Registration]:
    """Who has not met the rule, with their names."""
    with office.read() as session:
        rows = learner_statuses(session, office.course("DEM5"))
        return [row.registration for row in rows if not row.met]


def token(page: Page) -> str:
    """The token that stands on a page."""
    return str(page.forms()[0].fields["csrf_token"][0])
