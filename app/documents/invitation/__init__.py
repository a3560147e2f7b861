"""The invitation to a class or its opening, one page a guest (Nghị định 30/2020/NĐ-CP, phụ lục III, giấy mời)."""

from app.documents.invitation.content import Guest, Invitations
from app.documents.invitation.document import draw
from app.documents.invitation.word import draw_word

__all__ = ["Guest", "Invitations", "draw", "draw_word"]
