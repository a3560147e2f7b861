"""Which device somebody signs in on, in words that tell two devices apart: "Chrome, Android"."""

# What a user agent holds → what it is called; the first that fits: most browsers also call themselves Chrome, Safari.
_BROWSERS = (
    ("Zalo", "Zalo"),
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


def device_words(user_agent: str) -> str:
    """Browser and system named in a user agent; "" where neither is known."""
    known = (next((words for sign, words in names if sign in user_agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(words for words in known if words)
