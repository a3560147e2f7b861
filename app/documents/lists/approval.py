"""The annex of the decision by which people of a course are certified; a draft while there is no decision."""

from collections.abc import Sequence

from app.country import formats
from app.country.figures import share_of
from app.documents.lists import NUMBER, Annex, ListPaper, Office
from app.documents.official import UNDECIDED, Decision, supplement_words
from app.documents.tables import Column, Row

COLUMNS = (
    NUMBER,
    Column("Họ và tên", "name", "left", grow=2),
    Column("Năm\nsinh", "year"),
    Column("Giới\ntính", "sex"),
    Column("", "group", "left", group=True, grow=1),
    Column("Số\nbuổi", "came", "tight"),
    Column("Tỷ lệ\n(%)", "share", "tight"),
    Column("Số vào\nsổ cấp", "entry", "tight", least=20),
)


def person(*, came: int, counted: int, exception: str, **cells: object) -> Row:
    """One of the list: name, year, sex, group, and `entry`, the number in the register ("" while it is not approved);
    `came` of `counted` lessons; `exception` is the reason for which the leader lets in whoever missed the rule."""
    share = share_of(came, counted, 1).removesuffix("%") if counted else ""
    lessons = f"{came}/{counted}" + (" (*)" if exception else "")
    return {**cells, "came": lessons, "share": share, "exception": exception}


def approval_list(
    office: Office,
    course: str,
    people: Sequence[Row],
    *,
    rule: str,
    decision: Decision = UNDECIDED,
    approved: bool = False,
    supplement: int = 0,
) -> ListPaper:
    """The annex. `people` (from `person`) in the order of the list, `rule` the course's rule in words.

    `approved` tells a list of those certified from one that is proposed; `supplement` which further list of its course
    it is, 0 for the first.
    """
    count = formats.count_in_sentence
    exceptions = [(number, each) for number, each in enumerate(people, 1) if each["exception"]]
    among = f", trong đó {count(len(exceptions))} trường hợp do lãnh đạo quyết định (*)" if exceptions else ""
    kind = "được cấp" if approved else "đề nghị cấp"
    return ListPaper(
        office=office,
        title=f"Danh sách học viên {kind} giấy chứng nhận{supplement_words(supplement)}",
        subject=f"Lớp “{course}”",
        annex=Annex(decision, draft=decision.is_draft or not approved),
        columns=COLUMNS,
        rows=people,
        said=(
            rule,
            *(f"(*) Số {number}, {each['name']}: {each['exception']}." for number, each in exceptions),
            f"Danh sách có {count(len(people))} người{among}./.",
        ),
    )
