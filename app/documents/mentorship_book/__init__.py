"""The mentorship book of an ambassador."""

from app.documents.mentorship_book.document import Goal, Mentee, MentorshipBook, Visit, draw

__all__ = ["Goal", "Mentee", "MentorshipBook", "Visit", "draw"]
