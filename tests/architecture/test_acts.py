"""Each act that is noted in the trail is declared once: its sentence, and for that act the words of its details.

Where it is declared is asked nowhere: beside its noun, in any module. What tests make the product note is held to the
same, details put together anywhere included (tests/noted.py), and so is the trail of the release before
(tests/upgrades).
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from app.jobs import work
from app.models import Base
from app.models.mixins.issued import Issued
from app.registers.acts import ACTS, FORMER
from app.registers.definitions import REGISTERS
from app.registers.definitions.help_lists import ACTS as OF_LISTS
from app.registers.programmes.acts import ACTS as PROGRAMME_ROWS
from app.routes.admin.audit import KINDS as SOUGHT
from app.web.words.acts import KINDS, detail_words
from app.web.words.messages import WORDINGS
from tests.architecture.declared import declared
from tests.golden import assert_file, assert_listed

APP = Path(__file__).resolve().parents[2] / "app"
# What chains of wards hold by now: an act a line, with the keys that it has words for. A line is added with an act, a
# key with a word, and none is ever taken away.
EVER = Path(__file__).with_name("acts.txt")
NOTING = ("note", "_note", "note_everywhere", "note_about", "note_unit", "note_certificate", "note_request")
# What those who note hand on beside the detail, and by which names an act is filed.
BESIDE = {"at", "account_id", "unit_id", "subject", "detail", "by", "by_itself", "now", "told", "contested"}
ACT = re.compile(r"[a-z_]+\.[a-z_]+")


@cache
def modules() -> dict[str, list[ast.AST]]:
    """All that each of the app's files is made of."""
    return {
        str(path.relative_to(APP)): list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        for path in sorted(APP.rglob("*.py"))
    }


def declarations() -> Iterator[tuple[str, ast.Constant]]:
    """Where each act is declared, its name beside a `TrailEvent(…)`: the file, and the name as it stands there."""
    for file, nodes in modules().items():
        for node in nodes:
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                event = isinstance(value, ast.Call) and last_name(value.func) in ("TrailEvent", "naming")
                if event and isinstance(key, ast.Constant):
                    yield file, key


@cache
def code() -> list[ast.AST]:
    """All that the app's files are made of, but for the names of acts where those are declared."""
    declared_there = {id(key) for _file, key in declarations()}
    return [node for nodes in modules().values() for node in nodes if id(node) not in declared_there]


def calls() -> Iterator[tuple[set[str], ast.Call]]:
    """The calls that note something, with the acts that they name: their second argument."""
    for call in code():
        if isinstance(call, ast.Call) and len(call.args) > 1 and last_name(call.func) in NOTING:
            yield {text for text in texts_in(ast.walk(call.args[1])) if ACT.fullmatch(text)}, call


def texts_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The texts among some nodes of code."""
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def last_name(called: ast.expr) -> str:
    """The last word of what is called."""
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def look_alikes() -> set[str]:
    """Texts that look like an act of a kind that we know, and are no endpoint: those handed on by a variable."""
    kinds = {action.split(".")[0] for action in ACTS}
    endpoints = {route.endpoint for route in declared()}
    alike = {text for text in texts_in(code()) if ACT.fullmatch(text) and text.split(".")[0] in kinds}
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    # Those are foreign keys, scripts, sheets, lists and the mark of a bucket.
    return {text for text in alike - endpoints - columns if not text.endswith((".id", ".js", ".css", ".json", ".yaml"))}


def details() -> dict[str, set[str]]:
    """The keys of details that stand beside an act where it is noted; those put together elsewhere are not seen."""
    found: dict[str, set[str]] = defaultdict(set)
    for acts, call in calls():
        keys = {key.arg for key in call.keywords if key.arg} - BESIDE
        for given in [*call.args[2:], *(key.value for key in call.keywords if key.arg == "detail")]:
            for node in ast.walk(given):
                if isinstance(node, ast.Dict):
                    keys |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
        for act in acts:
            found[act] |= keys
    return found


def test_every_act_has_words_and_every_word_is_of_an_act() -> None:
    noted = {act for acts, _call in calls() for act in acts}
    # What every register does is noted in one place, by its key (app/routes/registers); what becomes of the file of an
    # issued paper, too (app/routes/issued_files.py).
    every = {act for register in REGISTERS for act in register.acts} | set(PROGRAMME_ROWS) | set(OF_LISTS)
    every |= {f"{noun.SUBJECT}.{act}" for noun in Issued.__subclasses__() for act in ("viewed", "file_altered")}
    mend = "+ is noted and nowhere declared: a TrailEvent in app/registers/acts; - is noted nowhere: into FORMER there"
    assert_listed(noted | look_alikes() | every, set(ACTS) - set(FORMER), "app/registers/acts", mend)


def test_no_act_is_declared_twice_and_a_kind_has_one_owner() -> None:
    """Of two declarations of one act the last would win, and say the other's details in words of its own."""
    of_registers = (act for register in REGISTERS for act in set(register.acts) - set(register.further))
    acts = Counter([*(key.value for _file, key in declarations()), *of_registers])
    assert_listed(acts, ACTS, "ACTS of app/registers/acts", "join the dictionary of its module into ACTS")
    assert [act for act, times in acts.items() if times > 1] == []
    owners: dict[str, set[str]] = defaultdict(set)
    for file, key in declarations():
        owners[key.value.split(".")[0]].add(file)
    assert {kind: files for kind, files in owners.items() if len(files) > 1} == {}


def test_the_words_are_there_and_none_is_said_twice() -> None:
    """Two acts of one sentence could not be told apart in the trail, nor two details of one word in an act."""
    assert all(str(act.sentence).strip() for act in ACTS.values())
    assert all(str(words).strip() for act in ACTS.values() for words in act.words.values())
    assert twice(act.sentence for act in ACTS.values()) == []
    assert {action: twice(act.words.values()) for action, act in ACTS.items() if twice(act.words.values())} == {}
    assert [action for action, act in ACTS.items() if set(act.words) & set(act.untold.split())] == []


def twice(words: Iterable[object]) -> list[str]:
    """Words that come more than once."""
    return [each for each, times in Counter(map(str, words)).items() if times > 1]


def test_each_key_of_a_detail_has_its_word_for_that_act() -> None:
    unknown = {action: {key for key in keys if not ACTS[action].knows(key)} for action, keys in details().items()}
    assert {action: keys for action, keys in unknown.items() if keys} == {}, "declare it beside the act, or as kept"


def test_what_chains_hold_is_read_for_ever() -> None:
    """An act or a word that goes is missed here, and one that comes: from the first ward on, it stays."""
    lines = [" ".join((action, *sorted(act.words))) for action, act in sorted(ACTS.items())]
    mend = (
        "copy the lines with + into it; what goes with - is in chains of wards: app/registers/acts must have its words"
    )
    assert_file(EVER, "\n".join(lines) + "\n", mend)


def test_each_act_is_found_in_the_trail_by_its_kind() -> None:
    """What the page of the trail can be narrowed to: every act, and nothing that no act is called."""
    sought = {name for kind in SOUGHT.values() for name in kind.actions}
    assert [action for action in ACTS if not {action, action.split(".")[0]} & sought] == []
    assert sought - set(ACTS) <= {action.split(".")[0] for action in ACTS}


def test_a_count_is_said_in_the_words_of_its_act() -> None:
    assert detail_words("help_tally.keyed_in", {"count": 12}) == "số lượt 12"
    assert detail_words("approval.approved", {"count": 12}) == "số giấy 12"
    assert detail_words("photo.added", {"count": 2}) == "số ảnh 2"
    assert detail_words("paper.asked", {"kind": "mentorship_book", "ambassador": "7"}) == "loại sổ kèm cặp"
    changed = {"code": "DSS01", "fields": "decision_no,organisation"}
    assert detail_words("ambassador.changed", changed) == "mã DSS01, các dòng số quyết định, đơn vị giới thiệu"
    assert detail_words("noted.by_an_older_version", {"count": 1}) == ""


def test_papers_and_texts_that_an_act_names_have_words() -> None:
    papers = {kind for kind in work.KINDS if not kind.startswith("import_")}
    assert papers | set(WORDINGS) <= set(KINDS)
