"""Looks at every part of an Office file (OOXML: .docx, .xlsx), by what it is and not by what it is called."""

from app.web.office_packages.guard import inspect as inspect
from app.web.office_packages.rules import Part as Part, Reason as Reason, Refused as Refused, Rules as Rules
