"""Declares beside each route how a form is kept when its press gets no response (docs/decisions/0069).

By default the service worker keeps the form of a POST view: the phone stores what was typed and sends it again by one
press. `@kept_by` names another mechanism, and `@not_kept` gives the reason for none. `@dedupes_itself` declares that
the view recognises a second press by a number of its own, without the shared key of `app/web/idempotency.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from flask import Flask

from app.web.access import View


@dataclass(frozen=True)
class Mechanism:
    """How a form is kept on the phone; compare with `==`, because each NONE has its own reason.

    OUTBOX: an operation in the phone's store, sent automatically (docs/offline.md). WORKER: the phone shows a page that
    sends it again. NONE: not kept, for `reason`.
    """

    name: str
    reason: str = field(default="", compare=False)

    OUTBOX: ClassVar["Mechanism"]
    WORKER: ClassVar["Mechanism"]
    NONE: ClassVar["Mechanism"]


Mechanism.OUTBOX = Mechanism("OUTBOX")
Mechanism.WORKER = Mechanism("WORKER")
Mechanism.NONE = Mechanism("NONE")

# Reasons that several views share.
SECRET = "what is typed is a password or a code, which no phone may keep"
PROGRAM = "a script asks in JSON and asks again by itself"


def kept_by(mechanism: Mechanism) -> Callable[[View], View]:
    """Mark a view's form as kept by another mechanism than the worker."""
    if mechanism == Mechanism.NONE:
        raise ValueError("say why: not_kept(reason)")

    def mark(view: View) -> View:
        view.__dict__["kept_by"] = mechanism
        return view

    return mark


def not_kept(reason: str) -> Callable[[View], View]:
    """Mark a view whose form or call is not kept."""
    if not reason:
        raise ValueError("say why")

    def mark(view: View) -> View:
        view.__dict__["kept_by"] = Mechanism("NONE", reason)
        return view

    return mark


def dedupes_itself(view: View) -> View:
    """Mark a view that recognises a second press by a number of its own, or where a second press changes nothing."""
    view.__dict__["dedupes_itself"] = True
    return view


def mechanism_of(app: Flask, endpoint: str) -> Mechanism:
    """How the form of a POST endpoint is kept; NONE has its `reason`."""
    mechanism: Mechanism = getattr(app.view_functions[endpoint], "kept_by", Mechanism.WORKER)
    return mechanism


def has_own_number(app: Flask, endpoint: str) -> bool:
    """Whether the view of an endpoint recognises a second press itself."""
    return hasattr(app.view_functions[endpoint], "dedupes_itself")
