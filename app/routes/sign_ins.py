from flask import Blueprint

sign_ins = Blueprint("sign_ins", __name__)
