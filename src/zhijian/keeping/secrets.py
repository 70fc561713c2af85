"""What looks like a password: the registers of custody say who keeps one, never what it is."""

import re

_NAMED = re.compile(
    r"(密码|口令|passw(?:or)?d|pwd|pin码|动态码|验证码)\s*(?:为|是|[:：=])\s*\S", re.IGNORECASE
)
_RUN = re.compile(r"[!-~]{8,}")
_ADDRESS = re.compile(
    r"(https?://|www\.|@[\w.-]+\.[a-z]{2,}|^[\w.-]+\.(?:cn|com|net|org)(/|$))", re.I
)
_LEAST_KINDS = 3
_JOINING = "-_./():,;"

SENTENCE = (
    "“{label}”里像是写了密码。本平台只登记由谁保管、何时更换，不保存任何密码，请删去后再提交。"
)


def looks_secret(text: str, *, is_strict: bool = False) -> bool:
    """Whether a text holds what looks like a password.

    Named as one (密码：…), or a run of eight or more signs of three kinds among small letters,
    capitals, figures and marks, that is no address. Where models and numbers of devices stand, a
    run counts only with a mark that does not join words; ``is_strict`` leaves that grace away.

    >>> looks_secret("密码：qinghe"), looks_secret("Qh#2026gov"), looks_secret("MatePad11Pro")
    (True, True, False)
    >>> looks_secret("MatePad11Pro", is_strict=True)
    True
    """
    if _NAMED.search(text):
        return True
    runs = [run for run in _RUN.findall(text) if not _ADDRESS.search(run)]
    return any(_is_mixed(run, is_strict=is_strict) for run in runs)


def _is_mixed(run: str, *, is_strict: bool) -> bool:
    has_mark = any(not c.isalnum() and c not in _JOINING for c in run)
    kinds = (
        any(c.islower() for c in run),
        any(c.isupper() for c in run),
        any(c.isdigit() for c in run),
        has_mark,
    )
    return (has_mark or is_strict) and sum(kinds) >= _LEAST_KINDS
