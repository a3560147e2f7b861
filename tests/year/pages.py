"""What doors do with pages beside filling in one form."""

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
