"""Write docs/coverage.md: every control, what realises it, and what is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.rules import Clause, Rulebooks

ROOT = Path(__file__).resolve().parents[2]
MEANS = {
    "check": "检查",
    "rule": "规则",
    "report": "报表",
    "form": "表单",
    "import": "导入",
    "process": "流程",
    "permission": "权限",
    "screening": "筛查",
    "exchange": "报送",
    "page": "页面",
}
AUTOMATION = {"automatic": "自动", "assisted": "辅助", "attested": "声明"}
DONE, PART, MISSING = "可判断", "部分", "缺"


def main() -> None:
    """Write the page from the rulebooks, the checks and the table of other means."""
    books = Rulebooks.load(ROOT / "rulebooks")
    others = yaml.safe_load(Path(__file__).with_name("realised.yaml").read_text(encoding="utf-8"))
    unknown = sorted(set(others) - set(books.controls))
    if unknown:
        raise SystemExit(f"realised.yaml names controls nobody knows: {unknown}")
    by_control: dict[str, list[Clause]] = {key: [] for key in books.controls}
    for clause in books.clauses.values():
        if clause.automation and clause.control in by_control:
            by_control[clause.control].append(clause)
    rows = [_row(books, key, by_control[key], others.get(key, [])) for key in sorted(by_control)]
    states = Counter(row[-2] for row in rows)
    text = "\n".join(
        [
            "# 覆盖情况",
            "",
            "本页由 `make docs` 生成。每个控制项（五份文件中同一要求的合并）一行："
            "由什么实现、到什么程度、还缺什么。",
            "",
            f"共 {len(rows)} 个控制项、{sum(len(c) for c in by_control.values())} 条条款，"
            f"{len(CHECKS)} 项检查：{DONE} {states[DONE]}，{PART} {states[PART]}，"
            f"{MISSING} {states[MISSING]}。",
            "",
            "“可判断”指该控制项的全部条款都能由台账自动判断，或由规则、流程、权限落实；"
            "台账算不出的，由单位签署有期限的声明、附佐证并经抽查核实，也算落实。"
            "“部分”指已有检查、报表或机制，但还有条款要靠流程、页面或人工声明落实。",
            "",
            "| 控制项 | 名称 | 条款（自动/辅助/声明） | 由什么实现 | 状态 | 还缺什么 |",
            "| --- | --- | --- | --- | --- | --- |",
            *("| " + " | ".join(row) + " |" for row in rows),
            "",
        ]
    )
    (ROOT / "docs" / "coverage.md").write_text(text, encoding="utf-8")


def _row(
    books: Rulebooks, key: str, clauses: list[Clause], others: list[dict[str, object]]
) -> list[str]:
    counts = Counter(clause.automation for clause in clauses)
    checks = [check.id for check in CHECKS.values() if key in check.source]
    means = [f"检查 {'、'.join(f'`{name}`' for name in checks)}"] if checks else []
    means += [f"{MEANS[str(o['means'])]}：{o['what']}" for o in others]
    by_hand = counts["assisted"] + counts["attested"]
    left = [str(o["left"]) for o in others if o.get("left")]
    is_whole = any(o.get("whole") for o in others)
    if not means:
        state, left = MISSING, [_what_is_missing(clauses)]
    elif is_whole or (checks and not by_hand and not left):
        state = DONE
    else:
        state = PART
        if by_hand:
            left.append(f"{by_hand} 条需人工判断或声明")
    amounts = "/".join(str(counts[name]) for name in AUTOMATION)
    return [
        f"`{key}`",
        books.controls[key].title,
        f"{len(clauses)}（{amounts}）",
        "；".join(means),
        state,
        "；".join(left),
    ]


def _what_is_missing(clauses: list[Clause]) -> str:
    wanted = {
        "review": "审核流程",
        "publishing": "发布流程",
        "screening": "内容筛查",
        "interaction": "互动办理",
        "monitoring": "监测采集",
        "website": "网站采集",
        "duty_incident": "值班与事件流程",
        "data_exchange": "报送任务",
        "forms": "表单生成",
        "org_staff": "人员与权限",
        "statistics": "统计报表",
        "rectification": "整改流程",
        "privacy_security": "安全声明台账",
        "account_security": "账号保管流程",
        "training": "培训管理",
        "public_directory": "公开名录",
        "knowledge_base": "答问库",
        "audit_backup": "备份与留痕",
        "inspection": "检查流程",
        "scoring": "考核流程",
        "disclosure": "公开目录",
        "registry": "登记流程",
        "outsourcing": "委托管理",
        "sources": "稿源管理",
        "announcements": "公告流程",
    }
    return "、".join(sorted({wanted.get(c.capability, c.capability) for c in clauses}))


if __name__ == "__main__":
    main()
