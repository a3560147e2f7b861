"""The list of who is proposed for recognition, or recognised: the annex of the decision by which it is done."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.country import formats
from app.documents.lists import Annex, ListPaper, Office
from app.documents.lists.registers import Heading, columns_of
from app.documents.official import UNDECIDED


def recognition_list(
    office: Office,
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[str]],
    *,
    waits: bool,
    counted: str,
    subject: str,
    letter: str = "",
) -> ListPaper:
    """The annex: a cell a heading in each of `rows`, called `counted` ("hộ"); a draft while the leader has not decided
    (`waits`). `subject` are the criteria. Number and day of the decision are written by hand; a `letter` has none."""
    return ListPaper(
        office=office,
        title=title,
        subject=subject,
        annex=Annex(UNDECIDED, draft=waits, letter=letter),
        columns=columns_of(headings, rows),
        rows=[{str(place): cell for place, cell in enumerate(row)} for row in rows],
        said=(f"Danh sách có {formats.count_in_sentence(len(rows))} {counted}./.",),
        empty=_("Danh sách này chưa có dòng nào để in."),
    )
