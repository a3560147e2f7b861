"""A form sent as a browser does, and what the database holds before and after."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.web.database import db
from tests.forms.discovery import Opened, Press, open_page, presses
from tests.forms.filling import Filled, file_for
from tests.rows import raw_digests

# What a request leaves behind whatever it was answered, who did what, which presses are known, and files that came
# along and that no row names.
BESIDE = ("rate_limit", "audit_event", "audit_head", "idempotency_key", "wrong_tries", "file_to_remove")


class Answer(NamedTuple):
    """What somebody is told: the status, where it leads, and the page in between if there is one."""

    status: int
    leads_to: str
    text: str

    @property
    def is_taken(self) -> bool:
        """Whether the press was taken."""
        return self.status < 400

    @property
    def same(self) -> tuple[bool, str]:
        """What two answers to one press have in common."""
        return self.is_taken, self.leads_to


def reopened(app: Flask, client: FlaskClient, press: Press) -> tuple[Opened, Press]:
    """The page of a press as it stands now, with a token of this browser, and the press on it.

    Raises:
        LookupError: it is not there any more.
    """
    page = open_page(client, press.page)
    if page is None:
        raise LookupError(f"{press}: its page is not there any more")
    found = [each for each in presses(app, press.visitor, page) if each.endpoint == press.endpoint]
    same = [each for each in found if each.action == press.action] or found
    if not same:
        raise LookupError(f"{press}: not there any more")
    return page, same[0]


def send(
    client: FlaskClient, press: Press, filled: Filled, pictures: Mapping[str, bytes] = MappingProxyType({})
) -> Answer:
    """Press the button; `pictures`: what fields for a photo are given, by endpoint."""
    fields: MultiDict[str, object] = MultiDict(filled.fields)
    for name, accepts in filled.files.items():
        content, called = file_for(accepts)
        content = pictures.get(press.endpoint, content)
        fields.add(name, (BytesIO(content), called))
    kind = "multipart/form-data" if press.form.get("enctype") == "multipart/form-data" else None
    address = urljoin(press.page, press.action)
    headers = {"Referer": f"http://localhost{press.page}", "Sec-Fetch-Site": "same-origin"}
    with client.post(address, data=fields, content_type=kind, headers=headers) as answer:
        return read(answer)


def read(answer: Response) -> Answer:
    """What an answer says."""
    leads_to = urlsplit(answer.headers.get("Location") or answer.headers.get("HX-Redirect") or "").path
    text = answer.get_data(as_text=True) if answer.mimetype in ("text/html", "application/json") else ""
    return Answer(answer.status_code, leads_to, text)


def held(app: Flask, but: Sequence[str] = BESIDE) -> dict[str, str]:
    """A hash of what each table holds."""
    with app.app_context():
        return raw_digests(db.session.connection(), but=but)


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that differ."""
    return sorted(name for name in before if before[name] != after[name])
