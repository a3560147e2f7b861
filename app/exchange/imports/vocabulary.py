"""The headings of columns in wards' lists, without accents and signs, and their meanings."""

import re
from collections.abc import Mapping
from enum import StrEnum

from app.country import names
from app.models.people.residential_group import GROUP_WORDS
from app.registers.definitions.people import FIELDS


def fold(text: str) -> str:
    """A heading without accents, signs and capitals."""
    return names.search_key(_unsigned(text))


def _unsigned(text: str) -> str:
    return re.sub(r"[\W_]+", " ", names.clean(text)).strip()


# "Cộng: 300", "Tổng cộng (17 đơn vị)"; without accents only where a number follows, or nothing.
_TOTAL = re.compile(
    r"(?:t[ổo]ng|c[ộo]ng)(?: \d.*)?|tổng (?:cộng|số)(?: .*)?|tong (?:cong|so)(?: \d.*)?|cộng (?:là|dồn) .*"
)


def is_total(text: str) -> bool:
    """Whether a line of a table begins so as the line of its totals does; "Công ty", "Tổng kết" and "Tổng công ty"
    differ by accents or by what follows."""
    return bool(_TOTAL.fullmatch(_unsigned(text).lower()))


class Meaning(StrEnum):
    """The meaning of a column of people, where the field alone is not enough; other columns, and those of registers,
    have the key of a field. `none`: nothing that is stored. `name_and_birth`: both in one cell.
    `men`, `women`: a mark, or the year of birth. `age`: in years, at the day of the list."""

    FULL_NAME = "full_name"
    NAME_AND_BIRTH = "name_and_birth"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_YEAR = "birth_year"
    BIRTH_DATE = "birth_date"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    AGE = "age"
    SEX = "sex"
    MEN = "men"
    WOMEN = "women"
    GROUP = "group"
    PHONE = "phone"
    DOOR_LINE = "door_line"
    GUARDIAN = "guardian"
    ORGANISATION = "organisation"
    POSITION = "position"
    NAME = "name"
    NONE = "none"


PEOPLE: Mapping[str, str] = {
    Meaning.FULL_NAME: """ho va ten|ho ten|ho va ten khai sinh|ho chu dem va ten|ho ten day du|full name|ten day du
        ten hoc vien|ong ba|ong hoac ba""",
    Meaning.NAME_AND_BIRTH: """ho va ten nam sinh|ho ten nam sinh|ho va ten ngay sinh|ho ten ngay sinh
        ho va ten ngay thang nam sinh|ho ten ngay thang nam sinh|ho va ten va nam sinh|ten nam sinh|ho va ten sn""",
    Meaning.FAMILY_NAME: """ho|ho dem|ho va dem|ho va ten dem|ho ten dem|ho va chu dem|ho chu dem|ho lot|ho va ten lot
        family name""",
    Meaning.GIVEN_NAME: "ten|ten goi|given name",
    Meaning.BIRTH_YEAR: "nam sinh|sinh nam|nam|ns|n sinh|birth year",
    Meaning.BIRTH_DATE: """ngay sinh|ngay thang nam sinh|ngay thang sinh|ngay thang nam|ntns|sinh ngay|birth date
        ngay sinh nam sinh|date of birth|dob""",
    Meaning.BIRTH_DAY: "ngay",
    Meaning.BIRTH_MONTH: "thang",
    Meaning.AGE: "tuoi|so tuoi|tuoi doi|age",
    Meaning.MEN: "so nam",
    Meaning.WOMEN: "nu|so nu",
    Meaning.GROUP: "|".join(f"bac o {fold(word)} nao" for word in GROUP_WORDS)  # as the ward's own pages ask
    + """|to dan pho|tdp|to|khu pho|kp|thon|ban|xom|khoi|khoi pho|tieu khu|ap|buon|thon to|to thon|thon ban
        ten to dan pho|ten to|ten thon|ma to|group|group code|residential group|to dan pho thon|thon to dan pho
        to dan pho khu pho|to dp|to dp so|so to|to so|to kp|thon xom|khu dan cu|kdc""",
    Meaning.DOOR_LINE: """dan nguoi o cua|loi dan nguoi o cua|dan o cua|o cua|mot dong cho cua|dong cho cua
        ban so|so ban|cho ngoi""",
    Meaning.GUARDIAN: """phu huynh|nguoi giam ho|phu huynh nguoi giam ho|cha me|cha me nguoi giam ho|bo me
        ho ten phu huynh|ho va ten phu huynh|ten phu huynh|cha me hoac nguoi giam ho|phu huynh hoac nguoi giam ho
        ho ten nguoi giam ho|ho va ten nguoi giam ho|ho va ten cha me|ho ten cha me|guardian""",
    **{field.key: f"{fold(str(field.label))}|{field.headings}" for field in FIELDS if field.headings},
}
# What a list of a register says of a row that is no longer used.
RETIRED = "retired"
# Known and not kept: numbers of rows, signatures, and what the law holds apart (identity, ethnicity, religion).
UNKEPT = """stt|tt|so tt|so thu tu|thu tu|no|id|ghi chu|chu ky|ky ten|ky nhan|ky|xac nhan|vi sao
    cccd|so cccd|cmnd|so cmnd|cccd cmnd|cmnd cccd|so cccd cmnd|so can cuoc|can cuoc cong dan|can cuoc|so dinh danh
    so dinh danh ca nhan|dan toc|ton giao|quoc tich|que quan|email|nghe nghiep|trinh do
    household code|ma ho"""
# Taken for the group only when the officer says so.
ADDRESSES = """dia chi|noi o|cho o|noi cu tru|dia chi thuong tru|thuong tru|noi thuong tru|noi o hien nay
    cho o hien nay|dia chi lien he"""
# How a line begins that stands beneath a table, or above what was copied with it: no person, no group.
BESIDE = """danh sach|nguoi lap|nguoi lap bieu|nguoi lap bang|nguoi lap danh sach|can bo lap
    nguoi tong hop|xac nhan|noi nhan|kinh gui|ky ten|ky ghi ro ho ten|to truong|truong thon|truong ban|bi thu
    chu tich|pho chu tich|tm uy ban nhan dan|tm ubnd|cong chuc|thu truong don vi|ghi chu"""
# What may follow a heading without changing it: "Họ và tên học viên".
SUFFIXES = "hoc vien|nguoi hoc|nguoi dan|cong dan|nguoi dang ky|thanh vien|neu co|viet hoa|in hoa|lien he"
# Words of a second line of heading, under a merged one; "nam" alone is a man, "năm" a year.
SECOND_LINE = {"nam", "nữ", "năm", "ngày", "tháng", "họ", "tên", "họ đệm", "họ và đệm", "họ lót"}


def listed(line: str) -> list[str]:
    """The headings in a line of the tables above."""
    return re.split(r"\s*[|\n]\s*", line)


def known(words: Mapping[str, str]) -> dict[str, str]:
    """The known headings and their meanings."""
    plain = {word: str(meaning) for meaning, line in words.items() for word in listed(line)}
    return dict.fromkeys(listed(UNKEPT), str(Meaning.NONE)) | plain


_BESIDE = re.compile(rf"(?:{'|'.join(listed(BESIDE))})(?: .*)?|(?:.* )?ngay\b.*\bthang\b.*\bnam\b.*")


def stands_beside(text: str) -> bool:
    """Whether a line that begins with this text stands beneath a table: its total, or who signs."""
    return is_total(text) or bool(_BESIDE.fullmatch(fold(text)))
