"""The table of a figure on a phone: no heading of a programme that ships pushes its page sideways."""

from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import shelves
from app.models import Programme, Role
from app.models.movement.represented import GroupSite
from tests.browser.checks import fits
from tests.browser.conftest import Site
from tests.factories import make_account, make_group, make_ward
from tests.following import make_rule
from tests.returns import send

FINGER = 44  # px


def test_headings_of_all_shipped_figures_fit_a_phone(site: Site, page: Page) -> None:
    began = clock.now() - timedelta(days=90)
    with site.write() as session:
        ward = make_ward(session)
        make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        rule, made = make_rule(session, ward), dict[str, Programme]()
        for key, declared in catalogue().items():
            made[key] = Programme.begun(session, ward, declared, catalogue=key, now=began)
            made[key].use_draft(seen="1", now=began, rule=rule)
        session.flush()
        vneid = made["vneid"]
        assert vneid.schedule
        period = vneid.schedule.until(clock.today())[-1].key
        home = session.scalars(select(GroupSite).where(GroupSite.unit_id == ward.id)).one()
        send(session, vneid, home, period, clock.today(), citizens=900, identity=800)
        figures = [each for _name, group in shelves(session, [ward.id]) for each in group if each.of]
        headings = [str(each.of_words) for each in figures]
        officer = make_account(session, ward, Role.OFFICER)
    site.sign_in(page.context, officer.id)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/van-phong/so-lieu/vneid.identity")
    fits(page)
    sizes = [link.bounding_box() for link in page.locator("td > .counted").all()]
    assert sizes
    assert all(size and min(size["width"], size["height"]) >= FINGER for size in sizes)
    heading = page.locator(".of-figure thead .num").last
    assert heading.inner_text().startswith("Trên ")
    for words in headings:
        heading.evaluate("(heading, words) => { heading.textContent = 'Trên ' + words }", words)
        fits(page)
