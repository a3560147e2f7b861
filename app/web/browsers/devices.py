"""Reads user agents: a name to tell devices apart, the app that embeds the browser, the way to install."""

# Text in the user agent of an embedded browser → the app. Messenger's also contains Facebook's.
_INSIDE = (
    ("Zalo", "Zalo"),
    ("Orca-Android", "Messenger"),
    ("FB_IAB/MESSENGER", "Messenger"),
    ("MessengerForiOS", "Messenger"),
    ("MessengerLite", "Messenger"),
    ("FBAN/", "Facebook"),
    ("FB_IAB/", "Facebook"),
    ("FBAV/", "Facebook"),
    ("Instagram", "Instagram"),
    ("musical_ly", "TikTok"),
    ("trill_", "TikTok"),
    ("BytedanceWebview", "TikTok"),
    ("TikTok", "TikTok"),
    ("Viber", "Viber"),
    ("Telegram", "Telegram"),
    ("MicroMessenger", "WeChat"),
    (" Line/", "LINE"),
    ("GSA/", "Google"),
)
# Android marks every web view of an app. An iPhone does not, and an installed page looks like a web view there.
_WEB_VIEW = "; wv)"
# Text in a user agent → browser; the first match wins, because most browsers also name Chrome or Safari.
_BROWSERS = (
    *_INSIDE,
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_APPLE = ("iPhone", "iPad", "iPod")
# Browsers preinstalled on phones; they name Chrome too, but do not install the app as Chrome does.
_MAKERS = ("MiuiBrowser", "HeyTapBrowser", "VivoBrowser", "HuaweiBrowser", "UCBrowser", "OPR/")
_ON_ANDROID = (
    *((sign, "another") for sign in _MAKERS),
    ("coc_coc", "coc_coc"),
    ("SamsungBrowser", "samsung"),
    ("Firefox", "firefox"),
    ("EdgA", "edge"),
)
_ON_APPLE = (("FxiOS", "apple_menu"), ("CriOS", "apple_share"), ("EdgiOS", "apple_menu"), ("coc_coc", "apple_share"))
_ON_DESKS = (("Firefox", "desk_firefox"), ("Edg", "desk"), ("coc_coc", "desk"), ("Chrome", "desk"), ("Mac", "mac"))


def device_words(user_agent: str) -> str:
    """Browser and system of a user agent; "" if neither is known."""
    known = (_first(names, user_agent) for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(words for words in known if words)


def inside_app(user_agent: str) -> str | None:
    """The app that embeds this browser, e.g. "Zalo"; "" for an unnamed app; None for a browser of its own."""
    return _first(_INSIDE, user_agent) or ("" if _WEB_VIEW in user_agent else None)


def on_android(user_agent: str) -> bool:
    """Whether it is an Android device, where a link can open Chrome."""
    return "Android" in user_agent


def way_to_install(user_agent: str) -> str:
    """The way of /cai-dat that fits a browser (installing.py); Chrome on Android if unknown."""
    if inside_app(user_agent) is not None:
        return "inside_android" if on_android(user_agent) else "inside_apple"
    if on_android(user_agent):
        return _first(_ON_ANDROID, user_agent) or "chrome"
    if any(sign in user_agent for sign in _APPLE):
        return _first(_ON_APPLE, user_agent) or "safari"
    if any(sign in user_agent for sign in ("Windows", "Macintosh", "Linux", "CrOS")):
        return _first(_ON_DESKS, user_agent) or "desk"
    return "chrome"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((words for sign, words in names if sign in user_agent), "")
