"""Each act that is noted in the audit trail has words for those who read it, and each word is of an act."""

import ast
import re
from pathlib import Path

from app.acts import ACTS, KINDS
from app.jobs import work
from app.messages import WORDINGS
from tests.architecture.declared import declared

APP = Path(__file__).resolve().parents[2] / "app"
WORDS = APP / "acts.py"
NOTING = ("note", "_note", "note_everywhere", "note_about")
ACT = re.compile(r"[a-z_]+\.[a-z_]+")


def calls(tree: ast.AST) -> set[str]:
    """The actions named where something is noted: the second argument of the calls that do."""
    return {
        part.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and len(call.args) > 1 and last_name(call.func) in NOTING
        for part in ast.walk(call.args[1])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def last_name(called: ast.expr) -> str:
    """The last word of what is called."""
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def look_alikes(tree: ast.AST) -> set[str]:
    """Texts that look like an action of a kind that we know, and are no endpoint: those handed on by a variable."""
    kinds = {action.split(".")[0] for action in ACTS}
    endpoints = {route.endpoint for route in declared()}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    alike = {text for text in texts if ACT.fullmatch(text) and text.split(".")[0] in kinds}
    # Those are foreign keys, scripts, sheets and lists.
    return {text for text in alike - endpoints if not text.endswith((".id", ".js", ".css", ".yaml"))}


def noted() -> set[str]:
    """All actions that anything in the product notes."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in APP.rglob("*.py") if path != WORDS]
    return {action for tree in trees for action in calls(tree) | look_alikes(tree)}


def test_every_act_has_words_and_every_word_is_of_an_act() -> None:
    assert noted() == set(ACTS)


def test_the_words_are_there() -> None:
    assert all(str(words).strip() for words in ACTS.values())


def test_papers_and_texts_that_an_act_names_have_words() -> None:
    papers = {kind for kind in work.KINDS if not kind.startswith("import_")}
    assert papers | set(WORDINGS) <= set(KINDS)
