"""A browser without script over real HTTP, for the many whose story is only that they came: pages, forms, cookies."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from xml.etree.ElementTree import Element

from tests.browser.patience import PATIENCE
from tests.reading import read_whole

Fields = dict[str, list[str]]
# What a fresh proof is given by (app/web/sign_in/proof.py).
PROOFS = ("proof_code", "proof_password")


@dataclass
class Form:
    """A form with what a press would send."""

    action: str
    fields: Fields = field(default_factory=dict)
    # What the choices of a select say → what they send.
    choices: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Read:
    """The forms of a page, in order and by their ids, its h1 and its links."""

    forms: list[Form] = field(default_factory=list)
    by_id: dict[str, Form] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    h1: str = ""


def _read(told: str) -> Read:
    read = Read()
    for element in read_whole(told).iter():
        if element.tag == "form":
            form = _form(element)
            read.forms.append(form)
            read.by_id[element.get("id", "")] = form
        elif element.tag == "a" and "href" in element.attrib:
            read.links.append(element.attrib["href"])
        elif element.tag == "h1":
            read.h1 += " ".join("".join(element.itertext()).split())
    return read


def _form(element: Element) -> Form:
    form = Form(element.get("action", ""))
    for control in element.iter():
        name = control.get("name", "")
        if not name or control.get("disabled") is not None:
            continue
        if control.tag == "select":
            options = [option for option in control.iter("option") if option.get("disabled") is None]
            form.choices[name] = {" ".join((each.text or "").split()): each.get("value", "") for each in options}
            picked = [option for option in options if option.get("selected") is not None]
            chosen = picked if control.get("multiple") is not None else picked[-1:] or options[:1]
            if chosen:
                form.fields[name] = [option.get("value", "") for option in chosen]
        elif control.tag == "textarea":
            form.fields[name] = [control.text or ""]
        elif control.tag == "input" and _is_sent(control):
            form.fields.setdefault(name, []).append(control.get("value", "on"))
    return form


def _is_sent(control: Element) -> bool:
    kind = control.get("type", "text")
    return kind not in ("submit", "button", "file") and (
        kind not in ("checkbox", "radio") or control.get("checked") is not None
    )


@dataclass
class Answer:
    """A page as it came."""

    address: str
    status: int
    body: bytes

    @cached_property
    def read(self) -> Read:
        """What stands on it, where it is a page."""
        return _read(self.html) if self.body.lstrip()[:9].lower() == b"<!doctype" else Read()

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.address).path

    @property
    def h1(self) -> str:
        return self.read.h1

    @property
    def text(self) -> str:
        """All words, tags left out, folded."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.html).split())

    def form(self, action: str = "", field_named: str = "") -> Form:
        """The first form whose address ends so, or that has such a field."""
        for form in self.read.forms:
            if (form.action or self.path).endswith(action) and (not field_named or field_named in form.fields):
                return form
        raise AssertionError(f"{self.path}: no form {action or field_named}: {[f.action for f in self.read.forms]}")


class Plain:
    """Somebody with a browser of their own. `password` is typed where the door asks for it, and what `code` gives."""

    def __init__(self, url: str, username: str = "", password: str = "", code: Callable[[], str] = lambda: "") -> None:
        self.url, self.username, self.password, self.code = url, username, password, code
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> Answer:
        """Open a page, through the door where it is shut; what lay idle since the day before is unlocked."""
        answer = self._open(urllib.request.Request(urllib.parse.urljoin(self.url, address)))
        if answer.path == "/dang-nhap" and self.username and address != "/dang-nhap":
            self.sign_in()
            answer = self._open(urllib.request.Request(urllib.parse.urljoin(self.url, address)))
        if answer.h1 == "Máy đã khóa":
            answer = self.press(answer, answer.form("/mo-khoa"), unlock_password=self.password)
        assert answer.status == 200, f"{address}: {answer.status} {answer.h1}"
        return answer

    def sign_in(self) -> None:
        """Fill in the door's form."""
        page = self.get("/dang-nhap")
        told = self.press(page, page.form("/dang-nhap"), username=self.username, password=self.password)
        if told.path == "/dang-nhap/ma":
            told = self.press(told, told.form("/dang-nhap/ma"), code=self.code())
        assert not told.path.startswith("/dang-nhap"), told.text

    def press(self, page: Answer, form: Form, **changes: Any) -> Answer:
        """Send a form with some fields filled in; the page it leads to. A change of None leaves a field out."""
        told: dict[str, Any] = {**form.fields, **changes}
        sent = {name: value for name, value in told.items() if value is not None}
        address = urllib.parse.urljoin(page.address, form.action)
        files = {name: value for name, value in sent.items() if isinstance(value, tuple)}
        if files:
            return self._open(_multipart(address, sent))
        answer = self._open(urllib.request.Request(address, urllib.parse.urlencode(sent, doseq=True).encode()))
        return self._prove(answer) if answer.h1 == "Xác nhận lại là anh chị" else answer

    def _prove(self, asked: Answer) -> Answer:
        """A fresh proof: a code where there is a second factor, else the password; what was pressed goes along."""
        form = asked.form(field_named="proof_away")
        proof = {name: self.code() if name == "proof_code" else self.password for name in form.fields if name in PROOFS}
        return self.press(asked, form, **proof)

    def fill(self, address: str, action: str = "", field_named: str = "", **changes: Any) -> Answer:
        """Open a page, fill its form in, press; the answer must be good."""
        page = self.get(address)
        answer = self.press(page, page.form(action, field_named), **changes)
        assert answer.status == 200, f"{answer.address}: {answer.status} {answer.text[:1500]}"
        return answer

    def call_get(self, address: str) -> Any:
        """The JSON at an address."""
        return json.loads(self.get(address).body)

    def call(self, address: str, body: object, **headers: str) -> Any:
        """Send JSON as the product's own scripts do; the JSON that comes back."""
        request = urllib.request.Request(urllib.parse.urljoin(self.url, address), json.dumps(body).encode())
        for name, value in {"Content-Type": "application/json", **headers}.items():
            request.add_header(name, value)
        answer = self._open(request)
        assert answer.status == 200, f"{address}: {answer.status} {answer.html}"
        return json.loads(answer.body)

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=PATIENCE / 1000) as got:
                return Answer(got.geturl(), got.status, got.read())
        except HTTPError as refused:
            with refused:
                return Answer(refused.geturl(), refused.code, refused.read())


def _multipart(address: str, fields: dict[str, Any]) -> urllib.request.Request:
    """A form with files: `(name, content, type)`."""
    mark = "----term-of-lopso"
    parts = []
    for name, value in fields.items():
        if isinstance(value, tuple):
            told, content, kind = value
            head = f'name="{name}"; filename="{told}"\r\nContent-Type: {kind}'
            parts.append((head, content))
        else:
            parts += [(f'name="{name}"', str(each).encode()) for each in ([value] if isinstance(value, str) else value)]
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in parts
    )
    request = urllib.request.Request(address, body + f"--{mark}--\r\n".encode())
    request.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
    return request
