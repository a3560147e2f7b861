"""What a task is called: a short name, or its first clause."""

import re

from app.country import sentences

# So many letters a name has; a first clause shorter than this says too little.
SHORT, CLAUSE = 60, 24


def called(text: str) -> str:
    """The name of a task that nobody named: its first clause, at most `SHORT` letters, no quotation left open."""
    name = re.split(r"[;.:](?=\s|$)", text.strip(), maxsplit=1)[0].strip()
    if len(name) > SHORT:
        begun = name[: SHORT - 1]
        comma, word = begun.rfind(", "), begun.rfind(" ")
        name = begun[:comma] if comma >= CLAUSE else f"{begun[:word] if word > 0 else begun}…"
    quoted = max(name.rfind("“"), name.rfind('"'))
    if name.count("“") > name.count("”") or name.count('"') % 2:
        name = f"{name[:quoted].rstrip(' ,')}…" if quoted >= CLAUSE else f"{name[: SHORT - 2].rstrip(' …')}…”"
    return sentences.begun(name)
