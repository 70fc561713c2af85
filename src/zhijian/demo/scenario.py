"""The scenario's constants: its day, its places, its names. All of it is invented."""

from __future__ import annotations

from datetime import date
from typing import Final

from zhijian.core.workdays import day_number

AS_OF: Final = date(2026, 11, 20)
"""The day the county is judged on, a Friday. Part of the story, not a clock."""
AS_OF_D: Final = day_number(AS_OF)
PERIOD_DAYS: Final = 92
"""The inspected period reaches this many days back from the day of judging."""
SINCE_D: Final = AS_OF_D - PERIOD_DAYS

Places = frozenset[str]
NOBODY: Final[Places] = frozenset()
CN: Final[Places] = frozenset({"cn"})
YZ: Final[Places] = frozenset({"211202"})  # 银州区
FX: Final[Places] = frozenset({"420325"})  # 房县
HN: Final[Places] = frozenset({"430422"})  # 衡南县
QD: Final[Places] = frozenset({"370200"})  # 青岛市
HY: Final[Places] = frozenset({"330424"})  # 海盐县
LOCAL: Final[Places] = YZ | FX | HN | QD | HY
ALL: Final[Places] = LOCAL | CN
PLACES: Final = ("cn", "211202", "420325", "430422", "370200", "330424")

COUNTY_ACCOUNTS: Final = 126
COUNTY_PUBLICATIONS: Final = 5_000

# Shares in hundredths of the accounts, near those of a provincial bulletin of 2025.
PLATFORM_MIX: Final = (
    ("wechat", "text", 42),
    ("weibo", "text", 27),
    ("douyin", "video", 19),
    ("toutiao", "text", 11),
)
PLATFORM_SHORT: Final = {
    "wechat": "wx",
    "weibo": "wb",
    "douyin": "dy",
    "toutiao": "tt",
    "app": "app",
    "kuaishou": "ks",
    "channels": "sp",
}

GOVERNMENT: Final = "青禾县人民政府"
OFFICE: Final = "青禾县人民政府办公室"
DEPARTMENTS: Final = (
    "发展改革", "教育", "科技", "公安", "民政", "司法", "财政", "人力资源社会保障", "自然资源",
    "生态环境", "住房城乡建设", "交通运输", "水利", "农业农村", "商务", "文化旅游", "卫生健康",
    "退役军人事务", "应急管理", "审计", "市场监管", "统计", "医疗保障", "信访", "林业", "城市管理",
    "乡村振兴", "数据", "国防动员", "机关事务",
)  # fmt: skip
TOWNSHIPS: Final = (
    "禾丰", "稻香", "麦岭", "谷城山", "云溪", "松坪", "柳湾", "青石桥", "白鹭洲", "月牙塘", "竹园", "枫林",
)  # fmt: skip
SURNAMES: Final = "禾穗苗麦粟谷稷黍菽稻"
GIVEN: Final = (
    "一清", "小满", "知秋", "春生", "立夏", "秋实", "雨水", "惊蛰", "清明", "谷雨", "芒种", "白露",
    "寒露", "霜降", "冬至", "大雪", "向阳", "望舒", "长风", "晓月",
)  # fmt: skip
TOPICS: Final = (
    "春耕备耕服务指南", "便民办事窗口调整", "防汛值守安排", "中小学招生政策问答", "医保缴费提醒",
    "村村通客运班次变动", "非遗展演预告", "就业招聘信息汇总", "交通管制通告", "惠农补贴申领流程",
    "反诈宣传提示", "文明新风村规民约", "老旧小区改造进展", "政务服务好差评", "气象预警信息",
)  # fmt: skip
