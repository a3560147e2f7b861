"""What the head of a group sent from a phone for three months: one with a photo and a file, a closed and a bare one."""

import hashlib
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, EntryPhoto, Programme, ProgrammeEntry, ReopenedPeriod, ResidentialGroup
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.web.kept_files import keep
from app.web.storage import LocalStore, StoreFolder
from tests import recording

Address = dict[str, str | int]


def make_sent(
    session: Session, folder: Path, group: ResidentialGroup, by: Account, words: str, key: str = "sent_from_phones"
) -> dict[str, Address]:
    """The addresses of the pages of these entries, by endpoint. `folder`: where photos of entries lie."""
    definition = {
        "key": key, "name": f"Báo cáo {words}", "shape": "return", "subject": "group", "every": "month",
        "due": {"days_after": 5}, "recorded_on": ["phone", "office"], "records": ["group_head", "officer"],
        "fields": [
            {"key": "people", "label": "Người", "type": "number", "counted": True},
            {"key": "photo", "label": f"Ảnh {words}", "type": "photo"},
            {"key": "paper", "label": f"Giấy {words}", "type": "file"},
        ],
    }  # fmt: skip
    began = clock.now() - timedelta(days=150)
    programme = Programme.begun(session, group.unit, read(definition), catalogue="", now=began)
    programme.use_draft(seen="1", now=began)
    session.flush()
    site = session.scalars(GroupSite.of(group.id)).one()
    assert programme.current
    assert programme.schedule
    periods = programme.schedule.until(clock.today())[:3]
    filled, closed, bare = (
        recording.record(
            session, site, programme.current, uuid=str(uuid4()), by=by, way="office", at=clock.now(),
            period=each.key, answers={"people": 3}, now=clock.now(),
        ) for each in periods
    )  # fmt: skip
    for each in (filled, closed, bare):  # as it was sent while its month was open
        each.way = "doorstep"
    session.flush()
    for period in (periods[0], periods[-1]):  # whose photos and files the head may change
        ReopenedPeriod.reopen(session, site.id, programme.id, period, reason=f"Sửa {words}", by=by, now=clock.now())
    photos = {each: keep_with(session, folder, filled, each, by, words) for each in ("photo", "paper")}
    of_entry: Address = {"entry": filled.uuid, "photo": photos["photo"]}
    return {
        "recorded_entries.show": of_entry,
        **{f"recorded_entries.{view}": {"entry": closed.uuid} for view in ("update", "destroy")},
        "entry_photos.create": {"entry": bare.uuid},
        **{f"entry_photos.{view}": of_entry for view in ("show", "destroy")},
        "entry_photos.download": {**of_entry, "photo": photos["paper"]},
    }


def keep_with(session: Session, folder: Path, entry: ProgrammeEntry, key: str, by: Account, words: str) -> str:
    """A photo or file of an entry, on the disk; its public id."""
    content, name = f"{key} of {words}".encode(), f"{entry.uuid}.{'jpg' if key == 'photo' else 'pdf'}"
    file = name if key == "photo" else f"files/{name}"
    keep(StoreFolder(LocalStore(folder.parent), folder.name), file, content)
    made = EntryPhoto(
        entry_id=entry.id, key=key, by_id=by.id, at=clock.now(), file=file, sha256=hashlib.sha256(content).hexdigest()
    )
    session.add(made)
    session.flush()
    return made.public_id
