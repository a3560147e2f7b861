"""The most of each figure that there may be: what was there when it was last lowered."""

RATCHETS = {
    "app": 172_873,
    "crowds": 1,
    "back": 0,
    "cycles": 0,
    "type cycles": 5,
    "sql": 7,
    "loading": 2,
    "template lines": 670,
    "script lines": 70,
    "files": 46,
    "functions": 0,
    "attributes": 1,
    "words": 30,
}
