"""The file of an issued paper, served byte for byte by its hash; one whose bytes are others is never shown."""

import logging
from collections.abc import Callable

from flask import Response, abort, make_response

from app.models.mixins.issued import Issued
from app.models.targets.source_file import KINDS
from app.web.errors import page
from app.web.kept_files import Altered, kept
from app.web.responses import personal, settings

log = logging.getLogger(__name__)


def as_issued(row: Issued, called: str, sorry: tuple[str, str], note: Callable[[str], None] | None = None) -> Response:
    """The stored bytes, or where they are not those that were issued the page that says so, with the heading and words
    of `sorry`; `note` records the trail event that it is called with. 404 before it is drawn."""
    if not row.file:
        abort(404)
    try:
        content = kept(settings().papers, row.file, row.sha256)
    except Altered:
        log.error("the file of %s %s (row %s) is not the one that was issued", row.SUBJECT, row.register_number, row.id)
        if note:
            note(f"{row.SUBJECT}.file_altered")
        return page(500, *sorry)
    if note:
        note(f"{row.SUBJECT}.viewed")
    answer = make_response(content)
    ending = row.file.rpartition(".")[2]
    answer.mimetype = KINDS[ending]
    answer.headers["Content-Disposition"] = f'inline; filename="{called}.{ending}"'
    return personal(answer)
