"""The annex of the decision by which people of a course are certified; a draft while there is no decision."""

from app.documents.approval_list.document import ApprovalList, Person, draw

__all__ = ["ApprovalList", "Person", "draw"]
