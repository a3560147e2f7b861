"""The sign-in sheet of a lesson: before it, to sign by hand; after it, with the marks."""

from app.documents.sign_in_sheet.document import Lesson, SignInRow, SignInSheet, Status, draw

__all__ = ["Lesson", "SignInRow", "SignInSheet", "Status", "draw"]
