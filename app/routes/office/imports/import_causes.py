"""The refused rows of a list by what is wrong with them, and what an officer wrote about them on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.country import clock
from app.country.births import lone_year
from app.country.name_surroundings import each_name
from app.country.names import clean
from app.exchange.imports.columns import ALL, NO, YES, group_key
from app.exchange.imports.row_results import RowResult
from app.exchange.imports.survey import SHEETS
from app.exchange.imports.vocabulary import Meaning
from app.models import ImportRun
from app.models.people.person import PHONES

M = Meaning
# Rows of one cause that have their fields on the page; the others follow once these are mended.
FIELDS = 20
LONGEST = 300
ELSEWHERE = "Nơi khác"
# The field that says of which text one chooses the group.
NAMED = "ten-to-"
# What may be said of any list: leave out hidden rows, rows struck out; read all sheets alike.
FREE = ("hidden", "struck", SHEETS)
# What may be left out of a row: one tick for all of a cause.
SPARED = (*PHONES, M.SEX)
_HEADINGS: Mapping[tuple[str, bool], object] = {
    (M.FULL_NAME, True): _l("Chưa có họ tên"),
    (M.FULL_NAME, False): _l("Họ tên chưa dùng được"),
    (M.BIRTH_YEAR, True): _l("Chưa có năm sinh"),
    (M.BIRTH_YEAR, False): _l("Năm sinh chưa dùng được"),
    (M.SEX, False): _l("Giới tính chưa rõ"),
    (M.SEX, True): _l("Giới tính chưa rõ"),
    **{(key, False): _l("Số điện thoại chưa đúng") for key in PHONES},
    (M.GUARDIAN, True): _l("Dưới 16 tuổi, chưa có phụ huynh"),
    (M.GUARDIAN, False): _l("Tên phụ huynh chưa dùng được"),
}


@dataclass
class Cause:
    """Rows refused for one reason. Of a group that was not found `text` is what the rows say: one field mends them all;
    `why` is the sentence where it is the same for all."""

    heading: str
    meaning: str | None
    text: str = ""
    rows: list[RowResult] = field(default_factory=list)

    @property
    def why(self) -> str:
        """What is wrong and what to write, once for all rows; empty where rows differ."""
        whys = {each.why for each in self.rows}
        return next(iter(whys)) if len(whys) == 1 else ""

    @property
    def spared(self) -> bool:
        """Whether the cell may be left empty in all of them."""
        return self.meaning in SPARED


def causes(refused: Sequence[RowResult], word: str) -> list[Cause]:
    """The refused rows by cause, the most frequent first; `word` is the ward's for its groups."""
    found: dict[object, Cause] = {}
    for result in refused:
        wrong = list(result.wrong)
        first = next((pair for pair in wrong if pair[0] != M.GROUP), None)
        if first or not wrong:
            cause = _cause(first, result.why)
            found.setdefault(cause.heading, cause).rows.append(result)
        for text in (text for meaning, text in wrong if meaning == M.GROUP):
            heading = _("“%(text)s” là %(word)s nào?", text=text[:60], word=word)
            found.setdefault(group_key(text), Cause(heading, M.GROUP, text)).rows.append(result)
    return sorted(found.values(), key=lambda cause: -len(cause.rows))


def _cause(wrong: tuple[str, str] | None, why: str) -> Cause:
    if wrong is None:
        return Cause(why, None)
    meaning, text = wrong
    return Cause(str(_HEADINGS.get((meaning, not text), why)), meaning)


def lone_years(refused: Sequence[RowResult]) -> dict[int, tuple[str, int]]:
    """The years of birth that rows refused for their births hold, beside what they say, by row."""
    births = {each.number: dict(each.wrong).get(M.BIRTH_YEAR, "") for each in refused}
    return {row: (text, year) for row, text in births.items() if (year := lone_year(text, clock.today()))}


def several(refused: Sequence[RowResult]) -> list[tuple[str, str]]:
    """The people of each refused name cell that names several and nothing else, beside what it says."""
    texts = [dict(each.wrong).get(M.FULL_NAME, "") for each in refused]
    return [(" · ".join(found), text) for text in texts if (found := each_name(text))]


def written(refused: Sequence[RowResult], form: MultiDict[str, str]) -> dict[int, dict[str, str]]:
    """The cells that somebody wrote anew, by row; "" where one is to be left out."""
    if form.get("nam") == "lay":
        return {row: {M.BIRTH_YEAR.value: str(year)} for row, (_text, year) in lone_years(refused).items()}
    spared = {str(meaning) for meaning in SPARED} & {*form.getlist("trong")}
    cells: dict[int, dict[str, str]] = {}
    for result in refused:
        for meaning, text in result.wrong:
            typed = clean(form.get(f"o-{result.number}-{meaning}", text))[:LONGEST]
            if typed != text and typed:
                cells.setdefault(result.number, {})[meaning] = typed
            elif meaning in spared:
                cells.setdefault(result.number, {})[meaning] = ""
    return cells


def groups_meant(refused: Sequence[RowResult], form: MultiDict[str, str], codes: Sequence[str]) -> dict[str, str]:
    """Which group each text means that no group was found for, by what somebody chose."""
    texts = {text for result in refused for meaning, text in result.wrong if meaning == M.GROUP}
    numbers = [key.removeprefix(NAMED) for key in form if key.startswith(NAMED)]
    pairs = [(form[f"{NAMED}{number}"], form.get(f"to-{number}", "")) for number in numbers]
    return {group_key(text): code for text, code in pairs if text in texts and code in (*codes, ELSEWHERE)}


def answered(run: ImportRun, form: MultiDict[str, str], codes: Sequence[str]) -> dict[str, str]:
    """What somebody answered about the list, by the question's key; an empty answer opens it again."""
    key, equals, answer = form.get("tra-loi", "").partition("=")
    offered = {each: ["", *asked.get("answers", (YES, NO))] for each, asked in run.read_as.get("questions", {}).items()}
    offered |= {each: [YES, NO] for each in FREE}
    known = equals and answer in [*offered.get(key, ()), *(codes if key in offered and key.startswith(ALL) else ())]
    return {key: answer} if known else {}
