"""What a form costs: the first PDF of a process, a warm one, and reading a Word file back."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from zhijian.core.forms import Form, FormValues, draw, load, slots_of, to_docx, to_pdf
from zhijian.core.forms.reading import read_form
from zhijian.core.rules import Rulebooks
from zhijian.packaged import default_rulebooks, printing_fonts

from .apart import Watch

DAY = date(2026, 11, 20)
PLACE = "430422"


def _values(number: int) -> FormValues:
    """A filled registration; each number gives another one, so that nothing is remembered."""
    unit = f"青禾县第{number}局"
    fields: dict[str, Any] = {
        "account_id": f"gh_{number:012}",
        "account_name": f"{unit}发布",
        "created_on": date(2023, 2, 16),
        "platform": "微信公众平台",
        "certified": True,
        "supervising_unit": "青禾县人民政府办公室",
        "news_licence": False,
        "host_unit": unit,
        "host_leader": f"龑䶮{number}（副局长）",
        "host_contact": "0734-0000000",
        "platform_functions": ["微信（服务号/订阅号/小程序）", "订阅号"],
        "introduction": f"发布第{number}类政策文件、办事指南和便民信息，受理群众咨询。" * 3,
        "access_link": f"weixin://gh_{number:012}",
        "filing_unit": unit,
        "filled_on": DAY,
        "reason": f"因承担第{number}类便民服务事项的信息发布与咨询答复，确需保留本账号。" * 2,
        "followers": number * 7,
        "run_status": "正常",
    }
    menus = [{"name": f"栏目{number}-{n}", "menu_1": "一级", "menu_2": "二级"} for n in range(4)]
    team = [
        {
            "admin_name": f"陈{n}芳",
            "unit_and_title": f"{unit} 科员",
            "office_phone": f"0734-{number:07}",
            "mobile": f"138{number:08}",
        }
        for n in range(3)
    ]
    return FormValues(fields, {"columns_table": menus, "team_table": team})


def _form() -> tuple[Form, dict[str, Any]]:
    books = Rulebooks.load(default_rulebooks())
    form = load(default_rulebooks(), books)["hengnan_filing_registration"]
    return form, slots_of(form, books, PLACE, DAY)


def printed(turns: int = 40) -> dict[str, Any]:
    """Processor seconds of a warm PDF, the middle one of ``turns``; by the clock, and of the first.

    Each turn prints other values, so that nothing is remembered from the one before.
    """
    form, slots = _form()
    fonts = printing_fonts()
    taken, clock = [], []
    for number in range(turns + 1):
        began, spent = time.perf_counter(), time.process_time()
        sheet = draw(form, _values(number), slots=slots, place_name="青禾县")
        content = to_pdf([sheet], fonts, made_on=DAY)
        taken.append(time.process_time() - spent)
        clock.append(time.perf_counter() - began)
    middle = turns // 2
    return {
        "seconds": sorted(taken[1:])[middle],
        "first": clock[0],
        "clock": sorted(clock[1:])[middle],
        "kilobytes": len(content) // 1024,
    }


def batch(forms: int = 100) -> dict[str, Any]:
    """Seconds of one PDF of many filled registrations."""
    form, slots = _form()
    fonts = printing_fonts()
    watch = Watch()
    sheets = [draw(form, _values(n), slots=slots, place_name="青禾县") for n in range(forms)]
    with watch.turn():
        content = to_pdf(sheets, fonts, made_on=DAY)
    return {"seconds": watch.seconds, "kilobytes": len(content) // 1024}


def read_back(work: str, turns: int = 20) -> dict[str, Any]:
    """Seconds to read a filled Word file back."""
    form, slots = _form()
    path = Path(work) / "form.docx"
    path.write_bytes(
        to_docx([draw(form, _values(1), slots=slots, place_name="青禾县")], made_on=DAY)
    )
    watch = Watch()
    for _ in range(turns):
        with watch.turn():
            reading = read_form(path, path.name, [form])
    assert not reading.refused
    return {"seconds": watch.seconds}
