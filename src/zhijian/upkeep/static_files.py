"""The pages' files, gathered and compressed into the data folder when they have changed."""

import hashlib
from pathlib import Path

from zhijian import __version__

STAMP = "gathered"


def bring_up_to_date(root: Path) -> bool:
    """Gather the files if any has changed since last time; whether anything was done."""
    from django.core.management import call_command

    wanted = _fingerprint()
    if gathered(root) == wanted:
        return False
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    (root / STAMP).write_text(wanted, encoding="ascii")
    return True


def is_up_to_date(root: Path) -> bool:
    """Whether what was gathered is what the program brings."""
    return gathered(root) == _fingerprint()


def gathered(root: Path) -> str:
    """The fingerprint of what was gathered, or nothing."""
    try:
        return (root / STAMP).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    total = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            path = Path(storage.path(name))
            found = path.stat()
            total.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return total.hexdigest()
