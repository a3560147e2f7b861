"""What doors do with pages beside filling in one form."""

from collections import defaultdict
from random import Random
from typing import Any

from tests.pages import Form, Page


def pressed(page: Page, button: str) -> Page:
    """The page after a button was pressed; where the product asks once more, with that button pressed too."""
    after = page.form(button=button).submit()
    again = [form for form in after.forms() if button in form.buttons]
    return again[0].submit() if again else after


def with_reason(form: Form, words: str) -> Page:
    """The page after a form was sent whose every empty line or box of text holds the same words."""
    empty = {
        control.get("name") or "": words
        for control in form.element.iter()
        if control.tag == "textarea" or (control.tag == "input" and control.get("type", "text") == "text")
        if control.get("name") and not control.get("value") and not (control.text or "").strip()
    }
    return form.submit(empty)


def filled(form: Form, draw: Random, begins: str, empty: float = 0.2, words: str = "Chữ ") -> dict[str, Any]:
    """Something for each line of a form whose name begins so, a share of them left `empty`; `words` come before
    the number in a line of text. The same draw fills alike."""
    options = defaultdict[str, list[str]](list)
    several, given = set[str](), dict[str, Any]()
    for control in form.element.iter():
        name, kind = control.get("name") or "", control.get("type", "text")
        if not name.startswith(begins):
            continue
        if control.tag == "select":
            options[name] += [value for each in control.iter("option") if (value := each.get("value"))]
        elif kind in ("radio", "checkbox"):
            options[name] += [control.get("value", "y" if kind == "checkbox" else "") or ""]
            several |= {name} if kind == "checkbox" else set()
        elif control.tag == "textarea" or kind == "text":
            number = control.get("inputmode") in ("numeric", "decimal")
            given[name] = str(draw.randrange(40)) if number else f"{words}{draw.randrange(99)}"
    for name, values in options.items():
        if values := [each for each in values if each]:
            some = draw.sample(values, draw.randrange(1, len(values) + 1)) if name in several else None
            given[name] = some or draw.choice(values)
    nothing = {name: None if name in several or "" not in options[name] else "" for name in given}
    return {name: nothing[name] if draw.random() < empty else value for name, value in given.items()}
