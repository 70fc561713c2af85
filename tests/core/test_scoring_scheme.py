"""Scoring schemes as files: what is refused and in which words, and whose scheme holds where."""

from pathlib import Path
from textwrap import dedent

import pytest

from zhijian.core.indicators import Target, points_text
from zhijian.core.refused import Refused
from zhijian.core.scoring_scheme import load_schemes

RULEBOOKS = Path(__file__).parents[2] / "rulebooks"
ITEM = "{id: X-1, kind: deduction, name: 更新, points_proposed: 10, checks: [updates.*]}"
SCHEME = """\
schemes:
  - id: own
    title: 本地方案
    target: organization
    proposed: true
    clause: cn-FREQ
    on_veto: go_on
    starts_at: 100
    goal: 90
    indicators:
      - {item}
"""


def folder(tmp_path, text, name="own.yaml"):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def scheme_text(item=ITEM, **replaced):
    text = SCHEME.replace("{item}", item)
    for key, value in replaced.items():
        lines = [line for line in text.splitlines() if not line.startswith(f"    {key}:")]
        lines.insert(3, f"    {key}: {value}" if value is not None else "    # 略")
        text = "\n".join(lines) + "\n"
    return text


def refusal(tmp_path, text):
    with pytest.raises(Refused) as refused:
        load_schemes(folder(tmp_path / "scoring", text))
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (scheme_text(colour="red"), "第 2 行：不认识“colour”这一项。可用的项：id、title"),
        (scheme_text(ITEM.replace("checks", "cheks")), "第 11 行：不认识“cheks”这一项"),
        (scheme_text(title=None), "缺少“title”（方案名称），请补上。"),
        (scheme_text(target="county"), "应为organization、portal、account、supervision。"),
        (scheme_text(on_veto="maybe"), "“on_veto”写作“maybe”，应为stop 或 go_on。"),
        (scheme_text(proposed="也许"), "“proposed”写作“也许”，应为true 或 false。"),
        (scheme_text(starts_at="一百"), "“starts_at”写作“一百”，应为不小于0、至多两位小数的分值。"),
        (scheme_text(starts_at="99.125"), "“starts_at”写作“99.125”"),
        (scheme_text(starts_at="true"), "“starts_at”写作“True”"),
        (scheme_text(goal="-5"), "“goal”写作“-5”"),
        (scheme_text(place="420325"), "“place”写作“420325”，应为加引号的六位行政区划代码或 cn。"),
        (scheme_text(place="县"), "应为加引号的六位行政区划代码或 cn。"),
        (scheme_text(cites="assessment.use"), "“cites”写作“assessment.use”，应为规则键的列表。"),
        (scheme_text(vetoes_of="[nobody]"), "引用的方案“nobody”不存在。现有方案：own。"),
        (scheme_text(fail_below="60"), "建议方案不得设不合格线（fail_below）"),
        (scheme_text(proposed="false"), "须在 adopted_by 写明采用它的文件。"),
        (scheme_text(starts_at="9.99"), "各扣分项分值之和超过了起始分"),
        (scheme_text(group_totals="{更新: 9}"), "分组“更新”各项之和为0分，应为9分，请核对。"),
        (scheme_text(same_fault="[updates.gap]"), "“same_fault”写作"),
        (scheme_text(ITEM.replace("deduction", "fine")), "应为veto、deduction、bonus。"),
        (scheme_text(ITEM.replace("points_proposed: 10, ", "")), "扣分项须有分值"),
        (scheme_text(ITEM.replace("points_proposed: 10", "points_proposed: 0")), "扣分项须有分值"),
        (scheme_text(ITEM.replace("name", "points: 5, name")), "只能写一个"),
        (scheme_text(ITEM.replace("deduction", "veto")), "单项否决没有分值"),
        (scheme_text(ITEM.replace("name", "per_finding: 11, name")), "不超过本项分值。"),
        (scheme_text(ITEM.replace("name", "per_finding: 0, name")), "“per_finding”应大于0"),
        (scheme_text(ITEM.replace("updates.*", "updates")), "应为检查编号（或“前缀.*”）的列表。"),
        (scheme_text(ITEM.replace("updates.*", "'*'")), "应为检查编号（或“前缀.*”）的列表。"),
        (scheme_text(ITEM.replace("name", "confidence: sure, name")), "应为high、medium、low。"),
        (scheme_text("{id: V, kind: veto, name: 否决, checks: [a.b]}"), "否决和加分须有依据"),
        (scheme_text(f"{ITEM}\n      - {ITEM}"), "指标“X-1”写了两次"),
        (
            scheme_text(f"{ITEM}\n      - {ITEM.replace('X-1', 'X-2')}"),
            "检查“updates.*”归入了两处扣分，一个问题只能扣一次",
        ),
        (scheme_text() + scheme_text().removeprefix("schemes:\n"), "计分方案“own”写了两次"),
        (
            scheme_text() + scheme_text().removeprefix("schemes:\n").replace("own", "two"),
            "方案“own”和“two”适用于同一地区的同一对象，请只留一个。",
        ),
        ("schemes: 5\n", "“schemes”应为一个列表"),
        ("rules: []\n", "不认识“rules”这一项。可用的项：schemes。"),
        ("schemes: [\n", "写法不合 YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_cure(tmp_path, text, words):
    said = refusal(tmp_path, text)

    assert words in said
    assert said.startswith(("scoring/own.yaml", "方案"))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(Refused, match="没有计分方案"):
        load_schemes(tmp_path)


def test_points_may_have_two_decimals(tmp_path):
    text = scheme_text(ITEM.replace("points_proposed: 10", "points_proposed: 7.25"))

    (scheme,) = load_schemes(folder(tmp_path, text)).all

    assert scheme.indicators[0].value == 725
    assert scheme.indicators[0].per_finding == 725


@pytest.mark.parametrize(
    ("points", "text"), [(0, "0"), (5, "0.05"), (-250, "-2.5"), (10000, "100"), (9710, "97.1")]
)
def test_points_are_written_as_people_write_them(points, text):
    assert points_text(points) == text


def test_points_that_are_verified_are_no_proposal_in_an_adopted_scheme(tmp_path):
    text = scheme_text(
        ITEM.replace("points_proposed", "points"),
        proposed="false",
        adopted_by="青禾办发〔2024〕1号",
    )

    (scheme,) = load_schemes(folder(tmp_path, text)).all

    assert not scheme.is_proposal
    assert not scheme.indicators[0].is_proposal


def test_the_nearest_places_scheme_holds(tmp_path):
    everywhere = scheme_text()
    for code, name in (("420000", "province"), ("420325", "county")):
        own = scheme_text(place=f'"{code}"').removeprefix("schemes:\n")
        everywhere += own.replace("id: own", f"id: {name}")
    schemes = load_schemes(folder(tmp_path, everywhere))

    found = {
        place: schemes.for_target(Target.ORGANIZATION, place).id
        for place in ("420325", "420322", "330424", "cn")
    }

    assert found == {"420325": "county", "420322": "province", "330424": "own", "cn": "own"}


def test_an_offices_own_folder_replaces_a_scheme_of_the_same_id(tmp_path):
    ours = folder(tmp_path / "ours", scheme_text())
    theirs = folder(tmp_path / "theirs", scheme_text(title="县里改过的方案"))

    (scheme,) = load_schemes(ours, theirs).all

    assert scheme.title == "县里改过的方案"


def test_the_example_of_the_manual_loads_beside_ours(tmp_path):
    manual = (RULEBOOKS.parent / "docs" / "manual" / "scoring.md").read_text(encoding="utf-8")
    example = manual[manual.index("    schemes:") : manual.index("- `points` 是")]

    schemes = load_schemes(RULEBOOKS / "scoring", folder(tmp_path, dedent(example)))

    found = schemes.for_target(Target.ORGANIZATION, "420325")
    assert (found.id, found.is_proposal, found.fail_below) == ("qinghe", False, 6000)
    assert len(schemes.vetoes(found)) == 14


def test_a_check_named_outright_is_charged_there_and_not_under_its_prefix(tmp_path):
    outright = ITEM.replace("X-1", "X-2").replace("updates.*", "updates.gap")
    schemes = load_schemes(folder(tmp_path, scheme_text(f"{ITEM}\n      - {outright}")))

    scheme = schemes.named("own")

    assert scheme.item_of("updates.gap").id == "X-2"
    assert scheme.item_of("updates.weekly").id == "X-1"
    assert scheme.item_of("filing.in_time") is None
