"""Pages that have papers drawn: how these look is asked in tests/documents."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import wraps
from typing import Any

import pytest

from app.documents import link_picture, poster

# What differs from one class of a test to the next, though all else on the paper is the same.
OF_A_CLASS = ("address", "meetings", "starts_at")
_drawn: dict[object, bytes] = {}


def drawn_once(draw: Callable[..., bytes]) -> Callable[..., bytes]:
    """Draws what differs by more than the class's address and its hours; else it is what was drawn before."""

    @wraps(draw)
    def drawn(content: Any, *size: str) -> bytes:
        told = tuple(getattr(content, field.name) for field in fields(content) if field.name not in OF_A_CLASS)
        key = type(content), told, size
        if key not in _drawn:
            _drawn[key] = draw(content, *size)
        return _drawn[key]

    return drawn


@pytest.fixture(scope="module", autouse=True)
def _papers_of_published_classes_are_drawn_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        for paper in (poster, link_picture):
            patched.setattr(paper, "draw", drawn_once(paper.draw))
        yield
