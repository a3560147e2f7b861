"""Content for the papers, made of the names that make trouble and of those that do not."""

from datetime import UTC, date, datetime, timedelta, timezone

from app.country.names import sort_key
from app.documents.certificate import Award, Certificate
from app.documents.issuers import Issuer, Signer
from app.documents.poster import Poster, PosterLesson
from app.documents.sign_in_sheet import Lesson, SignInRow, SignInSheet

VIETNAM = timezone(timedelta(hours=7))
WARD = Issuer("", "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "Phan Đình Phùng")
OFFICE = Issuer("UBND PHƯỜNG PHAN ĐÌNH PHÙNG", "PHÒNG VĂN HÓA - XÃ HỘI", "Phan Đình Phùng")
COURSE = "Điện thoại thông minh cho người cao tuổi – Túc Duyên"

ONE_WORD = "Dung"
SHORT = "H'Hen Niê"
LONG_47 = "Nguyễn Hoàng Phương Thảo Nguyên Vy Khánh Linh"
LONG_300 = ("Công Tằng Tôn Nữ Nguyễn Hoàng Phương Thảo " + "Khánh Linh Thùy Dương Bảo Ngọc " * 9)[:300].strip()
WORD_297 = "Ngườidàitên" * 27
BREVES = "H'Bê\u0306 Niê Ơ\u0306ng"  # Ê Đê letters that have no composed form
TROUBLE = (ONE_WORD, SHORT, LONG_47, LONG_300, WORD_297, BREVES)
HOSTILE = ("<b>Đậm</b>", "<img src=file:///etc/passwd>", "<script>alert(1)</script>", "{{7*7}} {% raw %}", "=1+1",
           "@import url(http://evil.example/x.css)", "&lt;Anh&gt; & Em")  # fmt: skip

FAMILY = ("Nguyễn", "Trần", "Ma", "Bế", "Nông", "Hoàng", "Đinh", "Vi")
MIDDLE = ("Thị", "Văn", "Sỹ", "Tuyết", "Đình")
GIVEN = ("Ánh", "Bảo", "Chiến", "Đạt", "Hương", "Khoa", "Mùi", "Nhung", "Phượng", "Sửu", "Thúy", "Xuyến", "Ý")


def names(count: int) -> list[str]:
    """So many ordinary names."""
    return [
        f"{FAMILY[n * 3 % len(FAMILY)]} {MIDDLE[n % len(MIDDLE)]} {GIVEN[n * 5 % len(GIVEN)]}" for n in range(count)
    ]


def rows(count: int) -> tuple[SignInRow, ...]:
    """So many people in the order of the roll, the troublesome names of ordinary length among them."""
    usual = [
        SignInRow(
            name,
            1940 + n * 7 % 60,
            ("nam", "nữ")[n % 2],
            f"Quang Trung {n % 9 + 1}",
            f"+84900000{n:03d}" if n % 4 else "",
        )
        for n, name in enumerate(names(max(count - 3, 0)))
    ]
    special = [
        SignInRow(LONG_47, 1953, "nữ", "Túc Duyên 1", "+84900000123"),
        SignInRow(SHORT, 1960, "nữ", "Túc Duyên 2", "+84900000124"),
        SignInRow(ONE_WORD, 1949, "nữ", "Túc Duyên 3"),
    ]
    return tuple(sorted((usual + special)[:count], key=lambda row: sort_key(row.name)))


LESSON = Lesson(2, 4, datetime(2026, 3, 25, 1, 30, tzinfo=UTC), "Nhà văn hóa Túc Duyên", ("Lê Thị Thanh Mơ",))


def sheet(people: tuple[SignInRow, ...] = rows(40), **changes: object) -> SignInSheet:
    """The sheet of the second lesson of a class of forty."""
    content: dict[str, object] = {
        "issuer": OFFICE,
        "course": COURSE,
        "lesson": LESSON,
        "people": people,
        "address": "https://lopso.example/b/7KQ2M9TB",
        "prepared_by": "Lường Thị Bích Đào",
    }
    return SignInSheet(**{**content, **changes})


AWARD = Award(
    issuer=WARD,
    signer=Signer("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái"),
    issued_on=date(2026, 4, 15),
    course=COURSE,
    hours=8,
    starts_on=date(2026, 3, 18),
    ends_on=date(2026, 4, 8),
)


def certificate(name: str, number: int = 1, **changes: object) -> Certificate:
    """One person's certificate of the class above."""
    content: dict[str, object] = {
        "award": AWARD,
        "name": name,
        "number": f"{number:03d}/2026",
        "address": f"https://lopso.example/g/K7M4X0ABCDEF{number:04d}",
        "birth_year": 1958,
        "residence": "Tổ dân phố Túc Duyên 1, phường Phan Đình Phùng, tỉnh Thái Nguyên",
        "title": "bà",
    }
    return Certificate(**{**content, **changes})


def meetings(count: int) -> tuple[PosterLesson, ...]:
    """So many weekly lessons of two hours."""
    first = datetime(2026, 3, 18, 1, 30, tzinfo=UTC)
    starts = [first + timedelta(weeks=number) for number in range(count)]
    return tuple(PosterLesson(start, start + timedelta(hours=2)) for start in starts)


POSTER = Poster(
    issuer=Issuer("", "UBND PHƯỜNG PHAN ĐÌNH PHÙNG", "Phan Đình Phùng"),
    course="Điện thoại thông minh cho người cao tuổi",
    meetings=meetings(4),
    place="Nhà văn hóa Túc Duyên, phường Phan Đình Phùng",
    street="Tổ dân phố Túc Duyên 3, cạnh trường mầm non",
    address="https://lopso.example/l/DEM1",
    seats=40,
    phone="+842083855555",
    contact="cô Lường Thị Bích Đào",
)
