"""Where links, pictures and templates of an Office file may lead to."""

import re
from urllib.parse import unquote

_PAGE = re.compile(r"(?:https?://|mailto:)[^\\\s]", re.IGNORECASE)
_CALL = re.compile(r"(?:tel|sms):[\d+*#(). -]+$", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_QUOTES = "\"'“”„‘’ \t\r\n"
# Endings by which a press on a link starts something (Windows).
_PROGRAMS = re.compile(
    r"\.(?:exe|com|scr|pif|bat|cmd|ps1|psm1|vbs?|vbe|jse?|wsf|wsh|hta|lnk|url|msi|msp|cpl|jar|reg|inf|dll|chm|iso|img|vhdx?"
    r"|appref-ms|application|settingcontent-ms|library-ms|search-ms)$",
    re.IGNORECASE,
)


def is_page(address: str) -> bool:
    """Whether an address is one of a page or a mail address."""
    return _PAGE.match(address.strip()) is not None


def is_program(name: str) -> bool:
    """Whether a file of this name is a program, or starts one."""
    return _PROGRAMS.search(name.strip(" .")) is not None


def is_own_disk(address: str) -> bool:
    """Whether an address names a file on the disk of who wrote it: `Normal.dotm`, `C:\\…`, `file:///C:/…`. Opened
    elsewhere nothing is fetched. Never another machine (`\\\\server`, `file://server`, however written) or a page."""
    path = unquote(address).strip(_QUOTES).replace("\\", "/")
    if path.lower().startswith("file:"):
        path = re.sub(r"^//(?:localhost)?/", "/", path[5:], flags=re.IGNORECASE)
    elif _SCHEME.match(path):
        return False
    return bool(path) and "//" not in path and "?" not in path and path.isprintable()


def is_linked_picture(address: str) -> bool:
    """Whether a picture may stand at an address outside of the file: on the writer's own disk, or in the mail from
    which it was pasted."""
    return address.strip(_QUOTES).lower().startswith("cid:") or is_own_disk(address)


def is_link(address: str) -> bool:
    """Whether an address may stand behind words: a page, a mail address, a telephone, a place in the file, another file
    of the writer's own disk that is no program."""
    plain = address.strip()
    if not plain or plain.startswith("#") or is_page(plain) or _CALL.match(plain):
        return True
    return is_own_disk(plain) and not is_program(re.split("[#]", unquote(plain))[0])
