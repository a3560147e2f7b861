"""The file of a course, in one PDF: plan, learners, attendance, photos, result."""

from app.documents.course_file.content import Certified, CourseFile, Fact, FiledLearner, FiledLesson, Photo
from app.documents.course_file.document import draw

__all__ = ["Certified", "CourseFile", "Fact", "FiledLearner", "FiledLesson", "Photo", "draw"]
