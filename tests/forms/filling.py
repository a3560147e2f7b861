"""What somebody types into a form, told from its fields alone: their type, choices and the example beside them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element

from PIL import Image

from app.country import clock
from tests.forms.discovery import Opened, Press
from tests.page_checks import NAMED
from tests.pages import words

NAME, YEAR, PHONE, NUMBER = "Nguyễn Thị Hòa", "1950", "0912345678", "1"
# The example of a hint: "Ví dụ 8 giờ 30".
EXAMPLE = re.compile(r"[Vv]í dụ:? ([^.;,()]+)")
# A day, which an example names as it was written: it is typed as tomorrow's.
DAY = re.compile(r"^\d+/\d+$")
LIST = "Họ tên;Năm sinh\nNguyễn Thị Hòa;1950\n"


class Filled(NamedTuple):
    """What a press sends: names and values in order; by name of a field for files, which it accepts."""

    fields: list[tuple[str, str]]
    files: dict[str, str]


def fill(page: Opened, press: Press, given: Mapping[str, str] | None = None) -> Filled:
    """The form of a press, filled in; `given`: values that nothing on the page tells."""
    told, button = dict(given or {}), press.button
    controls = [each for each in _controls(page, press.form) if each.get("name") and each.get("disabled") is None]
    choices = _choices(controls)
    files = {str(each.get("name")): each.get("accept", "") for each in controls if each.get("type") == "file"}
    filled = [
        (name, value)
        for control in controls
        if (name := str(control.get("name"))) not in {*told, *files}
        for value in _values(page, control, choices)
    ]
    if button is not None and button.get("name") and button.get("name") not in told:
        filled.append((str(button.get("name")), button.get("value", "")))
    return Filled([*filled, *told.items()], files)


def _choices(controls: Iterable[Element]) -> list[Element]:
    """Of each group of radios and ticks those that are chosen, or else the first."""
    groups: dict[tuple[str, str], list[Element]] = {}
    for each in controls:
        if each.get("type") in ("radio", "checkbox"):
            groups.setdefault((each.get("type", ""), each.get("name", "")), []).append(each)
    return [
        each
        for group in groups.values()
        for each in [one for one in group if one.get("checked") is not None] or group[:1]
    ]


def _values(page: Opened, control: Element, choices: list[Element]) -> list[str]:
    """What a field sends."""
    kind = control.get("type", "text")
    if kind in ("radio", "checkbox"):
        return [control.get("value", "on")] if any(control is each for each in choices) else []
    return [] if kind in ("submit", "button", "reset", "image") else [_typed(page, control)]


def _controls(page: Opened, form: Element) -> Iterator[Element]:
    """Its fields, and those elsewhere that name it."""
    name = form.get("id")
    for element in form.iter():
        if element.tag in NAMED:
            yield element
    for element in page.root.iter():
        if name and element.tag in NAMED and element.get("form") == name:
            yield element


def _typed(page: Opened, control: Element) -> str:
    """What stands in a field, or is typed into it."""
    if control.tag == "select":
        options = [each for each in control.iter("option") if each.get("disabled") is None]
        chosen = [each for each in options if each.get("selected") is not None]
        values = [each.get("value", words(each)) for each in (*chosen, *options)]
        return next((value for value in values if value), "")
    there = "".join(control.itertext()) if control.tag == "textarea" else control.get("value") or ""
    return there or ("" if control.get("type") == "hidden" else example_for(page, control))


def example_for(page: Opened, control: Element) -> str:
    """What somebody types into an empty field, by its type and the example beside it."""
    kind, mode, name = control.get("type", "text"), control.get("inputmode"), control.get("name") or ""
    if kind == "tel" or mode == "tel" or control.get("autocomplete") == "tel":
        return PHONE
    if kind in ("date", "month", "time", "datetime-local"):
        day = clock.today() + timedelta(days=1)
        return {"date": f"{day:%Y-%m-%d}", "month": f"{day:%Y-%m}", "time": "09:00"}.get(kind, f"{day:%Y-%m-%d}T09:00")
    if kind == "email":
        return "hoa@lopso.example"
    if "year" in name:
        return YEAR
    hints = (control.get("aria-describedby") or "").split()
    told = " ".join(words(each) for each in page.root.iter() if each.get("id") in hints)
    if found := EXAMPLE.search(told):
        tomorrow = clock.today() + timedelta(days=1)
        return DAY.sub(f"{tomorrow:%d/%m}", found[1].strip())
    if kind == "number" or mode in ("numeric", "decimal"):
        return control.get("min") or NUMBER
    return NAME


@cache
def picture() -> bytes:
    """A photo, as small as one can be that is still read."""
    content = BytesIO()
    Image.new("RGB", (640, 480), "white").save(content, "JPEG")
    return content.getvalue()


def file_for(accepts: str) -> tuple[bytes, str]:
    """A file that a field accepts, and its name."""
    takes_pictures = not accepts or "image" in accepts or ".jpg" in accepts
    return (picture(), "anh.jpg") if takes_pictures else (LIST.encode(), "danh-sach.csv")
