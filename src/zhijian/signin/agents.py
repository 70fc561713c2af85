"""What a browser says of itself, in two words that a clerk knows."""

import re

# The more particular first: nearly everybody also says Chrome, Safari and Mozilla.
BROWSERS = (
    ("微信", "MicroMessenger/"),
    ("钉钉", "DingTalk/"),
    ("Edge", "Edge?/"),
    ("QQ 浏览器", "M?QQBrowser/"),
    ("360 浏览器", "QIHU|360SE|360EE"),
    ("搜狗浏览器", "MetaSr"),
    ("UC 浏览器", "UCBrowser/|UBrowser/"),
    ("Firefox", "Firefox/"),
    ("Chrome", "Chrome/|Chromium|CriOS/"),
    ("Safari", "Safari/"),
)
SYSTEMS = (
    ("鸿蒙", "OpenHarmony|HarmonyOS"),
    ("Android", "Android"),
    ("iPhone、iPad", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh"),
    ("Linux（统信、麒麟等）", "Linux|X11"),
)


def browser_of(agent: str) -> str:
    """Browser and system; ``其他浏览器`` for what we do not know.

    >>> browser_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/86.0 Safari/537.36")
    'Chrome，Windows'
    """
    names = (_first(BROWSERS, agent) or "其他浏览器", _first(SYSTEMS, agent))
    return "，".join(name for name in names if name)


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, form in table if re.search(form, agent)), "")
