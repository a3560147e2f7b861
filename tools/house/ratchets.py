"""The most of each figure that there may be: what was there when it was last lowered."""

RATCHETS = {
<<<<<<< HEAD
    "app": 169_450,
=======
    "app": 169_265,
>>>>>>> a59cc723 (Make Hôm nay one screen that is read in a minute)
    "crowds": 1,
    "back": 0,
    "cycles": 0,
    "type cycles": 5,
    "sql": 7,
    "loading": 2,
    "template lines": 704,
    "script lines": 72,
    "files": 45,
    "functions": 0,
    "attributes": 1,
    "words": 34,
}
