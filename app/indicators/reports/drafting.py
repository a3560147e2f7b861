"""Generated draft of a report, from figures. An officer continues from it.

A clause is written when its figures are known. Nothing is written about what was never recorded, and a part without
any clause is left empty, to be written or declared empty.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.indicators.programmes import shelves
from app.indicators.reports.binding import named
from app.indicators.reports.lines import COUNT, PARTS, SHARE, SILENT, TARGET, TASKS, Figures, TargetLine

# Parts of a report in order: numeral and title (the frame of reports S0–S4, shared by the three styles).
TITLES: Mapping[str, object] = {
    "I": _l("Công tác chỉ đạo, triển khai"),
    "II": _l("Kết quả thực hiện các chỉ tiêu"),
    "III": _l("Kết quả thực hiện nhiệm vụ"),
    "IV": _l("Tồn tại, hạn chế và nguyên nhân"),
    "V": _l("Nhiệm vụ kỳ tới và kiến nghị"),
}
# The part about shortcomings.
HINDERS = "IV"
# The receivers ("Nơi nhận") follow the last part, a line each.
RECEIVERS = "Z"
# Most names in a sentence; annexes and lists have the others.
MOST = 5
_TOKEN = re.compile(r"\{([a-z0-9._-]+)\}")

# Part, key, bold lead, and sentences made of clauses; a clause names the figures it needs by key.
_SENTENCES: Sequence[tuple[str, str, object, Sequence[Sequence[object]]]] = (
    ("I", "gui-bao-cao", _l("Báo cáo của các phường, xã."), (
        (_l("{gui.nao} đã gửi báo cáo"),),
        (_l("Số liệu dưới đây là của {gui.mot}, nơi duy nhất đã gửi"),),
        (_l("Số liệu dưới đây cộng từ {gui.cong} báo cáo đã khóa; tỷ lệ tính trên tổng số của các nơi;"
            " ai có mặt ở hai nơi thì được tính hai lần"),),
    )),
    ("I", "chi-dao", "", (
        (_l("Kế hoạch có {nhiem-vu.tong} nhiệm vụ"), _l("đến hết kỳ {nhiem-vu.xong} nhiệm vụ đã xong"),
         _l("{nhiem-vu.dang} nhiệm vụ đang làm")),
    )),
    ("I", "luc-luong", _l("Lực lượng."), (
        (_l("Có {so.to-dang-co} tổ, đội đang hoạt động"), _l("{so.thanh-vien-to} thành viên có tên"),
         _l("{so.noi-co-to} địa bàn có tổ công nghệ số cộng đồng")),
        (_l("Có {so.dai-su} Đại sứ số đang làm"), _l("{so.dai-su-da-tap-huan} người đã tập huấn")),
    )),
    ("III", "lop", _l("Lớp học."), (
        (_l("Trong kỳ đã dạy {so.lop} lớp"), _l("{so.buoi} buổi"), _l("{so.luot-hoc} lượt người học"),
         _l("{so.nguoi-hoc} người khác nhau")),
        (_l("So với kỳ trước, số lượt người học {so.luot-hoc.tang}"),),
        (_l("Có {so.hoc-het-lop} lượt học hết lớp"), _l("{so.giay-da-cap} giấy chứng nhận đã cấp")),
    )),
    ("III", "ho-tro", _l("Hỗ trợ người dân."), (
        (_l("Đã ghi {so.luot-ho-tro} lượt hỗ trợ"), _l("{so.gio-ho-tro} giờ"),
         _l("nhập bù từ phiếu giấy {so.nhap-bu} lượt"), _l("máy tự phục vụ {so.luot-may-tu-phuc-vu} lượt")),
    )),
    ("III", "kem-cap", _l("Đại sứ số kèm cặp."), (
        (_l("Có {so.cap-dang-kem} cặp đang kèm"), _l("{so.nguoi-dang-duoc-kem} người được kèm"),
         _l("{so.nguoi-tu-lam-duoc} người tự làm được nhờ kèm"),
         _l("{so.dai-su-du-nguoi-kem} Đại sứ số nhận kèm đủ người")),
    )),
    ("III", "to", _l("Tổ công nghệ số cộng đồng."), (
        (_l("Có {so.to-hoat-dong} tổ, đội hoạt động trong kỳ"), _l("tới {so.nha-to-da-toi} lượt nhà"),
         _l("giúp {so.luot-to-da-giup} lượt"), _l("{so.to-da-tap-huan} tổ, đội đã tập huấn")),
    )),
    ("IV", "noi-neu", "", (
        (_l("Chưa gửi báo cáo: {gui.chua}"),), (_l("Gửi muộn: {gui.muon}"),),
        (_l("Có {gui.neu} nơi nêu tồn tại, hạn chế trong báo cáo của mình"),),
    )),
    ("IV", "con-thieu", "", (
        (_l("Còn {so.to-im-lang} tổ, đội chưa có hoạt động nào được ghi"),
         _l("{so.noi-chua-co-to} địa bàn chưa có tổ công nghệ số cộng đồng"),
         _l("{so.noi-chua-co-dai-su} địa bàn chưa có Đại sứ số")),
        (_l("Có {so.nguoi-lau-chua-gap} người được kèm lâu chưa gặp"),),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Drafted:
    """A generated passage."""

    part: str
    key: str
    lead: str
    text: str


def needed(session: Session, unit_id: int) -> set[str]:
    """Keys of the figures that a draft may use."""
    clauses = (str(clause) for _part, _key, _lead, sentences in _SENTENCES for each in sentences for clause in each)
    counts = (f"{COUNT}.{each.key}" for _name, group in shelves(session, [unit_id]) for each in group)
    return {*(key for clause in clauses for key in _TOKEN.findall(clause)), *counts}


def drafted(figures: Figures, receivers: Sequence[str]) -> list[Drafted]:
    """All passages in order, at least one a part (it may be empty), then the receivers."""
    found = [*_fixed(figures), *_programmes(figures), *_targets(figures), *_names(figures)]
    written = {each.part for each in found}
    found += [Drafted(part, f"{part}.trong", "", "") for part in TITLES if part not in written]
    ordered = sorted(found, key=lambda each: list(TITLES).index(each.part))
    return [*ordered, Drafted(RECEIVERS, "noi-nhan", "", "\n".join(receivers))]


def _fixed(figures: Figures) -> Iterator[Drafted]:
    for part, key, lead, sentences in _SENTENCES:
        texts = [", ".join(clauses) for each in sentences if (clauses := list(_known_clauses(each, figures, part)))]
        if texts:
            text = " ".join(f"{each[:1].upper()}{each[1:]}." for each in texts)
            yield Drafted(part, key, str(lead), text)


def _known_clauses(clauses: Sequence[object], figures: Figures, part: str) -> Iterator[str]:
    """Clauses whose figures are known, with these as named tokens. A clause of a 0 is left out among the shortcomings
    and for counts, whose zeros the annex shows."""
    for clause in map(str, clauses):
        known = [figures.by_key.get(key) for key in _TOKEN.findall(clause)]
        if all(each and (each.number or (each.number == 0 and _says_zero(each.key, part))) for each in known):
            yield _TOKEN.sub(lambda match: named(match[1]), clause)


def _says_zero(key: str, part: str) -> bool:
    return part != HINDERS and not key.startswith(COUNT)


def _programmes(figures: Figures) -> Iterator[Drafted]:
    """A passage for each programme of the ward with a known count."""
    known = [each for each in figures.counts if each.programme and figures.by_key[f"{COUNT}.{each.key}"].number]
    for name in dict.fromkeys(each.programme for each in known):
        facts = [
            f"{each.words}: {named(f'{COUNT}.{each.key}')} {each.unit}" for each in known if each.programme == name
        ]
        yield Drafted("III", f"phong-trao.{name}", f"{name}.", "; ".join(facts) + ".")


def _targets(figures: Figures) -> Iterator[Drafted]:
    for number, line in enumerate(figures.targets, 1):
        key = f"{TARGET}.{line.key}"
        sentence = _of_wards(line, key, figures) if line.wards else _sentence(line, key)
        yield Drafted("II", line.key, f"{number}. {line.name}.", sentence)


def _of_wards(line: TargetLine, key: str, figures: Figures) -> str:
    """Sentence of a province: number of wards, their sum, and how many reached their own goal."""
    many, met, missed = (int(figures.by_key[f"{key}.{each}"].number or 0) for each in ("noi-co", "noi-dat", "noi-chua"))
    if not many:
        return str(_("Chưa phường, xã nào báo số này."))
    parts, share = named(f"{key}.{PARTS}"), named(f"{key}.{SHARE}")
    reached = _("%(parts)s, đạt %(share)s", parts=parts, share=share) if line.share else parts
    if line.noun or not line.share:
        counted = f"{parts} {line.noun or line.unit}"
        reached = _("%(parts)s, đạt %(share)s", parts=counted, share=share) if line.share else counted
    whose = (
        _("Cộng số của %(count)s nơi", count=named(f"{key}.noi-co")) if many > 1
        else _("Mới có số của %(name)s", name=named(f"{key}.noi-ten"))
    )  # fmt: skip
    counts = {"met": named(f"{key}.noi-dat"), "missed": named(f"{key}.noi-chua")}
    if met and missed:
        verdict = _("; %(met)s nơi đạt chỉ tiêu của mình, %(missed)s nơi chưa đạt", **counts)
    elif many == 1 and met + missed:
        verdict = _("; nơi này đạt chỉ tiêu của mình") if met else _("; nơi này chưa đạt chỉ tiêu của mình")
    elif met:
        verdict = _("; cả %(met)s nơi đạt chỉ tiêu của mình", **counts)
    else:
        verdict = _("; chưa nơi nào đạt chỉ tiêu của mình") if missed else ""
    return f"{whose}: {reached}{verdict}."


def _sentence(line: TargetLine, key: str) -> str:
    parts, share = named(f"{key}.{PARTS}"), named(f"{key}.{SHARE}")
    counted = f"{parts} {line.noun}".rstrip()
    if line.met is None:
        return str(_("Đến hết kỳ: %(parts)s, chưa tính được tỷ lệ.", parts=counted) if line.part not in SILENT
                   else _("Đến hết kỳ chưa có số liệu."))  # fmt: skip
    verdict = _("đạt chỉ tiêu") if line.met else _("chưa đạt chỉ tiêu")
    if line.each:
        sentence = _("Đến hết kỳ: %(parts)s có %(each)s; %(verdict)s.", parts=counted, each=line.each, verdict=verdict)
    elif line.share:
        sentence = _("Đến hết kỳ: %(parts)s, đạt %(share)s; %(verdict)s %(goal)s.",
                 parts=counted, share=share, verdict=verdict, goal=line.demand)  # fmt: skip
    else:
        sentence = _("Đến hết kỳ: %(parts)s %(unit)s; %(verdict)s %(goal)s.",
                 parts=parts, unit=line.unit, verdict=verdict, goal=line.demand)  # fmt: skip
    return str(sentence)


def _names(figures: Figures) -> Iterator[Drafted]:
    """Passages that name targets behind, late tasks and tasks due next."""
    if figures.behind:
        low = _("Chỉ tiêu còn thấp: %(names)s.") if figures.senders else _("Chỉ tiêu chưa đạt: %(names)s.")
        yield Drafted("IV", "chua-dat", "", str(low) % {"names": _listed(figures.behind)})
    if figures.late:
        late = named(f"{TASKS}.cham")
        yield Drafted("IV", "qua-han", "", str(_("%(count)s nhiệm vụ quá hạn theo kế hoạch: %(names)s.",
                                                 count=late, names=_listed(figures.late))))  # fmt: skip
    if figures.coming:
        yield Drafted("V", "ky-toi", str(_("Nhiệm vụ kỳ tới.")), str(_("%(names)s.", names=_listed(figures.coming))))
    if figures.behind:
        yield Drafted("V", "tap-trung", "", str(_("Tập trung cho các chỉ tiêu còn thấp: %(names)s.",
                                                  names=_listed(figures.behind[:3]))))  # fmt: skip
    yield Drafted("V", "kien-nghi", str(_("Kiến nghị.")), "")


def _listed(names: Sequence[str]) -> str:
    listed = "; ".join(names[:MOST])
    more = len(names) - MOST
    return str(_("%(names)s và %(count)s mục khác", names=listed, count=more)) if more > 0 else listed
