"""The rooms, each a package for one audience; `connect_rooms` hangs them on the app."""

from flask import Flask

from app.routes import (
    account,
    admin,
    counter,
    data_maps,
    health,
    inside_notes,
    job_files,
    jobs,
    kiosk,
    office,
    province,
    public,
    teaching,
    text_sizes,
)
from app.routes.phones import outbox, outbox_files, phones, preparations
from app.routes.sign_in import challenges, invitations, locks, second_steps, sign_ins, starts
from app.web.settings import Settings


def connect_rooms(app: Flask, settings: Settings) -> None:
    """Register every room's blueprint; the component page only while debugging."""
    for room in (
        public.room,
        sign_ins.sign_ins,
        locks.locks,
        second_steps.second_steps,
        challenges.challenges,
        account.account,
        invitations.invitations,
        teaching.room,
        office.room,
        counter.room,
        kiosk.room,
        admin.room,
        province.room,
    ):
        app.register_blueprint(room)
    app.register_blueprint(outbox.outbox)
    app.register_blueprint(outbox_files.outbox_files)
    app.register_blueprint(phones.phones)
    app.register_blueprint(preparations.preparations)
    app.register_blueprint(data_maps.data_maps)
    app.register_blueprint(jobs.jobs)
    app.register_blueprint(job_files.job_files)
    app.register_blueprint(health.health)
    app.register_blueprint(text_sizes.text_sizes)
    app.register_blueprint(inside_notes.inside_notes)
    app.register_blueprint(starts.starts)
    if settings.debug or settings.testing:
        from app.routes import debug

        app.register_blueprint(debug.room)
