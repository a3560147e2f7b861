"""The public room."""

from flask import Blueprint

room = Blueprint("public", __name__)
