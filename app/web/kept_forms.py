"""What keeps a form when its press gets no answer, declared beside its route (docs/decisions/0069).

A view that answers POST and says nothing is kept by the worker: what was typed is held on the phone and sent again by
one press. `@kept_by` names another mechanism, `@not_kept` says why there is none, and `@dedupes_itself` that the view
knows a second press by a number of its own, so that the shared key of `app/web/idempotency.py` is not asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from flask import Flask

from app.web.access import View

DRAFTED = "keeps_draft"


@dataclass(frozen=True)
class Mechanism:
    """How a form is kept on the phone; compare with `==`, for NONE comes with its reason.

    OUTBOX: an operation in the phone's store, sent by itself (docs/offline.md). WORKER: a page of the phone's own that
    sends it again. DRAFT: the same, and what is half typed outlives a reload. NONE: nothing is kept; `reason` says why.
    """

    name: str
    reason: str = field(default="", compare=False)

    OUTBOX: ClassVar["Mechanism"]
    WORKER: ClassVar["Mechanism"]
    DRAFT: ClassVar["Mechanism"]
    NONE: ClassVar["Mechanism"]


Mechanism.OUTBOX = Mechanism("OUTBOX")
Mechanism.WORKER = Mechanism("WORKER")
Mechanism.DRAFT = Mechanism("DRAFT")
Mechanism.NONE = Mechanism("NONE")

# Reasons that several views have in common.
SECRET = "what is typed is a password or a code, which no phone may keep"
PROGRAM = "a script asks in JSON and asks again by itself"


def kept_by(mechanism: Mechanism, *, drafted: bool = False) -> Callable[[View], View]:
    """Mark a view's form as kept by another mechanism than the worker; `drafted`: half typed it is a draft as well."""
    if mechanism == Mechanism.NONE:
        raise ValueError("say why: not_kept(reason)")

    def mark(view: View) -> View:
        view.__dict__["kept_by"] = mechanism
        view.__dict__[DRAFTED] = drafted or mechanism == Mechanism.DRAFT
        return view

    return mark


def not_kept(reason: str) -> Callable[[View], View]:
    """Mark a view as one whose form, or call, no mechanism keeps."""
    if not reason:
        raise ValueError("say why")

    def mark(view: View) -> View:
        view.__dict__["kept_by"] = Mechanism("NONE", reason)
        return view

    return mark


def dedupes_itself(view: View) -> View:
    """Mark a view that knows a second press by a number of its own, or on which a second press changes nothing."""
    view.__dict__["dedupes_itself"] = True
    return view


def mechanism_of(app: Flask, endpoint: str) -> Mechanism:
    """What keeps the form of an endpoint that answers POST; NONE comes with its `reason`."""
    mechanism: Mechanism = getattr(app.view_functions[endpoint], "kept_by", Mechanism.WORKER)
    return mechanism


def keeps_draft(app: Flask, endpoint: str) -> bool:
    """Whether what is half typed into the form of an endpoint outlives a reload."""
    return bool(getattr(app.view_functions[endpoint], DRAFTED, False))


def has_own_number(app: Flask, endpoint: str) -> bool:
    """Whether the view of an endpoint knows a second press by itself."""
    return hasattr(app.view_functions[endpoint], "dedupes_itself")
