"""The room of who records for an organisation of the ward: a school, a union, the police, a market board …"""

from flask import Blueprint

room = Blueprint("unit", __name__, url_prefix="/don-vi")
