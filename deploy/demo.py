"""The demonstration: an invented county's ledgers, judged, and the platform with its people.

Run by ``make demo`` with one argument, the folder to work in; it is emptied first. Makes
``ledgers/``, ``out/`` and ``web/`` in it through the command line alone, as an office would, and
serves the last on loopback until stopped. With ``--no-serve`` it ends when all is made.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

PLACE = "420325"
SHOWN = 8
LISTEN = os.environ.get("ZHIJIAN_LISTEN", "127.0.0.1:8000")
OPENS_AFTER = 4  # seconds, until the server answers


def zhijian(*arguments: str) -> int:
    """Run one command of ours and return its exit code; its words go straight through."""
    print("$ zhijian", *arguments, flush=True)
    return subprocess.run([sys.executable, "-m", "zhijian.cli", *arguments], check=False).returncode


def main(folder: Path, *, serves: bool = True) -> int:
    """The bulletin, then the platform; 0 when both stand."""
    return bulletin(folder) or platform(folder / "web", serves=serves)


def platform(data: Path, *, serves: bool) -> int:
    """Fill an installation with the county's units, people and cases, and serve it."""
    os.environ |= {
        "ZHIJIAN_DATA_DIR": str(data.absolute()),
        "ZHIJIAN_DEMO": "true",
        "ZHIJIAN_LISTEN": LISTEN,
    }
    os.environ.pop("ZHIJIAN_DATABASE_URL", None)
    os.environ.pop("DATABASE_URL", None)
    print(f"\n数据文件夹：{data.absolute()}")
    if (code := zhijian("demo-web")) or not serves:
        return code
    address = f"http://{LISTEN}/demo/"
    print(f"\n在浏览器打开 {address} ，选一个身份，点一下就进工作台。\n", flush=True)
    if sys.stdout.isatty() and (sys.platform != "linux" or os.environ.get("DISPLAY")):
        threading.Timer(OPENS_AFTER, webbrowser.open, (address,)).start()
    try:
        return zhijian("serve")
    except KeyboardInterrupt:
        return 0


def bulletin(folder: Path) -> int:
    """Make the ledgers, judge them, show the first findings; 0 when the bulletin stands."""
    ledgers, out = folder / "ledgers", folder / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    if code := zhijian("demo-data", str(ledgers), "--seed", "1", "--accounts", "126"):
        return code
    day = json.loads((ledgers / "truth.json").read_text(encoding="utf-8"))["as_of"]
    code = zhijian("check", str(ledgers), "--place", PLACE, "--on", day, "--out", str(out))
    written, findings = out / "bulletin.docx", out / "findings.csv"
    if not (written.is_file() and findings.is_file()):
        print("检查没有写出通报，原因见上。", file=sys.stderr)
        return code or 1

    show(findings)
    print(f"\n通报：{written.resolve()}\n全部结果：{out.resolve()}")
    return 0


def show(findings: Path) -> None:
    """Print how many findings there are and the first few, one of each check, with its clause."""
    with findings.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    one_of_each = list({row["check"]: row for row in reversed(rows)}.values())[::-1]
    print(f"\n共 {len(rows)} 条问题，例如：")
    for row in one_of_each[:SHOWN]:
        print(f"  {row['organization']}　{row['subject_name']}　{row['says']}")
        print(f"      依据：{row['document_number'] or row['document']} {row['clause_locator']}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), serves="--no-serve" not in sys.argv))
