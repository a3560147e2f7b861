"""The attendance grid of a course: who came to which lesson, twelve lessons a grid; what is to come is left to sign."""

from app.documents.course_grid.document import Column, CourseGrid, GridRow, draw

__all__ = ["Column", "CourseGrid", "GridRow", "draw"]
