"""Twenty faults, a line each: the long walk has to find most of them. No rule and no invariant knows of any.

`script/test --year --faults` puts one after the other into a copy of the product and walks there until something does
not hold.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# What a copy needs to walk in.
COPIED = ("app", "migrations", "tests", "tools", "pyproject.toml", "wsgi.py")


@dataclass(frozen=True)
class Fault:
    """`line` of a file becomes `wrong`; `engine` on which it shows."""

    words: str
    file: str
    line: str
    wrong: str
    engine: str = "sqlite"

    def put_into(self, folder: Path) -> None:
        """Make a copy of the product with it.

        Raises:
            ValueError: the line is not there once; choose another.
        """
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, copy_function=_link if name == "app" else shutil.copy2)
            else:
                shutil.copy2(ROOT / name, folder / name)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")  # the fonts of papers
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.line) != 1:
            raise ValueError(f"{self.file} holds {self.line!r} {text.count(self.line)} times")
        path.unlink()  # the copy's own file from now on
        path.write_text(text.replace(self.line, self.wrong), encoding="utf-8")


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


FAULTS = (
    Fault("A house that was taken out of the book is counted", "app/indicators/programme_periods.py",
          "return [_speaks(declared, count, scope), ProgrammeEntry.read_on(scope.until)]",
          "return [ProgrammeEntry.read_on(scope.until)]"),
    Fault("Figures of a past day read what was recorded later", "app/indicators/programme_periods.py",
          "return [_speaks(declared, count, scope), ProgrammeEntry.read_on(scope.until)]",
          "return [_speaks(declared, count, scope), ProgrammeEntry.latest]"),
    Fault("Who came late is not counted", "app/indicators/learning_rows.py",
          "        Attendance.status.in_(CAME),\n    )", "        Attendance.status == CAME[0],\n    )"),
    Fault("A help that was taken back is counted", "app/indicators/help.py",
          "        HelpRecord.withdrawn_at.is_(None),\n", ""),
    Fault("Strokes that were keyed in anew are counted twice", "app/indicators/help.py",
          "            HelpTally.withdrawn_at.is_(None),\n", ""),
    Fault("A certificate that was revoked is counted", "app/indicators/learning_rows.py",
          "given = [Certificate.issued_at.between(*_moments(scope)), stood]",
          "given = [Certificate.issued_at.between(*_moments(scope))]"),
    Fault("A number of certificates is left out", "app/models/learning/certificate_numbers.py",
          "    for entry in entries:\n        register.last_number += 1\n",
          "    for entry in entries:\n        register.last_number += 2\n"),
    Fault("A number of plates and letters is left out", "app/models/mixins/issued.py",
          "return cls.last_number(session, unit_id, **series) + 1",
          "return cls.last_number(session, unit_id, **series) + 2"),
    Fault("A mark that was made after the closing counts", "app/models/learning/lesson_terms.py",
          "return self.closed_at is None or at < self.closed_at", "return True"),
    Fault("Whoever it is records any house", "app/models/movement/relations.py",
          "return or_(false(), *(relation(group, account_id, unit_id, at) for relation in known))",
          "return or_(group.is_not(None), *(relation(group, account_id, unit_id, at) for relation in known))"),
    Fault("The office of any ward opens every row", "app/routes/office/lookups.py",
          "return current_visitor().units(*(roles or STAFF))", "return set(range(1, 99))"),
    Fault("An instructor keeps the rolls of every class", "app/models/learning/course.py",
          "of_course = (RoleGrant.role == Role.INSTRUCTOR) & (RoleGrant.course_id == cls.id)",
          "of_course = RoleGrant.role == Role.INSTRUCTOR"),
    Fault("A line of lists is not escaped", "app/templates/components/cards.html",
          "<span>{{ text }}{% if small %}<small>{{ small }}</small>{% endif %}</span>{% if value %}",
          "<span>{{ text|safe }}{% if small %}<small>{{ small }}</small>{% endif %}</span>{% if value %}"),
    Fault("Who was erased keeps what names them", "app/registers/personal_data/erasing.py",
          "tables[name] for name in WAYS]", 'tables[name] for name in WAYS if name != "person"]'),
    Fault("Backups leave the papers out", "app/exchange/backups/making.py",
          'FOLDERS = ("papers", "photos")', 'FOLDERS = ("photos",)'),
    Fault("Backups leave a table out", "app/exchange/backups/rows.py",
          "        if key[1] in names\n", '        if key[1] in names and key[1] != "answer"\n'),
    Fault("A job whose worker was killed is nobody's", "app/jobs/sweeping.py",
          "return is_here(job.worker) and not runs(job.worker)", "return False"),
    Fault("A house that two phones bring is two houses", "app/entries/sites.py",
          "return Household.alike(session, group_id, unit_id=asked.programme.unit_id, **given.identity)",
          "return None"),
    Fault("A list that is taken in twice makes everybody twice", "app/exchange/imports/people.py",
          "        if (meant := candidate.among(candidate.comparable(alike))) is not None:\n",
          "        if meant := None:\n"),
    Fault("The lock of a series of numbers is left out", "app/models/mixins/issued.py",
          "        session.scalars(AdministrativeUnit.locked(unit_id)).one()\n", "", engine="postgresql"),
)  # fmt: skip
