"""/tinh: the province's room: which wards have reported, its plan, and the figures of all added up."""

from flask import Blueprint

room = Blueprint("province", __name__, url_prefix="/tinh")
