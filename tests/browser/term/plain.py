"""A browser without script over real HTTP, for the many whose story is only that they came: pages, forms, cookies."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError

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


class _Reader(HTMLParser):
    """Collects forms, the h1 and links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.links: list[str] = []
        self.h1 = ""
        self._form: Form | None = None
        self._select: tuple[str, bool] | None = None
        self._option: tuple[str, str] | None = None
        self._text: str | None = None
        self._in_h1 = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else name for name, value in attrs}
        if tag == "h1":
            self._in_h1 = True
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
            if "id" in given:
                self.by_id[given["id"]] = self._form
        elif self._form is not None and "disabled" not in given:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name = given.get("name", "")
        if tag == "select" and name:
            self._select = (name, "multiple" in given)
        elif tag == "option" and self._select:
            self._option = (self._select[0], given.get("value", ""))
            there = self._form.fields.get(self._select[0])
            if "selected" in given or (there is None and not self._select[1]):
                values = [given.get("value", "")] if not self._select[1] or there is None else [*there, given["value"]]
                self._form.fields[self._select[0]] = values
        elif tag == "textarea" and name:
            self._text = name
            self._form.fields[name] = [""]
        elif tag == "input" and name and _is_sent(given):
            self._form.fields.setdefault(name, []).append(given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in_h1 = False
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._in_h1:
            self.h1 += data
        if self._option and self._form is not None and data.strip():
            name, value = self._option
            self._form.choices.setdefault(name, {})[" ".join(data.split())] = value
            self._option = None
        if self._text and self._form is not None:
            self._form.fields[self._text][0] += data


def _is_sent(given: dict[str, str]) -> bool:
    kind = given.get("type", "text")
    return kind not in ("submit", "button", "file") and (kind not in ("checkbox", "radio") or "checked" in given)


@dataclass
class Answer:
    """A page as it came."""

    address: str
    status: int
    body: bytes
    read: _Reader = field(default_factory=_Reader)

    def __post_init__(self) -> None:
        if self.body.lstrip()[:9].lower() == b"<!doctype":
            self.read.feed(self.html)

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.address).path

    @property
    def h1(self) -> str:
        return " ".join(self.read.h1.split())

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
            with self._opener.open(request, timeout=30) as got:
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
