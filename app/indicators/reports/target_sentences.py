"""Sentences about targets, of a ward or added up for a province: the plan's own words, then the figures. "" where no
figure is known: such a sentence is left out of the paper."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats, sentences
from app.indicators.reports.binding import named
from app.indicators.reports.lines import CLAUSE, PARTS, SHARE, SILENT, TARGET, Figures, TargetLine
from app.indicators.shares import Verdict


def target_sentence(line: TargetLine, figures: Figures) -> str:
    key = f"{TARGET}.{line.key}"
    text = _of_wards(line, key, figures) if line.wards else _of_ward(line, key)
    return f"{line.statement or line.name}: {text}." if text else ""


def _of_ward(line: TargetLine, key: str) -> str:
    if not line.is_known:
        return ""
    counted = _counted(line, key) + (named(f"{key}{CLAUSE}") if line.clause else "")
    if line.counted:
        return str(_("%(counted)s; chưa có số liệu để đánh giá theo nội dung chỉ tiêu", counted=counted))
    if line.since and line.met is not False:
        values = {"since": line.since, "noun": line.noun, "asked": _asked(line)}
        if line.verdict == Verdict.PARTIAL or line.part == line.whole:
            words = _("từ %(since)s, %(noun)s nào cũng %(asked)s; các tháng trước chưa có số liệu", **values)
        else:
            words = _("%(counted)s tính từ %(since)s; các tháng trước chưa có số liệu", counted=counted, **values)
        return str(words)
    if line.horizon and not line.each:
        goal = sentences.counts_in_sentence(line.demand.removeprefix(str(_("phấn đấu %(said)s", said=""))))
        return str(_("%(counted)s; chỉ tiêu %(by)s là %(goal)s", counted=counted, by=line.horizon, goal=goal))
    if line.verdict == Verdict.PARTIAL:
        return str(_("%(counted)s; chưa đủ số liệu để đánh giá", counted=counted))
    if line.met is None and not (line.ceiling and line.verdict == Verdict.RUNNING):
        return counted
    missed, running = (_("vượt chỉ tiêu"), _("đang trong mức")) if line.ceiling else (_("chưa đạt chỉ tiêu"), "")
    verdict = running if line.met is None else _("đạt chỉ tiêu") if line.met else missed
    goal = "" if line.each else f" {sentences.counts_in_sentence(line.demand)}"
    return f"{counted}; {verdict}{goal}"


def _counted(line: TargetLine, key: str) -> str:
    """ "⟦…⟧ người đã dự ít nhất một buổi (⟦…⟧)", "⟦…⟧ tháng có ít nhất 01 đợt buổi học, đạt ⟦…⟧", "có ⟦…⟧ tổ"."""
    parts, share = named(f"{key}.{PARTS}"), named(f"{key}.{SHARE}")
    if line.share:
        asked = _asked(line)
        words = " ".join(filter(None, (parts, line.noun, line.counted or asked)))
        if line.part == "0" and line.noun and not line.counted:
            return str(
                _("chưa có %(noun)s nào%(asked)s (%(parts)s)", noun=line.noun, asked=f" {asked}".rstrip(), parts=parts)
            )
        if line.counted:  # weaker than what the plan says
            return f"{words} ({'' if line.share in SILENT else f'{share}, '}{_('số tham khảo')})"
        if line.share in SILENT or line.part == "0" or line.since:
            return words
        of_ceiling = _("%(parts)s, chiếm %(share)s", parts=words, share=share) if line.ceiling else ""
        if line.wards and line.clause and not of_ceiling:  # no result of the province yet
            return str(_("%(parts)s, bằng %(share)s", parts=words, share=share))
        return str(of_ceiling or _("%(parts)s, đạt %(share)s", parts=words, share=share))
    words = str(_("có %(number)s %(unit)s", number=parts, unit=line.unit)).rstrip()
    return f"{words} {line.counted} ({_('số tham khảo')})" if line.counted else words


def _asked(line: TargetLine) -> str:
    """What those that are counted have, after their noun."""
    each = _("có %(each)s", each=line.each) if line.each else ""
    return sentences.counts_in_sentence(line.criterion or str(each))


def _of_wards(line: TargetLine, key: str, figures: Figures) -> str:
    """The wards' sum, and how many of them reached their own goal; who did not is named once for all targets."""
    many, met, missed = (int(figures.by_key[f"{key}.{each}"].number or 0) for each in ("noi-co", "noi-dat", "noi-chua"))
    if not many:
        return ""
    text = _counted(line, key) + (named(f"{key}{CLAUSE}") if line.clause else "")
    if many == 1:
        return text
    if met and missed:
        return text + str(_("; %(met)s nơi đạt chỉ tiêu", met=named(f"{key}.noi-dat")))
    return text + str(_("; cả %(met)s nơi đạt chỉ tiêu", met=named(f"{key}.noi-dat")) if met else "")


def missed_sentences(figures: Figures) -> list[str]:
    """Which targets were missed, all by name: of a ward, or by how many of the wards."""
    if not figures.senders:
        return [_enumerated(_l("Chưa đạt %(count)s chỉ tiêu"), figures.behind)] if figures.behind else []
    none: list[tuple[str, str]] = []
    some: list[tuple[str, str]] = []
    for line in figures.targets:
        met, _slash, missed = line.wards.partition("/")
        if missed.isdigit() and int(missed):
            (some if int(met) else none).append((line.official_name, formats.count_in_sentence(int(missed))))
    sent = sum(bool(each.day) for each in figures.senders)
    count = formats.count_in_sentence(sent)
    words = (
        _("Trong %(count)s phường, xã đã gửi báo cáo, chưa nơi nào đạt", count=count)
        if sent > 1
        else _("Các chỉ tiêu chưa đạt")
    )
    partly = [str(_("%(name)s (%(missed)s nơi)", name=name, missed=missed)) for name, missed in some]
    return [
        *([f"{words}: {_listed(name for name, _missed in none)}."] if none else []),
        *([str(_("Các chỉ tiêu còn nơi chưa đạt: %(names)s.", names=_listed(partly)))] if partly else []),
    ]


def unknown_sentences(figures: Figures) -> list[str]:
    """The targets that have no figure."""
    none = [each.official_name for each in figures.targets if not each.is_known]
    return [_enumerated(_l("Còn %(count)s chỉ tiêu chưa có số liệu để đánh giá trong kỳ"), none)] if none else []


def _enumerated(words: object, names: Sequence[str]) -> str:
    """How many targets something is said of, and which: one in the sentence, several a line each."""
    text = str(words) % {"count": formats.count_in_sentence(len(names))}
    if len(names) == 1:
        return f"{text}: {sentences.continued(names[0])}."
    lines = ";\n- ".join(map(sentences.begun, names))
    return f"{text}:\n- {lines}."


def verdict_words(lines: Sequence[TargetLine]) -> str:
    """How the targets stand, all in one line: "8 chỉ tiêu có số, 1 đạt, 4 chưa đạt, 4 chưa có số"."""
    met, missed = (sum(each.met is verdict for each in lines) for verdict in (True, False))
    known = sum(each.is_known for each in lines)
    return str(_("%(known)s chỉ tiêu có số, %(met)s đạt, %(missed)s chưa đạt, %(unknown)s chưa có số",
                 known=known, met=met, missed=missed, unknown=len(lines) - known))  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    return "; ".join(map(sentences.continued, names))
