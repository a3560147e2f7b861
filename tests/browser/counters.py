"""A service centre with a ward's lists, somebody at its desk, and what came of what they noted."""

from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select

from app.data import help_lists
from app.models import AdministrativeUnit, HelpRecord, Role
from app.web.database import db, immediate
from tests.factories import make_account, make_group, make_ward

# Helps noted one after another, each a topic and a result.
NOTES = """async times => {
  const said = document.querySelector('[data-said]');
  const tiles = document.querySelectorAll('[data-first] input');
  const results = document.querySelectorAll('.outcomes button');
  for (let time = 0; time < times; time++) {
    tiles[time % tiles.length].click();
    const told = new Promise(resolve => {
      new MutationObserver((changes, seen) => {
        seen.disconnect();
        resolve();
      }).observe(said, { childList: true });
    });
    results[time % 3].click();
    await told;
  }
}"""


@dataclass
class Centre:
    """Keys only, so that it outlives every transaction."""

    app: Flask
    ward_id: int
    account_id: int
    group_code: str

    def records(self, account_id: int | None = None) -> list[HelpRecord]:
        """What stands in the book of somebody, the oldest first; withdrawn ones are left out."""
        mine = select(HelpRecord).where(HelpRecord.helper_id == (account_id or self.account_id))
        with self.app.app_context():
            found = db.session.scalars(mine.where(HelpRecord.withdrawn_at.is_(None)).order_by(HelpRecord.id)).all()
            for each in found:
                assert all((each.topics, each.result.key))
                assert [bool(one) for one in (each.reason, each.age_band, each.person, each.residential_group)]
            return list(found)

    def rows(self) -> int:
        """All rows that somebody made, withdrawn ones too."""
        with self.app.app_context():
            mine = select(func.count()).select_from(HelpRecord).where(HelpRecord.helper_id == self.account_id)
            return db.session.scalars(mine).one()


def make_centre(app: Flask) -> Centre:
    """A ward with the common lists and somebody at its one desk."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        help_lists.supply(session, ward)
        group = make_group(session, ward)
        account = make_account(session, ward, Role.COUNTER)
        session.flush()
        return Centre(app, ward.id, account.id, group.code)


def colleague(centre: Centre) -> int:
    """Somebody else at the same desk: the account's id."""
    with centre.app.app_context(), immediate() as session:
        account = make_account(session, session.get_one(AdministrativeUnit, centre.ward_id), Role.COUNTER)
        session.flush()
        return account.id


def note(page: Page, times: int) -> None:
    """Note so many helps as fast as the phone keeps them."""
    page.evaluate(NOTES, times)


def choose(page: Page, label: str) -> None:
    """Tap one of the six tiles."""
    page.locator("[data-first] .tile", has_text=label).tap()


def end(page: Page, label: str) -> None:
    """Tap a result."""
    page.locator(".outcomes").get_by_role("button", name=label).tap()
