"""The public room: anyone, without an account."""

from flask import Blueprint

room = Blueprint("public", __name__)
