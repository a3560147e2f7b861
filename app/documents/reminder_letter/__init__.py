"""The letter that reminds those who are late, one for all of them (Nghị định 30/2020/NĐ-CP, phụ lục III, công văn)."""

from app.documents.reminder_letter.content import LateRow, ReminderLetter
from app.documents.reminder_letter.document import draw
from app.documents.reminder_letter.word import draw_word

__all__ = ["LateRow", "ReminderLetter", "draw", "draw_word"]
