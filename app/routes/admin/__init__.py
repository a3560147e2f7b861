"""The administrator's room: accounts, invitations, the unit, the audit trail; and the first run."""

from flask import Blueprint

room = Blueprint("admin", __name__)
