"""The teaching room: an instructor's pages for a phone in a hall."""

from flask import Blueprint

room = Blueprint("teaching", __name__)
