"""The teaching room."""

from flask import Blueprint

room = Blueprint("teaching", __name__)
