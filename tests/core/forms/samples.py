"""Invented values for both forms of 衡南: filled, and more than the form has room for."""

import struct
import zlib
from datetime import date

from zhijian.core.forms import FormValues


def png(width: int = 8, height: int = 8, grey: int = 0) -> bytes:
    """A small grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\0" + bytes([grey]) * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


WECHAT = "微信（服务号/订阅号/小程序）"
REGISTRATION = FormValues(
    {
        "account_id": "gh_0000000000ab",
        "account_name": "青禾县自然资源局发布",
        "created_on": date(2023, 2, 16),
        "platform": "微信公众平台",
        "certified": True,
        "supervising_unit": "青禾县人民政府办公室",
        "news_licence": False,
        "host_unit": "青禾县自然资源局",
        "host_leader": "龑䶮（副局长）",
        "host_contact": "0734-0000000",
        "operator_unit": "青禾县自然资源局办公室",
        "operator_leader": "镎镕𬭚（办公室主任）",
        "operator_contact": "0734-0000001",
        "platform_functions": [WECHAT, "订阅号", "其他类型：今日头条"],
        "qr_image": png(),
        "introduction": "发布自然资源领域政策文件。\n受理群众咨询。",
        "access_link": "weixin://gh_0000000000ab",
        "filing_unit": "青禾县自然资源局",
        "filled_on": date(2026, 11, 20),
        "reason": "因承担不动产登记等便民服务事项，确需保留本账号。",
        "official_start_on": date(2023, 3, 1),
        "followers": 12560,
        "run_status": "正常",
    },
    {
        "columns_table": [
            {"name": "政务公开", "menu_1": "政策文件", "menu_2": "规范性文件"},
            {"name": "办事服务", "menu_1": "不动产登记", "menu_3": "进度查询", "remark": "订阅号"},
        ],
        "team_table": [
            {
                "admin_name": "陈芳",
                "unit_and_title": "办公室 科员",
                "office_phone": "0734-0000002",
                "mobile": "13800000000",
                "qq": "100000",
                "wechat": "cf_0000",
            }
        ],
    },
)
ACCOUNT = {
    "name": "青禾发布",
    "certified_subject": "青禾县人民政府办公室",
    "host_unit": "青禾县人民政府办公室",
    "host_head": "龑䶮",
    "host_phone": "0734-0000000",
    "operator_unit": "青禾县融媒体中心",
    "operator_person": "陈芳",
    "operator_phone": "13800000000",
    "operation_mode": "购买服务",
    "budget_per_year": 120000,
    "followers": 34567,
    "reads": 1234567,
    "push_frequency": "每周5次",
    "opened_on": date(2019, 5, 1),
    "has_dedicated_staff": True,
    "headcount": 3,
    "run_state": "正常运营",
    "functions": ["发布", "互动"],
    "platform_operator": "其他：抖音",
    "measure": "保留",
}
INVENTORY = FormValues(
    {
        "reporting_unit": "青禾县人民政府办公室",
        "reporter": "陈芳",
        "reporter_phone": "0734-0000002",
    },
    {"accounts_table": [ACCOUNT, {**ACCOUNT, "name": "青禾县自然资源局发布"}]},
)
OVERFULL = FormValues(
    {
        **REGISTRATION.fields,
        "account_name": "青禾县自然资源和规划局不动产登记服务中心便民服务" * 3,
        "reason": "因承担不动产登记等便民服务事项的信息发布，确需保留本账号。" * 11,
        "access_link": "https://example.invalid/" + "a" * 150,
    },
    {
        "columns_table": [
            {"name": f"栏目{n}", "menu_1": "一级", "menu_2": "二级", "menu_3": "三级"}
            for n in range(12)
        ],
        "team_table": [
            {
                "admin_name": "阿不都热合曼·买买提",
                "unit_and_title": "信息中心 副主任兼新闻发言人",
                "office_phone": "0734-0000003",
                "mobile": "13900000000",
            }
            for _ in range(9)
        ],
    },
)
