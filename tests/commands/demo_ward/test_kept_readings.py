"""Staff's first pages in a ward at work: what is kept is read once, and never shown when it is old."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Account, Matter, Organisation, Programme, Site, Team, kept_reading
from app.web.access import COOKIE
from app.web.database import immediate
from tests.factories import make_sign_in

PAGES = {
    "/van-phong": "canbo", "/van-phong/bao-cao": "canbo", "/van-phong/bao-cao/noi-gui": "canbo",
    "/quay/to-cua-toi": "totruong", "/quay/ghi-nhanh": "totruong", "/don-vi": "truong",
}  # fmt: skip
WRITES = {
    "an organisation": update(Organisation).values(name=Organisation.name + " mới"),
    "programmes": update(Programme).values(retired_on=date(2026, 1, 1), retired_at=Programme.created_at),
    "teams": update(Team).values(name=Team.name + " mới"),
}


def opened(app: Flask, address: str) -> str:
    """A page without what differs at each drawing."""
    with app.app_context(), immediate() as session:
        account = session.scalars(select(Account).where(Account.username == PAGES[address])).one()
        token = make_sign_in(session, account)
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    main = client.get(address).text.partition("<main")[2]
    return re.sub(r'(value|data-drawn)="[^"]*"', "", main)


@pytest.mark.postgresql
@pytest.mark.parametrize("address", [*PAGES])
def test_a_page_opened_again_reads_nothing_that_is_kept(
    used: Flask, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Session] = []
    own = kept_reading._own
    opened(used, address)
    monkeypatch.setattr(kept_reading, "_own", lambda session: read.append(session) or own(session))
    opened(used, address)
    assert read == []


def test_a_page_after_a_write_is_as_if_nothing_was_kept(used: Flask) -> None:
    address = "/van-phong/bao-cao/noi-gui"
    for name, write in WRITES.items():
        before = opened(used, address)
        with used.app_context(), immediate() as session:
            assert session.execute(write).rowcount
        now = opened(used, address)
        kept_reading.forget()
        assert now == opened(used, address)
        assert now != before or name != "programmes"


@pytest.mark.parametrize("address", ["/quay/to-cua-toi", "/quay/ghi-nhanh", "/don-vi"])
def test_a_page_of_who_sends_is_as_if_nothing_was_kept(used: Flask, address: str) -> None:
    writes = {
        "sites": update(Site).values(retired_on=date(2026, 1, 1)).where(Site.kind != "household"),
        "tasks": update(Matter).values(text="Việc mới"),
        "programmes": WRITES["programmes"],
    }
    for name, write in writes.items():
        before = opened(used, address)
        with used.app_context(), immediate() as session:
            assert session.execute(write).rowcount
        now = opened(used, address)
        kept_reading.forget()
        assert now == opened(used, address)
        assert now != before or name != "programmes"
