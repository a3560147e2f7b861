"""The most of each figure that there may be: what was there when it was last lowered."""

RATCHETS = {
    "app": 169_168,
    "crowds": 1,
    "back": 0,
    "cycles": 0,
    "type cycles": 5,
    "sql": 7,
    "loading": 2,
    "template lines": 681,
    "script lines": 72,
    "files": 44,
    "functions": 0,
    "attributes": 1,
    "words": 34,
}
