"""The report of help as a workbook: its tables, each a sheet."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.exchange.exports.help_log import counts_heading, counts_rows
from app.exchange.exports.values import Sheet, Value
from app.indicators.help_asked import By, HelpScope
from app.indicators.help_words import MEANINGS
from app.models import AdministrativeUnit
from app.web.words.help_lines import lines
from app.web.words.help_log import topic_counts


def report_tables(session: Session, unit: AdministrativeUnit, scope: HelpScope) -> list[Sheet]:
    """The tables of the report of help as sheets of a workbook, each with its sum."""
    topics = topic_counts(session, scope)
    meanings = [str(words) for words in MEANINGS.values()]
    sums = (sum(each.logged for each in topics), *(sum(ends) for ends in zip(*(e.ended for e in topics), strict=True)))
    totals: list[Value] = [str(_("Cộng theo việc")), *sums, sum(each.tallied for each in topics)] if topics else []
    word = unit.group_word
    named = (
        (By.MEANING, _("Theo kết quả"), _("Kết quả")),
        (By.PLACE, _("Theo nơi giúp"), _("Nơi giúp")),
        (By.AGE, _("Theo tuổi"), _("Tuổi")),
        (By.GROUP, _("Theo nơi ở"), word[:1].upper() + word[1:]),
    )
    sheets = [Sheet(str(_("Theo việc")), counts_heading(meanings), list(counts_rows(topics)), totals)]
    for by, name, head in named:
        found = lines(session, scope, by)
        rows: list[list[Value]] = [[line.label, line.logged] for line in found]
        total: list[Value] = [str(_("Cộng")), sum(line.logged for line in found)]
        sheets.append(Sheet(str(name), [str(head), str(_("Số lượt ghi từng người"))], rows, total))
    return sheets
