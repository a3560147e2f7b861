"""The office room."""

from flask import Blueprint

room = Blueprint("office", __name__)
