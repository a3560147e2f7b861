"""Papers that a programme gives, A4 landscape: giấy khen, giấy công nhận, thư cảm ơn."""

from app.documents.award_paper.document import AwardPaper, draw, fits
from app.documents.award_paper.word import draw_word

__all__ = ["AwardPaper", "draw", "draw_word", "fits"]
