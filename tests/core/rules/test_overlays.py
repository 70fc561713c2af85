"""An office adds its unpublished rules in a folder of its own, without a fork."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhijian.core.rules import RulebookRefused, Rulebooks

SOUND = Path(__file__).parents[2] / "bad_rulebooks" / "_sound"
COUNTY = "cn/410000-jia/410100-yi/410199-qinghe"
BEGINS = date(2025, 1, 1)
DOCUMENT = """\
id: qinghe-2025-9
number: 青政办发〔2025〕9号
title: 关于调整更新间隔的通知
issuer: 青禾县人民政府办公室
issued_on: 2025-01-01
effective_on: 2025-01-01
status: in_force
basis: [qinghe-2024-1]
clauses:
  - id: qinghe-2025-9-1
    locator: 一
    says: 更新间隔改为不超过5天
    control: update-interval
    kind: threshold
    capability: monitoring
    automation: automatic
"""


def overlay(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def value(text: str, *more: str) -> str:
    lines = [f"value: {text}", *more]
    return "updates.max_gap:\n  in_force:\n    - from: 2025-01-01\n" + "".join(
        f"      {line}\n" for line in lines
    )


def limit_on(rulebooks: Rulebooks, day: date, place: str = "410199") -> tuple[int | None, str]:
    (row,) = rulebooks.in_force(place, day, "updates.max_gap", "text")
    return row.amount, row.strength


def test_an_overlay_replaces_a_value_by_a_clause_of_its_own_from_its_day(tmp_path):
    folder = overlay(
        tmp_path,
        **{
            "documents/qinghe-2025-9.yaml": DOCUMENT,
            f"{COUNTY}/own.yaml": value("5", "clause: qinghe-2025-9-1"),
        },
    )

    rulebooks = Rulebooks.load(SOUND, (folder,))

    assert limit_on(rulebooks, BEGINS - timedelta(days=1)) == (10, "law")
    assert limit_on(rulebooks, BEGINS) == (5, "law")


def test_an_overlay_may_repeal_by_a_clause_of_its_own(tmp_path):
    folder = overlay(
        tmp_path,
        **{
            "documents/qinghe-2025-9.yaml": DOCUMENT,
            f"{COUNTY}/own.yaml": value("null", "clause: qinghe-2025-9-1"),
        },
    )

    rulebooks = Rulebooks.load(SOUND, (folder,))

    assert rulebooks.in_force("410199", BEGINS, "updates.max_gap") == ()


def test_an_overlays_proposal_does_not_replace_the_law(tmp_path):
    folder = overlay(tmp_path, **{f"{COUNTY}/own.yaml": value("5", "proposed: true")})

    rulebooks = Rulebooks.load(SOUND, (folder,))

    assert limit_on(rulebooks, BEGINS) == (10, "law")


def test_a_later_overlay_comes_before_an_earlier_one(tmp_path):
    one = overlay(tmp_path / "one", **{"cn/own.yaml": value("30", "proposed: true")})
    two = overlay(tmp_path / "two", **{"cn/own.yaml": value("20", "proposed: true")})

    assert limit_on(Rulebooks.load(SOUND, (one, two)), BEGINS, "cn") == (20, "proposed")
    assert limit_on(Rulebooks.load(SOUND, (two, one)), BEGINS, "cn") == (30, "proposed")


def test_an_overlay_adds_a_rule_and_a_place(tmp_path):
    folder = overlay(
        tmp_path,
        **{
            "rules.yaml": (
                "notice.copies:\n  title: 份数\n  type: amount\n  unit: count\n"
                "  merge: local_replaces\n  range: [1, 9]\n"
            ),
            "cn/410000-jia/410200-bing/place.yaml": 'code: "410200"\nname: 丙市\nlevel: city\n',
            "cn/410000-jia/410200-bing/own.yaml": (
                "notice.copies:\n  in_force:\n    - {from: 2025-01-01, value: 3, proposed: true}\n"
            ),
        },
    )

    rulebooks = Rulebooks.load(SOUND, (folder,))

    (row,) = rulebooks.in_force("410299", BEGINS, "notice.copies")
    assert (row.amount, row.level, row.place) == (3, "410200", "410200")


def test_a_new_value_where_none_was_may_cite_a_document_of_the_base(tmp_path):
    folder = overlay(
        tmp_path, **{"cn/410000-jia/410100-yi/own.yaml": value("10", "clause: qinghe-5")}
    )

    rulebooks = Rulebooks.load(SOUND, (folder,))

    assert limit_on(rulebooks, BEGINS, "410100") == (10, "law")


def test_a_refused_overlay_leaves_the_base_loadable(tmp_path):
    base = tmp_path / "base"
    shutil.copytree(SOUND, base)
    folder = overlay(tmp_path / "own", **{f"{COUNTY}/own.yaml": value("x", "proposed: true")})

    with pytest.raises(RulebookRefused):
        Rulebooks.load(base, (folder,))

    assert limit_on(Rulebooks.load(base), BEGINS) == (10, "law")


def test_an_overlay_replaces_a_process_as_a_whole_and_adds_another(tmp_path):
    sound = (SOUND / "processes" / "filing.yaml").read_text(encoding="utf-8")
    folder = overlay(
        tmp_path,
        **{
            "processes/filing.yaml": sound.replace("title: 备案\n", "title: 本县备案\n"),
            "processes/leave.yaml": sound.replace("id: filing", "id: leave"),
        },
    )

    rulebooks = Rulebooks.load(SOUND, (folder,))

    assert {name: process.title for name, process in rulebooks.processes.items()} == {
        "filing": "本县备案",
        "leave": "备案",
    }
    assert Rulebooks.load(SOUND).process("filing").title == "备案"
