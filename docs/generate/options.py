"""Write deploy/zhijian.toml.example: every option, its meaning and its default."""

from __future__ import annotations

import json
from pathlib import Path

from zhijian.config.options import describe_options

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "zhijian.toml.example"


def sample() -> str:
    """The sample file; every option is commented out and shows its default."""
    lines = [
        "# 指尖的设置。改名为 zhijian.toml，放在启动程序的文件夹里，或用环境变量 ZHIJIAN_CONFIG 指明位置。",
        "# 每一项都可以不写；写了井号的是默认值，去掉井号再改。环境变量优先于本文件。",
        "# 本文件由 make docs 生成。",
    ]
    for option in describe_options():
        if option.group:
            lines += ["", f"# ==== {option.group} ===="]
        lines += ["", *_folded(option.says)]
        lines += [f"# 环境变量 {option.variable}", f"# {option.name} = {_toml(option.default)}"]
    return "\n".join(lines) + "\n"


def _folded(says: str) -> list[str]:
    sentences = [part for part in says.replace("。", "。\n").split("\n") if part]
    return [f"# {sentence}" for sentence in sentences]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)


if __name__ == "__main__":
    SAMPLE.write_text(sample(), encoding="utf-8")
