"""What the walk cannot tell from a form alone, by endpoint. A line that is not needed any more is red."""

from collections.abc import Mapping

JSON = "a script calls it in JSON, no form does"
# POST routes of these rooms that no form leads to.
WITHOUT_FORM: Mapping[str, str] = {
    "account.passkeys.propose": JSON,
    "challenges.create": JSON,
    "challenges.new": JSON,
    "counter.team_months.edit": "a phone that kept the form of before sends it "
    "(tests/routes/counter/test_team_months.py)",
    "outbox.create": JSON,
    "outbox.create_photo": "a script sends what a phone keeps of a photo, no form does",
    "phones.create": JSON,
    "public.door_outboxes.create": JSON,
    "public.shell_pages.share": "the phone's own menu sends photos here, and nothing of them is read",
    "public.own_phones.show": "the script behind “Xóa khỏi máy này” sends it after it has emptied the phone",
    "admin.first_run.create": "there before the place is set up, and never again",
    "counter.task_files.destroy": "stands beside a file of a task that was not reported yet "
    "(tests/routes/counter/test_task_files.py)",
    "counter.unchanged_entries.create": "stands below what was sent while its period ran, once that is over "
    "(tests/routes/counter/test_asked_lines.py)",
    "resumes.create": "stands on the page that keeps a form whose sign-in has ended (tests/routes/test_sign_outs.py)",
    "office.shown.update": "stands on the page of an account that has a room in the office",
}
# By kind of what phones send, where its form leads that is pressed without script.
KINDS: Mapping[str, str] = {
    "close": "teaching.closings.new",
    "entry": "counter.doorsteps.show",
    "entry_photo": "counter.house_photos.new",
    "help_correction": "counter.help_records.destroy",
    "help_record": "counter.help_records.index",
    "lesson_photo": "teaching.photos.new",
    "mark": "teaching.marks.create",
    "mentorship": "counter.mentorships.create",
    "note": "teaching.results.show",
    "registration": "counter.registrations.new",
    "scan": "teaching.scans.show",
    "skill": "teaching.skills.show",
    "visit": "counter.mentorships_visits.new",
    "walk_in": "teaching.walk_ins.new",
}
# Forms that are met and not sent.
UNSENT: Mapping[str, str] = {
    "outbox_files.create": "takes the file in which a phone has written down what waits on it",
}
# What is typed where neither the field nor the example beside it tells; {words} are of the world (`World.words`).
GIVEN: Mapping[str, Mapping[str, str]] = {
    "counter.doorsteps.create": {"outcome": "done", "a_learner_age": "60_up", "number": "20", "head": "Nông Thị Mới"},
    "counter.doorsteps.show": {"outcome": "done", "a_learner_age": "60_up"},
    "counter.quick_entries.create": {"name": "Họp tổ", "held_on": "2026-01-05", "starts_at": "", "ends_at": ""},
    "counter.lists.new": {"lines": "Nguyễn Thị Hòa, 1950"},
    "counter.help_records.index": {"result": "did_alone"},
    "public.own_seats.withdraw": {"lesson": "2"},
    "public.check_ins.create": {"letters": "{letters}"},
    "public.door_outboxes.update": {"code": "{ticket}"},
    "public.self_marks.create": {"full_name": "Ma Văn Một", "birth_year": "1950"},
    "teaching.closings.new": {"heads": "0"},
    "teaching.marks.create": {"mark": "present:{key}"},
    "teaching.skills.show": {"word": "1:all"},
    "teaching.scans.show": {"code": "{ticket}"},
    "teaching.signed_sheets.create": {"numbers": "1"},
    "unit.recordings.new": {"a_people": "3", "day": ""},
    "unit.recordings.show": {"a_people": "3", "day": ""},
}
# What the page that looks over a form is pressed with.
LOOKED_OVER: Mapping[str, Mapping[str, str]] = {
    "counter.lists.new": {"step": "save"},
    "teaching.signed_sheets.create": {"save": "1"},
}
# Forms that take a photo of a ticket's code.
READS_CODE = ("public.door_photos.create", "teaching.scans.photo")
# What has to be there before there is something to take back.
FIRST: Mapping[str, str] = {
    "teaching.marks.destroy": "teaching.marks.create",
}
# Presses that store nothing.
WITHOUT_EFFECT: Mapping[str, str] = {
    "kiosk.visits.touch": "says that somebody still stands there, which a visit begun now says too",
    "unit.tables.show": "shows first what will be stored",
    "public.check_ins.create": "lets a phone in, which it carries in a cookie",
    "public.families.add_row": "gives the form back with one more row",
    "public.relatives.add_row": "gives the form back with one more row",
}
# Presses after which whoever sends them again has to sign in.
SIGNS_OUT: Mapping[str, str] = {
    "account.sign_out_everywhere": "signs all devices out, this one too",
    "kiosk.tablets.create": "signs whoever made the tablet out of it",
}
# Forms that give nothing back when their page is too old: a tablet begins anew with whoever stands there.
BEGINS_ANEW = ("kiosk.visits.create", "kiosk.visits.destroy", "kiosk.visits.touch", "kiosk.visits.update")
# Forms that stand on their pages for browsers without script alone: with it something else does the same.
WITHOUT_SCRIPT: Mapping[str, str] = {
    "counter.calls.update": "the bar over the page goes to a call (calls.js)",
}
# Forms without a key, and what a second press adds to: the page of a roll of two hundred is held to six kilobytes, and
# with script each tap is an operation with a uuid. The state stays what it was; its history is a line longer.
WITHOUT_KEY: Mapping[str, tuple[str, ...]] = {
    "teaching.marks.create": ("attendance", "attendance_mark"),
    # The button names the mark that it undoes; of two marks of one moment, as here, chance says which is the newer one.
    "teaching.marks.destroy": ("attendance", "attendance_mark"),
    "teaching.skills.show": ("skill_mark",),
}
