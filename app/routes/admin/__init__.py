"""The administrator's room: accounts, invitations, the unit, the audit trail; and the first run."""

from flask import Blueprint

from app.routes.admin.accounts import accounts
from app.routes.admin.audit import audit
from app.routes.admin.first_run import first_run
from app.routes.admin.grants import grants
from app.routes.admin.invitations import invitations
from app.routes.admin.machine_days import machine_days
from app.routes.admin.phones import phones
from app.routes.admin.second_factors import second_factors
from app.routes.admin.sign_outs import sign_outs
from app.routes.admin.suspensions import suspensions
from app.routes.admin.units.merges import merges
from app.routes.admin.units.units import units
from app.routes.admin.wakings import wakings

room = Blueprint("admin", __name__)

for resource in (
    first_run,
    accounts,
    grants,
    suspensions,
    sign_outs,
    wakings,
    second_factors,
    invitations,
    units,
    merges,
    phones,
    machine_days,
    audit,
):
    room.register_blueprint(resource)
