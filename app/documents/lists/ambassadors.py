"""The list of a ward's ambassadors with what they did."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from app.country import formats
from app.documents.lists import NUMBER, Internal, ListPaper, Office
from app.documents.tables import Column, Row

PER_HEADING = 2  # ambassadors a group has on average where groups are headings and no column
COLUMNS = (
    NUMBER,
    Column("Mã", "code", "tight"),
    Column("Họ và tên", "name", "left", most=60, grow=2),
    Column("Năm\nsinh", "year"),
    Column("", "group", "left", group=True, most=36, grow=1),
    Column("Nhóm\nliên gia", "cluster", "left", most=36),
    Column("Đơn vị", "organisation", "left", most=60, grow=2),
    Column("Số QĐ", "decision", "tight"),
    Column("Từ ngày", "since", "tight"),
    Column("Tập\nhuấn", "training"),
    Column("Đang\nkèm", "open"),
    Column("Đã\nđạt", "reached"),
    Column("Lượt\ngiúp", "times"),
    Column("Ghi chú", "note", "left", grow=1),
)


def ambassador(*, open: int, reached: int, times: int | None, cluster: str = "", **cells: object) -> Row:
    """One ambassador: name, code, year, group, cluster, organisation, decision, since, training, and a note that says
    from when somebody no longer serves. `open` people mentored now, `reached` people who can do what they wished to;
    `times` lượt noted under their own sign-in, None where they have none."""
    noted = "–" if times is None else formats.number(times)
    numbers = {"open": formats.number(open), "reached": formats.number(reached), "times": noted}
    return {**cells, "cluster": cluster, **numbers}


def ambassador_list(
    office: Office,
    rows: Sequence[Row],
    *,
    open: int,
    reached: int,
    times: int,
    drawn_at: datetime,
    subject: str = "",
    target: int | None = None,
    without: Sequence[tuple[str, Sequence[str]]] = (),
) -> ListPaper:
    """The list: `rows` (from `ambassador`) in order of group and code; below them people `open` and `reached`, each
    once however many mentor them, apart from `times`, lượt. Results were counted until `drawn_at` (aware). `subject`
    says which part of the list it is, "" for all. `without` are the names of those without an ambassador, by what they
    are ("tổ dân phố", "cơ quan, đơn vị")."""
    unnoted = sum(row["times"] == "–" for row in rows)
    asked = f"Chỉ tiêu của kế hoạch: mỗi Đại sứ số kèm ít nhất {target} người. " if target else ""
    unknown = f" Dấu “–”: {formats.count_in_sentence(unnoted)} người chưa có tài khoản để ghi lượt." if unnoted else ""
    groups = [(str(group), list(members)) for group, members in groupby(rows, key=lambda row: row["group"])]
    headed = len(rows) >= PER_HEADING * len(groups)
    left_out = {"group": headed, **{each: not any(row[each] for row in rows) for each in ("cluster", "note")}}
    count, number = formats.count_in_sentence, formats.number
    return ListPaper(
        office=office,
        title="Danh sách Đại sứ số và kết quả",
        subject=subject,
        lying=True,
        dense=True,
        internal=Internal(drawn_at),
        columns=[each for each in COLUMNS if not left_out.get(each.cell)],
        rows=[row for group, members in groups for row in (_band(office, group), *members)] if headed else rows,
        note=f"{asked}Số liệu tính đến {formats.moment(drawn_at)}.{unknown}",
        said=(
            f"Danh sách có {count(len(rows))} Đại sứ số. Đang kèm {number(open)} người, {number(reached)} người đã đạt "
            f"(mỗi người tính một lần); {number(times)} lượt giúp.",
            *(f"Chưa có Đại sứ số: {count(len(each))} {what} ({', '.join(each)})." for what, each in without if each),
        ),
        empty=_("Chưa có Đại sứ số nào để in."),
    )


def _band(office: Office, group: str) -> Row:
    label = office.group_label
    return {"band": f"{label} {group}" if group else f"Không phụ trách {label[:1].lower()}{label[1:]}"}
