"""Turns one cell into a stored value: names, births, phones, counts. Corrections on the way are reported."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _

from app.country import formats, names
from app.country.births import Birth, UnusableBirth, parse_birth
from app.country.formats import PhoneFault, UnusablePhone
from app.country.name_surroundings import check_one
from app.country.names import UnusableName
from app.country.numbers import NoMoney, parse_count, parse_money
from app.country.refusals import sentence
from app.exchange.imports.reading import Cell
from app.exchange.imports.sheet_marks import epoch_of
from app.registers.field import YES_WORDS

# Numbers of five digits, days between 1927 and 2064, or 1931 and 2068 (`workbook_cells`).
# Four digits are read as a year, right or wrong.
_SERIALS = range(10_000, 60_000)
# What people write for an empty cell.
_NOTHING = {"", "khong", "khong co", "ko", "k", "0", "x", "chua co", "na", "n a", "none", "null", "khong ro"}
_ERRORS = re.compile(r"#N/A|#[\w/]+[!?]|Err:\d+", re.IGNORECASE)
# A telephone number among words.
_NUMBER_IN = re.compile(r"\+?\d(?:[\s.()-]{0,2}\d){7,}")
# Excel's sign for a text cell ('1941); it stays in the cell once that was pasted.
_MARKED_TEXT = re.compile(r"'(?:(?=[=+\-@＝＋－＠])|(?=[^\s'])(?!.*'$))")
_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_SCIENTIFIC = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)
_SEXES = {"nam": "nam", "male": "nam", "m": "nam", "trai": "nam", "nu": "nữ", "female": "nữ", "f": "nữ", "gai": "nữ"}
_TICKS = frozenset(YES_WORDS.split("|"))
MOST_PEOPLE = 1_000_000


class UnusableCell(ValueError):
    """A cell that cannot be stored; the message is one or two plain sentences for staff."""


class OtherOrder(str):
    """A date that can only be read day first, in a column of which somebody said that the month stands first."""


@dataclass
class Mended:
    """The corrections of a row, in sentences."""

    notices: list[str] = field(default_factory=list)

    def tell(self, notice: str) -> None:
        """Note that a cell was understood otherwise than it is written."""
        self.notices.append(notice)


def text_of(cell: Cell) -> str:
    """A cell as a clean line that people read: 1954.0 is "1954", a date "08/4/1954"."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return formats.date(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, int):
        return str(cell)
    written = names.clean(cell)
    if found := _AS_FORMULA.fullmatch(written):
        written = found[1]
    return _MARKED_TEXT.sub("", written, count=1) if _MARKED_TEXT.match(written) else written


def day_text_of(cell: Cell) -> str:
    """The text of a cell in a column of dates.

    Raises:
        UnusableCell: its order is not that of the column.
    """
    if isinstance(cell, OtherOrder):
        text = _('"%(text)s" ghi ngày trước, khác cả cột. Anh chị xem lại, hoặc chỉ ghi năm.', text=text_of(cell))
        raise UnusableCell(text)
    return text_of(cell)


def name_of(cell: Cell, *, one: bool = False) -> str:
    """A person's name, without the number or dash of a pasted list; `one`: never several, nor of somebody gone.

    Raises:
        UnusableCell: no name, or none that can be stored.
    """
    text = text_of(cell)
    if text.startswith("="):
        raise UnusableCell(_('Ô họ tên ghi công thức "%(text)s". Anh chị ghi họ tên.', text=text[:40]))
    if _ERRORS.fullmatch(text):
        raise UnusableCell(_('Ô họ tên báo lỗi "%(text)s". Anh chị ghi lại họ tên.', text=text))
    if isinstance(cell, date):
        raise UnusableCell(_('Ô họ tên ghi ngày "%(text)s". Anh chị ghi họ tên.', text=text))
    try:
        if one and isinstance(cell, str):
            check_one(cell)
        return names.clean_name(names.unlisted(text))
    except UnusableName as refused:
        raise UnusableCell(sentence(refused, staff=True)) from refused


def birth_of(cell: Cell, today: date, mended: Mended, *, dates: bool = False) -> Birth:
    """A year or date of birth: text, a number, a date, or, in a column of `dates`, Excel's number of a day.

    Raises:
        UnusableCell: none can be read from it; two digits are never taken for a year.
    """
    if isinstance(cell, date):
        return _birth_from_date(cell, today, mended)
    text = day_text_of(cell)
    if dates and text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        day = epoch_of(cell) + timedelta(days=int(text))
        mended.tell(_('Ô ngày sinh ghi số "%(text)s" của Excel, hiểu là %(day)s.', text=text, day=formats.date(day)))
        text = day.isoformat()
    try:
        return parse_birth(text, today)
    except UnusableBirth as refused:
        raise UnusableCell(sentence(refused, staff=True)) from refused


def _birth_from_date(day: date, today: date, mended: Mended) -> Birth:
    number = (day - epoch_of(day)).days
    if 1900 <= number <= today.year:  # a year in a cell that was formatted as a date
        mended.tell(_("Ô năm sinh định dạng nhầm thành ngày, hiểu là năm %(year)s.", year=number))
        return Birth(number)
    if day > today:
        raise UnusableCell(
            _(
                "Ngày sinh %(day)s chưa tới. Excel hay đổi năm hai số như 29 thành 2029: "
                "anh chị ghi đủ bốn số của năm.",
                day=formats.date(day),
            )
        )
    try:
        return parse_birth(day.isoformat(), today)
    except UnusableBirth as refused:
        raise UnusableCell(sentence(refused, staff=True)) from refused


def phone_of(cell: Cell, mended: Mended) -> str | None:
    """A phone number in E.164, or None for an empty cell. A zero that a spreadsheet dropped is restored, and
    reported.

    Raises:
        UnusableCell: what is written is no one phone number.
    """
    text = text_of(cell)
    if names.search_key(text) in _NOTHING or not any(map(str.isalnum, text)):
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise UnusableCell(_('Số điện thoại "%(text)s" bị Excel rút gọn, mất số. Anh chị ghi lại đủ số.', text=text))
    found = _NUMBER_IN.findall(text)
    if len(found) == 1 and any(map(str.isalpha, text)):
        mended.tell(_("Ô điện thoại ghi “%(text)s”: lấy số %(number)s.", text=text[:60], number=found[0]))
        text = found[0]
    text = re.sub(r"(?<=\d{8})\.0$", "", text)
    try:
        number = formats.parse_phone(text)
    except UnusablePhone as refused:
        if refused.reason is PhoneFault.EMPTY:
            return None
        raise UnusableCell(sentence(refused, staff=True)) from refused
    if number == "+84" + re.sub(r"\D", "", text):
        mended.tell(_("Số điện thoại mất số 0 ở đầu, đã thêm lại: %(phone)s.", phone=formats.phone(number)))
    return number


def sex_of(cell: Cell) -> str | None:
    """ "nam", "nữ", or None for an empty cell.

    Raises:
        UnusableCell: another word.
    """
    key = names.search_key(text_of(cell))
    if not key:
        return None
    if key not in _SEXES:
        text = _('Giới tính "%(text)s" chưa rõ. Anh chị ghi nam hoặc nữ, hay để trống.', text=text_of(cell)[:40])
        raise UnusableCell(text)
    return _SEXES[key]


def is_tick(cell: Cell) -> bool:
    """Whether a cell holds only a mark, as in the columns "Nam" and "Nữ" of a list."""
    return text_of(cell).lower() in _TICKS


def count_of(cell: Cell) -> int | None:
    """A number of people or households: "1.234", 1234; None for an empty cell.

    Raises:
        UnusableCell: no such number.
    """
    text = text_of(cell)
    if not text or text == "-":
        return None
    if (count := parse_count(text, MOST_PEOPLE)) is None:
        raise UnusableCell(_('"%(text)s" chưa phải số đếm. Anh chị ghi số, ví dụ 1.234, hay để trống.', text=text[:40]))
    return count


def money_of(cell: Cell) -> int | None:
    """An amount of whole đồng: "1.234.000 đ", 1234000; None for an empty cell.

    Raises:
        UnusableCell: no such amount.
    """
    text = text_of(cell)
    if not text or text == "-":
        return None
    try:
        return parse_money(text)
    except NoMoney as unreadable:
        words = _('"%(text)s" chưa phải số tiền. Anh chị ghi số đồng, ví dụ 1.500.000, hay để trống.', text=text[:40])
        raise UnusableCell(words) from unreadable


def line_of(cell: Cell, most: int) -> str:
    """One line of text, cut to so many characters."""
    return text_of(cell)[:most].strip()
