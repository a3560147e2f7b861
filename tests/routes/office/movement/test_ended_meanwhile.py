"""A form of the office lies open while its programme ends: what was typed stays, and a sentence says why."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.models import Programme
from app.web.database import immediate
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_tables import form_of, made, pressed, said

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("november")]


@pytest.fixture
def app(make_app: Callable[..., Flask], engine: str) -> Flask:
    return make_app(engine)


def ends(office: Office, at: str) -> None:
    """The programme is stopped."""
    with office.write() as session:
        session.get_one(Programme, int(at.split("/")[3])).retire(date(2026, 11, 20))


@pytest.fixture(params=["before it is sent", "before it is stored"])
def stopped(office: Office, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Stops the programme now, or in the moment in which the next form is stored."""

    def stops(at: str) -> None:
        if request.param == "before it is sent":
            ends(office, at)
            return

        @contextmanager
        def late() -> Iterator[Session]:
            ends(office, at)
            with immediate() as session:
                yield session

        for module in ("entries.tables", "registers.views"):
            monkeypatch.setattr(f"app.routes.{module}.immediate", late)

    return stops


def test_a_table_keeps_what_was_typed_when_its_programme_ends(office: Office, stopped: Callable[[str], None]) -> None:
    at, keys = made(office)
    typed, before = {f"o|{keys['Tủ sách 2']}|a_loans": "12"}, said(office)
    look = pressed(office.as_officer().get(at), "look", typed)
    stopped(at)
    kept = pressed(look, "save", {}, status=422)
    assert "phong trào này đã dừng từ 20/11/2026" in kept.text
    assert {key: form_of(kept).fields[key] for key in typed} == {key: [each] for key, each in typed.items()}
    assert said(office) == before
    office.as_officer().get(at, status=404)


@pytest.mark.parametrize("new", [True, False])
def test_a_form_keeps_what_was_typed_when_its_programme_ends(
    office: Office, stopped: Callable[[str], None], *, new: bool
) -> None:
    at, keys = made(office)
    book, before = at.replace("/bang", "/so"), said(office)
    form = office.as_officer().get(f"{book}/moi" if new else f"{book}/{keys['Tủ sách 2']}/sua").form(button="Lưu")
    typed = {"a_loans": "12", **({"name": "Tủ sách mới"} if new else {})}
    stopped(at)
    kept = form.submit(typed, status=422)
    assert "phong trào này đã dừng từ 20/11/2026" in kept.text
    assert {key: kept.form(button="Lưu").fields[key] for key in typed} == {k: [v] for k, v in typed.items()}
    assert said(office) == before
