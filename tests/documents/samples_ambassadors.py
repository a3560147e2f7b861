"""Content for the papers of ambassadors: cards, the list with results, a letter of thanks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from app.documents.ambassador_card import Card
from app.documents.issuers import Signer
from app.documents.lists import ListPaper, Office
from app.documents.lists.ambassadors import ambassador, ambassador_list
from app.documents.plate import Plate
from app.documents.tables import Row
from app.documents.thanks_letter import ThanksLetter
from tests.documents import samples

SIGNER = Signer("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái")
LINK = "https://lopso.example/dai-su/7K3MQ9X2ABCDEFGH"


def card(name: str = "Nguyễn Thị Lan", **changes: Any) -> Card:
    """The card of one ambassador."""
    said: dict[str, Any] = {
        "issuer": samples.WARD.name,
        "name": name,
        "code": "DSS01",
        "group": "Tổ dân phố Túc Duyên 1",
        "organisation": "Hội Liên hiệp Phụ nữ phường",
        "decision": "158/QĐ-UBND",
        "since": date(2026, 3, 1),
        "link": LINK,
        "ward": "Phường Phan Đình Phùng",
        "phone": "+842083855555",
    }
    return Card(**{**said, **changes})


def letter(name: str = "Nguyễn Thị Lan", **changes: Any) -> ThanksLetter:
    """A letter of thanks to one ambassador."""
    said: dict[str, Any] = {
        "issuer": samples.WARD,
        "signer": SIGNER,
        "number": "03/2026",
        "issued_on": date(2026, 11, 20),
        "address": "bà",
        "name": name,
        "of": "Đại sứ số, Tổ dân phố Túc Duyên 1, Hội Liên hiệp Phụ nữ",
        "done": "Từ ngày 01/3/2026 đến ngày 20/11/2026: kèm 07 người; 31 lượt đến gặp; 12 lượt giúp.",
        "words": "Đã tận tình cầm tay chỉ việc, giúp bà con dùng điện thoại và dịch vụ số an toàn.",
    }
    return ThanksLetter(**{**said, **changes})


def plate(name: str = "Đồng Xuân Thịnh", **changes: Any) -> Plate:
    """The plate of a house."""
    said: dict[str, Any] = {
        "issuer": samples.WARD,
        "signer": SIGNER,
        "title": "Gia đình số",
        "noun": "hộ",
        "name": name,
        "place": "Số 14, ngõ 12, Tổ dân phố Túc Duyên 1, Phường Phan Đình Phùng",
        "number": "001/2026",
        "issued_on": date(2026, 11, 22),
        "until": date(2028, 11, 22),
        "link": "https://lopso.example/g/7K3MQ9X2ABCDEFGH",
    }
    return Plate(**{**said, **changes})


def ambassadors(count: int = 24) -> list[Row]:
    """So many ambassadors as their list has them."""
    return [
        ambassador(
            name=row.name, code=f"DSS{number:02d}", year=row.birth_year, group=row.group,
            organisation="Chi bộ Túc Duyên 1", decision="158/QĐ-UBND", since=date(2026, 3, 1), training="Nâng cao, AI",
            open=number % 7, reached=number % 3, times=number * 3 if number % 5 else None,
            note="Thôi từ 01/10/2026" if number == 9 else "",
        )
        for number, row in enumerate(samples.rows(count), 1)
    ]  # fmt: skip


def listed(
    rows: Sequence[Row] | int = 24, *, target: int | None = 5, without: Sequence[tuple[str, Sequence[str]]] = ()
) -> ListPaper:
    """The list of so many ambassadors."""
    return ambassador_list(
        Office(samples.WARD, SIGNER, "Lường Thị Bích Đào"),
        ambassadors(rows) if isinstance(rows, int) else rows,
        open=70,
        reached=22,
        times=840,
        drawn_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        target=target,
        without=without,
    )
