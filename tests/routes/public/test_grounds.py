"""A class that is a duty of office says so and asks for no consent; everybody else is asked."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Consent
from app.web.database import db
from tests.pages import Pages
from tests.registering import TYPED, open_course

DUTY = "Học là nhiệm vụ được cơ quan giao, nên phường ghi tên và kết quả học theo nhiệm vụ đó."


def purposes(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Consent.purpose)))


@pytest.mark.parametrize("given", [{"audience": "cbccvc"}, {"audience": "teams", "ground": "duty"}])
def test_staff_are_asked_for_no_consent(app: Flask, pages: Pages, given: dict[str, Any]) -> None:
    open_course(app, **given)

    page = pages.get("/l/DEM1")
    assert DUTY in page.text
    assert "consent_photos" not in page.form("/l/DEM1").fields
    assert "đồng ý để phường" not in page.text
    ticket = page.form("/l/DEM1").submit({**TYPED})
    pages.client.post("/l/DEM1", data={**page.form("/l/DEM1").fields, **TYPED, "consent_photos": "y"})

    assert purposes(app) == []
    assert "Đã có chỗ" in ticket.text


@pytest.mark.parametrize("given", [{}, {"audience": "cbccvc", "ground": "asked"}])
def test_residents_are_asked(app: Flask, pages: Pages, given: dict[str, Any]) -> None:
    open_course(app, **given)

    page = pages.get("/l/DEM1")
    assert DUTY not in page.text
    page.form("/l/DEM1").submit({**TYPED, "consent_photos": "y"})

    assert purposes(app) == ["photos"]
