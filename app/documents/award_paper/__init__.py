"""Papers that a programme gives, A4 landscape: giấy khen, giấy công nhận, thư cảm ơn."""

from app.documents.award_paper.document import AwardPaper, draw, fits

__all__ = ["AwardPaper", "draw", "fits"]
