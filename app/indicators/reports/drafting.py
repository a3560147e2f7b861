"""Generated draft of a report, from figures. An officer continues from it.

A clause is written when its figures are known. Nothing is written about what was never recorded, and a part without
any clause is left empty, to be written or declared empty.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats, sentences
from app.indicators.reports.binding import named
from app.indicators.reports.lines import COUNT, TASKS, Figures
from app.indicators.reports.target_sentences import missed_sentences, target_sentence
from app.models.movement.report_themes import DIRECTING, THEMES

# Parts of a report in order: numeral and title (the frame of reports S0–S4, shared by the three styles).
TITLES: Mapping[str, object] = {
    "I": _l("Công tác chỉ đạo, triển khai"),
    "II": _l("Kết quả thực hiện các chỉ tiêu"),
    "III": _l("Kết quả thực hiện nhiệm vụ"),
    "IV": _l("Tồn tại, hạn chế và nguyên nhân"),
    "V": _l("Nhiệm vụ kỳ tới và kiến nghị"),
}
# The passage about the plan's tasks.
OF_TASKS = "chi-dao"
# The part about shortcomings.
HINDERS = "IV"
# Passages of a theme: "phan.mo-hinh.cho".
THEME = "phan"
# The receivers ("Nơi nhận") follow the last part, a line each.
RECEIVERS = "Z"
_TOKEN = re.compile(r"\{([a-z0-9._-]+)\}")
# Signs of a list of tasks in a sentence; the list of tasks has the others.
MOST_SIGNS = 3000

# Part, key, bold lead, and sentences made of clauses; a clause names the figures it needs by key.
_SENTENCES: Sequence[tuple[str, str, object, Sequence[Sequence[object]]]] = (
    ("I", "gui-bao-cao", _l("Báo cáo của các phường, xã."), (
        (_l("{gui.nao} đã gửi báo cáo"),),
        (_l("Số liệu dưới đây là của {gui.mot}, nơi duy nhất đã gửi"),),
        (_l("Số liệu dưới đây cộng từ {gui.cong} báo cáo đã khóa; tỷ lệ tính trên tổng số của các nơi;"
            " ai có mặt ở hai nơi thì được tính hai lần"),),
    )),
    ("IV", "noi-neu", "", (
        (_l("Chưa gửi báo cáo: {gui.chua}"),), (_l("Gửi muộn: {gui.muon}"),),
        (_l("Có {gui.neu} nơi nêu tồn tại, hạn chế trong báo cáo của mình"),),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Drafted:
    """A generated passage."""

    part: str
    key: str
    lead: str
    text: str


def drafted(figures: Figures, receivers: Sequence[str]) -> list[Drafted]:
    """All passages in order, at least one a part (it may be empty), then the receivers. Targets without a known figure
    and a task list that nobody marked have an empty passage, which is filled once there is one."""
    found = [*_fixed(figures), *_sentences(figures), *_targets(figures), *_names(figures)]
    if not figures.senders and all(each.key != OF_TASKS for each in found):
        found.insert(0, Drafted("I", OF_TASKS, "", ""))
    written = {each.part for each in found if each.key != OF_TASKS or each.text}
    found += [Drafted(part, f"{part}.trong", "", "") for part in TITLES if part not in written]
    ordered = sorted(found, key=lambda each: list(TITLES).index(each.part))
    return [*ordered, Drafted(RECEIVERS, "noi-nhan", "", "\n".join(receivers))]


def _fixed(figures: Figures) -> Iterator[Drafted]:
    for part, key, lead, lines in _SENTENCES:
        texts = [", ".join(clauses) for each in lines if (clauses := list(_known_clauses(each, figures, part)))]
        written = [f"{sentences.begun(each)}." for each in texts]
        if written:
            yield Drafted(part, key, str(lead), " ".join(written))


def _known_clauses(clauses: Sequence[object], figures: Figures, part: str) -> Iterator[str]:
    """Clauses whose figures are known, with these as named tokens. A clause of a 0 is left out among the shortcomings
    and for counts, whose zeros the annex shows, and for tasks."""
    for clause in map(str, clauses):
        known = [figures.by_key.get(key) for key in _TOKEN.findall(clause)]
        if all(each and (each.number or (each.number == 0 and _says_zero(each.key, part))) for each in known):
            yield _TOKEN.sub(lambda match: named(match[1]), clause)


def _says_zero(key: str, part: str) -> bool:
    return part != HINDERS and not key.startswith((COUNT, TASKS))


def _sentences(figures: Figures) -> Iterator[Drafted]:
    """A passage for each theme of which something is known, and one of the shortcomings."""
    for theme, title in THEMES.items():
        texts = [each.text for each in figures.sentences if each.theme == theme and not each.lack]
        if texts and theme == DIRECTING:
            yield Drafted("I", OF_TASKS, "", " ".join(texts))
        elif texts:
            yield Drafted("III", f"{THEME}.{theme}", f"{title}.", " ".join(texts))
    if lacking := [each.text for each in figures.sentences if each.lack]:
        yield Drafted(HINDERS, "con-thieu", "", " ".join(lacking))


def _targets(figures: Figures) -> Iterator[Drafted]:
    for number, line in enumerate(figures.targets, 1):
        yield Drafted("II", line.key, f"{number}.", target_sentence(line, figures))


def _names(figures: Figures) -> Iterator[Drafted]:
    """Passages that name targets missed, late tasks and tasks due next."""
    missed = missed_sentences(figures)
    if missed:
        yield Drafted("IV", "chua-dat", "", " ".join(missed))
    late = f"{TASKS}.cham"
    if figures.late and late in figures.by_key and figures.by_key[late].number:
        text = _(
            "Còn %(count)s nhiệm vụ quá hạn theo kế hoạch: %(names)s.", count=named(late), names=_listed(figures.late)
        )
        yield Drafted("IV", "qua-han", "", text)
    if figures.coming:
        yield Drafted("V", "ky-toi", str(_("Nhiệm vụ kỳ tới.")), f"{sentences.begun(_listed(figures.coming))}.")
    if missed:
        yield Drafted("V", "tap-trung", "", str(_("Tập trung thực hiện các chỉ tiêu chưa đạt đã nêu tại phần IV.")))
    yield Drafted("V", "kien-nghi", str(_("Kiến nghị.")), "")


def _listed(names: Sequence[str]) -> str:
    """All of some tasks in one sentence, as many as a passage holds."""
    texts, signs = [], 0
    for each in (sentences.continued(sentences.quoted(name)) for name in names):
        signs += len(each)
        if signs > MOST_SIGNS:
            break
        texts.append(each)
    listed, more = "; ".join(texts), len(names) - len(texts)
    count = formats.count_in_sentence(more)
    return str(_("%(names)s và %(count)s nhiệm vụ khác", names=listed, count=count)) if more else listed
