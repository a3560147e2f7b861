"""What every page of a guide tells, at home, at the counter and on a self-service tablet."""

from typing import Any

from flask import url_for

from app.models import HelpTopic
from app.web import qr
from app.web.responses import public_address
from app.web.words.screens import screens


def guide_context(topic: HelpTopic, unit_code: str) -> dict[str, Any]:
    """The steps with what to draw beside them, and the code that opens them on another phone; none of a topic that is
    offered no more, whose own page is gone."""
    address = public_address(url_for("public.help_guides.show", key=topic.key, phuong=unit_code))
    return {
        "topic": topic,
        "steps": list(screens(topic.step_lines)),
        "address": address,
        "picture": qr.inline(address) if topic.retired_at is None else "",
    }
