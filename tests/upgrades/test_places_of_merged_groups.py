"""A database in which groups were merged while houses and roles stayed behind: they go where the groups went."""

from itertools import pairwise

from flask import Flask

from app.country import clock
from app.models import AdministrativeUnit, Household, ResidentialGroup, Role, RoleGrant
from app.web.database import immediate, schema
from tests.factories import make_account, make_grant, make_group, make_organisation
from tests.upgrades.revisions import before_revision


def test_houses_and_roles_of_merged_groups_go_along(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            unit = session.scalars(AdministrativeUnit.called("05443")).one()
            chain = [make_group(session, unit, f"Tổ nhập {number}") for number in range(3)]
            house = Household(unit=unit, number="6", alley="Ngõ 12", head="Lò Thị Én", residential_group=chain[0])
            session.add(house)
            school = make_organisation(session, unit, "Trường nhập")
            school.residential_group = chain[0]
            head = make_account(session, unit)
            held = make_grant(session, head, unit, Role.GROUP_HEAD, group=chain[0])
            over = make_grant(
                session, head, unit, Role.GROUP_HEAD, group=chain[0], until=clock.today().replace(year=2020)
            )
            for gone, into in pairwise(chain):
                gone.end(clock.today(), into)
            session.flush()
            first, last = chain[0].id, chain[-1].id
            ids = house.id, school.id, held.id, over.id
        schema.downgrade(before_revision("0088"))
        schema.upgrade()
        with immediate() as session:
            nouns = Household, type(school), RoleGrant, RoleGrant
            where = [session.get_one(noun, id_).residential_group_id for noun, id_ in zip(nouns, ids, strict=True)]
            assert where == [last, last, last, first]
            assert session.get_one(ResidentialGroup, first).merged_into_id is not None
