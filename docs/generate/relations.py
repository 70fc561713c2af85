"""Write docs/manual/ledgers.md: every ledger, its columns and what they take."""

from __future__ import annotations

from pathlib import Path

from zhijian.core.facts.model import Column, Kind
from zhijian.core.facts.schema import RELATIONS

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    Kind.TEXT: "文字",
    Kind.INT: "整数",
    Kind.FLAG: "是/否",
    Kind.DAY: "日期",
    Kind.SECOND: "时间",
    Kind.CHOICE: "选项",
}


def main() -> None:
    """Write the page from the declared relations."""
    lines = [
        "# 台账",
        "",
        f"本页由 `make docs` 生成，共 {len(RELATIONS)} 种台账。表头可用别名；"
        "空白模板用 `zhijian template 目录` 生成。",
        "",
    ]
    for relation in RELATIONS.values():
        lines += [
            f"## {relation.title} `{relation.name}`",
            "",
            relation.about,
            "",
            "| 列 | 字段 | 类型 | 填法 |",
            "| --- | --- | --- | --- |",
            *(_row(relation.key, column) for column in relation.asked),
            "",
        ]
    path = ROOT / "docs" / "manual" / "ledgers.md"
    path.write_text("\n".join(lines), encoding="utf-8")


def _row(key: tuple[str, ...], column: Column) -> str:
    hints = []
    if column.required or column.name in key:
        hints.append("必填")
    if column.choices:
        hints.append("、".join(said for _, said in column.choices))
    if column.refers:
        hints.append(f"见{RELATIONS[column.refers].title}")
    if column.note:
        hints.append(column.note)
    return f"| {column.label} | `{column.name}` | {KINDS[column.kind]} | {'；'.join(hints)} |"


if __name__ == "__main__":
    main()
