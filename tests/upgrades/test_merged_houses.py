"""A database in which houses were merged before merges were kept: they stay merged, and those of now can be undone."""

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, Household, ResidentialGroup, Role, Site, SiteMerge
from app.models.movement import site_merging
from app.models.movement.site_merge import joined
from app.web.database import immediate, schema
from tests.factories import make_account
from tests.recognising import make_met
from tests.upgrades.revisions import before_revision


def test_houses_merged_by_the_release_before_stay_merged_and_later_ones_are_undone(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = session.scalars(AdministrativeUnit.called("05443")).one()
            group = session.scalars(ResidentialGroup.of(ward.id)).first()
            assert group
            kept, gone, later = make_met(session, ward, 3, residential_group=group)
            site_merging.merge_sites(session, gone, kept, clock.now())
            ids, by = (kept.id, gone.id, later.id), make_account(session, ward, Role.OFFICER)
        schema.downgrade(before_revision("0086"))
        schema.upgrade()
        with immediate() as session:
            kept, gone, later = (session.get_one(Household, each) for each in ids)
            assert Site.called(session, gone.public_id) is kept
            seen = str(kept.version), str(later.version)
            made = site_merging.merge(session, kept.id, later.id, seen=seen, by=by, now=clock.now())
            told = [(row[0].id, row[1] and row[1].id) for row in session.execute(joined(kept))]
            assert told == [(later.id, made.id), (gone.id, None)]
            assert site_merging.undo(session, made, by=by, now=clock.now())
            assert [row[0].id for row in session.execute(joined(kept))] == [gone.id]
            assert session.scalars(select(SiteMerge.undone_at)).one() is not None
