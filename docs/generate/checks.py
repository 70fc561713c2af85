"""Write docs/manual/checks.md: every check, its rule, its words, and the clauses it rests on."""

from __future__ import annotations

from pathlib import Path

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.rules import Rulebooks

ROOT = Path(__file__).resolve().parents[2]
PLACES = {
    "cn": "全国",
    "211202": "银州区",
    "420325": "房县",
    "430422": "衡南县",
    "370200": "青岛市",
    "330424": "海盐县",
}
STRENGTHS = {
    "law": "",
    "principle": "（原则上）",
    "encouraged": "（鼓励）",
    "beside": "（旁证）",
    "proposed": "（本平台建议）",
}


def main() -> None:
    """Write the page from the catalogue and the rulebooks."""
    books = Rulebooks.load(ROOT / "rulebooks")
    lines = [
        "# 检查项",
        "",
        f"本页由 `make docs` 生成，共 {len(CHECKS)} 项。一项检查把一种台账与规则相比；"
        "没有相应规则的地方判为“不适用”，建议值和旁证只提醒、不判不合格。",
        "",
    ]
    for check in CHECKS.values():
        ledger = (
            RELATIONS[check.shape.subjects].title if check.shape.subjects in RELATIONS else "地区"
        )
        also = [RELATIONS[n].title for n in check.shape.watched[1:] if n in RELATIONS]
        lines += [
            f"## {check.title} `{check.id}`",
            "",
            f"- 对象：{ledger}" + (f"；对照：{'、'.join(also)}" if also else ""),
            f"- 规则：`{check.rule}`（{books.rules[check.rule].title}）",
            f"- 说法：{check.says}",
            f"- 整改：{check.mend}",
            f"- 依据：{_basis(books, check.rule)}",
            "",
        ]
    path = ROOT / "docs" / "manual" / "checks.md"
    path.write_text("\n".join(lines), encoding="utf-8")


def _basis(books: Rulebooks, rule: str) -> str:
    parts = []
    for code, name in PLACES.items():
        rows = [r for r in books.resolve(code) if r.rule == rule and r.level == code]
        last = {(r.clause or "", r.strength) for r in rows if r.until_d > 1_000_000}
        cited = [
            (f"{books.clause(clause).locator}" if clause else "") + STRENGTHS[strength]
            for clause, strength in sorted(last)
        ]
        if cited:
            parts.append(f"{name} {'、'.join(cited)}")
    return "；".join(parts) or "（尚无地方规定）"


if __name__ == "__main__":
    main()
