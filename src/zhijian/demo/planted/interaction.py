"""Doors that are shut to the public, and messages nobody answers."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.scenario import ALL, AS_OF_D, CN, FX, HN, HY, NOBODY, QD, YZ, Places
from zhijian.demo.voices import message

_REPLY = "interaction.reply_time"
_FLAGS: tuple[tuple[str, Row, Places, Places], ...] = (
    ("interaction.comments_open", {"comments_open": 0}, HN | HY, ALL - HN - HY),
    ("interaction.comments_open", {"messages_open": 0}, HN | HY, ALL - HN - HY),
    ("interaction.private_open", {"private_messages_open": 0}, HN, NOBODY),
    ("interaction.comment_module", {"has_comment_module": 0}, HN, NOBODY),
    ("interaction.survey_module", {"has_survey_module": 0}, HN, NOBODY),
    ("interaction.consult_module", {"has_consult_module": 0}, HN, NOBODY),
    ("interaction.effective", {"interaction_works": 0}, NOBODY, ALL),
)


def plant_closed(county: County) -> None:
    """Plant closed comments and missing modules; one closing is approved for a time."""
    for check, wrong, fails, warns in _FLAGS:
        row = county.account()
        row.update(wrong)
        county.truth.expect(check, row["account"], fails=fails, warns=warns)
    # 衡南 asks "in principle" and lets an approval lift it; 海盐 knows no exception.
    _approve(county, "interaction.private_open", "private_messages_open", excepted=HN)
    _approve(
        county,
        "interaction.comment_open",
        "comments_open",
        excepted=HN,
        fails=HY,
        warns=ALL - HN - HY,
    )


def _approve(county: County, rule: str, column: str, **told: Places) -> None:
    """Close a door with approval, for a reason and a time."""
    row = county.account()
    row[column] = 0
    county.add(
        "exceptions",
        number=county.number("青某办批"),
        rule=rule,
        subject=row["account"],
        reason="后台改造，暂停使用",
        approved_by="青禾县人民政府办公室",
        approved_d=ago(12),
        from_d=ago(10),
        until_d=AS_OF_D + 10,
    )
    check = {"interaction.comment_open": "interaction.comments_open"}.get(rule, rule)
    county.truth.expect(check, row["account"], **told)


def plant_messages(county: County) -> None:
    """Plant late answers and no answers: late only warns, three months of silence fail."""
    row = county.someone()
    for kind, term in (("CONSULT", 5), ("COMPLAINT", 15)):
        for more, warns in ((0, NOBODY), (1, ALL)):
            received_d = ago(50)
            replied_d = county.workday(received_d, term + more)
            asked = message(county, row, kind, received_d, replied_d=replied_d)
            county.truth.expect(_REPLY, asked["message"], warns=warns)

    # Three months to the day of judging: still in time; a day more: not.
    received_d = next(day for day in range(ago(100), ago(80)) if county.months(day, 3) == AS_OF_D)
    for day, fails in ((received_d, NOBODY), (received_d - 1, ALL)):
        asked = message(county, row, "CONSULT", day)
        asked["account"], asked["site"] = "", county.rows["sites"][0]["site"]
        county.truth.expect(_REPLY, asked["message"], warns=ALL)
        county.truth.expect("interaction.unanswered", asked["message"], fails=fails)
    # The indicator is one of sites: the same silence on an account only warns.
    unsaid = message(county, row, "CONSULT", received_d - 1)
    county.truth.expect(_REPLY, unsaid["message"], warns=ALL)

    late = message(county, row, "CONSULT", ago(150), replied_d=ago(1))  # answered late, no veto
    county.truth.expect(_REPLY, late["message"], warns=ALL)

    forgotten = message(county, row, "SUGGEST", ago(366))
    county.truth.expect(_REPLY, forgotten["message"], fails=YZ | HN | QD, warns=CN | FX | HY)
    noise = message(county, row, "CONSULT", ago(120))
    noise["is_valid"] = 0
