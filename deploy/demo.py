"""The demonstration: an invented county's ledgers, judged, and what came of it in a few lines.

Run by ``make demo`` with one argument, the folder to work in; it is emptied first. Makes
``ledgers/`` and ``out/`` in it through the command line alone, as an office would.
"""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

PLACE = "420325"
SHOWN = 8


def zhijian(*arguments: str) -> int:
    """Run one command of ours and return its exit code; its words go straight through."""
    print("$ zhijian", *arguments, flush=True)
    return subprocess.run([sys.executable, "-m", "zhijian.cli", *arguments], check=False).returncode


def main(folder: Path) -> int:
    """Make the ledgers, judge them, show the first findings; 0 when the bulletin stands."""
    ledgers, out = folder / "ledgers", folder / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    if code := zhijian("demo-data", str(ledgers), "--seed", "1", "--accounts", "126"):
        return code
    day = json.loads((ledgers / "truth.json").read_text(encoding="utf-8"))["as_of"]
    code = zhijian("check", str(ledgers), "--place", PLACE, "--on", day, "--out", str(out))
    bulletin, findings = out / "bulletin.docx", out / "findings.csv"
    if not (bulletin.is_file() and findings.is_file()):
        print("检查没有写出通报，原因见上。", file=sys.stderr)
        return code or 1

    show(findings)
    print(f"\n通报：{bulletin.resolve()}\n全部结果：{out.resolve()}")
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
    sys.exit(main(Path(sys.argv[1])))
