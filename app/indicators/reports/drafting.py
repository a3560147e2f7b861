"""Generated draft of a report, from figures. An officer continues from it.

A clause is written when its figures are known. Nothing is written about what was never recorded, and a part without
any clause is left empty, to be written or declared empty.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats, sentences
from app.indicators.reports.binding import entry_of, keys_in, named, quoted_as
from app.indicators.reports.headings import of_themes
from app.indicators.reports.lines import CLAUSE, COUNT, DONE, TASKS, AnswerLine, Figures
from app.indicators.reports.target_sentences import missed_sentences, target_sentence, unknown_sentences
from app.indicators.reports.task_figures import ONGOING
from app.models.movement.sentence import DIRECTING
from app.models.reports.passage import NEVER_EMPTY
from app.models.targets.plan_part import FIRST

# Parts of a report in order: numeral and title (the frame of reports S0–S4, shared by the three styles).
TITLES: Mapping[str, object] = {
    "I": _l("Công tác chỉ đạo, triển khai"),
    "II": _l("Kết quả thực hiện các chỉ tiêu"),
    "III": _l("Kết quả thực hiện nhiệm vụ"),
    "IV": _l("Tồn tại, hạn chế và nguyên nhân"),
    "V": _l("Nhiệm vụ thời gian tới và kiến nghị"),
}
# The passage about the plan's tasks, the one of what was done for them, and the one of targets without a figure, which
# nobody empties without a reason. They are there while they are empty, and filled once there is something.
OF_TASKS, UNKNOWN = "chi-dao", NEVER_EMPTY
# What is proposed to whom the report goes.
PROPOSALS = "kien-nghi"
# Why what is among the shortcomings is so, which only who writes knows.
CAUSES = "nguyen-nhan"
# So many answers and tasks stand in the body.
MOST_LINES = 10
# The part about shortcomings.
HINDERS = "IV"
# Passages of a theme: "phan.mo-hinh.cho".
THEME = "phan"
# Of a part of two things, the words by which a text tells the second, and its title without that.
_HALVES: Mapping[str, tuple[Sequence[str], object]] = {
    HINDERS: (("nguyên nhân",), _l("Tồn tại, hạn chế")),
    "V": (("kiến nghị", "đề nghị", "đề xuất"), _l("Nhiệm vụ thời gian tới")),
}
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
        (_l("Còn {gui.con} phường, xã chưa đến hạn gửi báo cáo"),),
        (_l("Số liệu dưới đây tổng hợp từ báo cáo của {gui.cong} phường, xã; tỷ lệ tính trên tổng số của các địa phương"
            " có số liệu"),),
        (_l("Phường, xã được sắp xếp lại: {gui.gop}"),),
    )),
    ("IV", "noi-neu", "", (
        (_l("Có {gui.chua.so} phường, xã chưa gửi báo cáo: {gui.chua}"),),
        (_l("Có {gui.muon.so} đơn vị gửi báo cáo muộn: {gui.muon}"),),
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


def drafted(figures: Figures, receivers: Sequence[str], written: Collection[str] = ()) -> list[Drafted]:
    """All passages in order, at least one a part (it may be empty), then the receivers. What is not known yet, of a
    target, of tasks, under a theme, has an empty passage, which is filled once it is. `written`: leads of passages that
    somebody wrote."""
    found = [*_fixed(figures), *_directing(figures), *_headings(figures, written), *_targets(figures), *_names(figures)]
    filled = {"V", *(each.part for each in found if each.text)}
    found += [Drafted(part, f"{part}.trong", "", "") for part in TITLES if part not in filled]
    if not figures.senders:
        found += [
            Drafted(HINDERS, f"don-vi-viet.{HINDERS}", "", ""),
            Drafted(HINDERS, CAUSES, str(_("Nguyên nhân.")), ""),
        ]
    ordered = sorted(found, key=lambda each: list(TITLES).index(each.part))
    return [*ordered, Drafted(RECEIVERS, "noi-nhan", "", "\n".join(receivers))]


def printed_parts(paragraphs: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The parts of a paper: those that say something, numbered anew, each under a title of what it says."""
    found: list[dict[str, Any]] = []
    for part, title in TITLES.items():
        if lines := paragraphs[part]:
            words, without = _HALVES.get(part, (("",), title))
            text = " ".join(f"{each['lead']} {each['text']}" for each in lines).lower()
            shown = title if any(word in text for word in words) else without
            numeral = list(TITLES)[len(found)]
            found.append({"part": part, "numeral": numeral, "title": str(shown), "paragraphs": lines})
    return found


def _fixed(figures: Figures) -> Iterator[Drafted]:
    for part, key, lead, lines in _SENTENCES:
        texts = [", ".join(clauses) for each in lines if (clauses := list(_known_clauses(each, figures, part)))]
        written = [f"{sentences.begun(each)}." for each in texts]
        if written or figures.senders:  # of a province there is more as days pass
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


def _directing(figures: Figures) -> Iterator[Drafted]:
    """What was done to direct a plan."""
    yield Drafted("I", OF_TASKS, "", _sentences_of(figures, DIRECTING))
    yield Drafted("I", f"{DONE}{FIRST}", "", _answers(figures, FIRST))


def _headings(figures: Figures, written: Collection[str]) -> Iterator[Drafted]:
    """Under each heading a passage a theme, and one of the answers of its tasks; then which headings have neither."""
    silent: dict[str, bool] = {}
    for each in figures.headings or of_themes():
        found = [Drafted("III", f"{THEME}.{theme}", each.lead, _sentences_of(figures, theme)) for theme in each.themes]
        if each.numeral:
            found.append(Drafted("III", f"{DONE}{each.numeral}", each.lead, _answers(figures, each.numeral)))
        yield from found
        silent[each.numeral] = each.lead not in written and not any(one.text for one in found)
    if figures.headings:
        none = _silent(silent)
        silent_ones = [each for each in figures.headings[:-1] if each.numeral in none]  # the last one has all the rest
        titles = [str(_("%(title)s (mục %(number)s)", title=each.title, number=each.numeral)) for each in silent_ones]
        text = _("Chưa có số liệu tổng hợp trong kỳ về: %(titles)s.", titles="; ".join(titles))
        yield Drafted("III", "don-vi-viet.III", "", "")
        yield Drafted("III", "muc-chua-co-so", "", str(text) if titles else "")


def _silent(silent: Mapping[str, bool]) -> list[str]:
    """The headings of which nothing is known, "5" for all below it; none where nothing is known of any."""
    found = [each for each in silent if all(silent[one] for one in silent if f"{one}.".startswith(f"{each}."))]
    return [] if all(silent.values()) else [each for each in found if each.rpartition(".")[0] not in found]


def _sentences_of(figures: Figures, theme: str) -> str:
    """What is known under a theme; who answered is said once of sentences that follow one another."""
    found, stood = list[str](), ""
    for each in (one for one in figures.sentences if one.theme == theme and not one.lack):
        clause = next((key for key in keys_in([each.text]) if key.endswith(CLAUSE)), "")
        same = clause and stood and figures.by_key[clause].told == figures.by_key[stood].told
        if same and figures.by_key[clause].told:
            found[-1] = f"{found[-1].removesuffix(f'{named(stood)}.')}; {sentences.continued(each.text)}"
        else:
            found.append(each.text)
        stood = clause
    return " ".join(found)


def _answers(figures: Figures, numeral: str) -> str:
    """What was done for tasks of a part of the plan, in the words of who did it; the annex has what is more."""
    return " ".join(answer_sentence(each) for each in figures.answers[:MOST_LINES] if each.numeral == numeral)


def answer_sentence(line: AnswerLine, *, part: str = "III") -> str:
    """An answer with who gave it, where it does not say who did: "Công an phường đã mở lớp.", "Trường A: 38 lớp."; what
    somebody asks for (`part` V) is a task."""
    before, done, _after = line.text.lower().partition("đã ")
    if not line.lead or (done and before and not entry_of(line.key)):
        return f"{quoted_as(line.key, sentences.begun(line.text))}."
    if part == "V":
        return str(_("Xem xét đề nghị của %(who)s: %(words)s.", who=line.lead,
                     words=quoted_as(line.key, sentences.continued(line.text))))  # fmt: skip
    between = " " if done else ": "
    return f"{sentences.begun(line.lead)}{between}{quoted_as(line.key, sentences.continued(line.text))}."


def _targets(figures: Figures) -> Iterator[Drafted]:
    for number, line in enumerate(figures.targets, 1):
        yield Drafted("II", line.key, f"{number}.", target_sentence(line, figures))
    yield Drafted("II", UNKNOWN, f"{len(figures.targets) + 1}.", "\n".join(unknown_sentences(figures)))


def _names(figures: Figures) -> Iterator[Drafted]:
    """Passages that name targets missed, late tasks and tasks due next."""
    yield Drafted(HINDERS, "chua-dat", "", " ".join(missed_sentences(figures)))
    late = f"{TASKS}.cham"
    known = figures.late and late in figures.by_key and figures.by_key[late].number
    text = _("Còn %(count)s nhiệm vụ chậm: %(names)s.", count=named(late), names=_listed(figures.late)) if known else ""
    yield Drafted(HINDERS, "qua-han", "", str(text))
    yield Drafted(HINDERS, "con-thieu", "", " ".join(each.text for each in figures.sentences if each.lack))
    every = figures.by_key.get(f"{TASKS}.tong")
    if every and every.number != 0:  # unknown: there are some, which nobody marked
        yield Drafted("V", "ky-toi", "", _numbered(figures))
    yield Drafted("V", "don-vi-viet.V", "", "")
    yield Drafted("V", PROPOSALS, str(_("Kiến nghị.")), "")


def _numbered(figures: Figures) -> str:
    """The next tasks, numbered, then how many go on that have no day; of these alone nothing can be said."""
    lines = figures.coming
    printed = [each for place, each in enumerate(lines[:MOST_LINES], 1) if len("".join(lines[:place])) <= MOST_SIGNS]
    ongoing = figures.by_key.get(f"{TASKS}.{ONGOING}")
    if lines and ongoing and ongoing.number:
        count = named(ongoing.key)
        words = _("Tiếp tục thực hiện %(count)s nhiệm vụ thường xuyên mà Kế hoạch không quy định thời hạn", count=count)
        printed.append(str(words))
    if len(printed) == 1:
        return f"{printed[0]}."
    return "\n".join(f"{place}. {text}." for place, text in enumerate(printed, 1))


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
