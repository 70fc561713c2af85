"""What kinds of notice are called. Outside of the platform nothing else of a notice is said."""

GROUPS = {
    "case": "办件",
    "account": "账号",
    "filing": "备案",
    "person": "人员",
    "position": "岗位",
    "roster": "岗位",
    "user": "登录",
    "sign_in": "登录",
    "measure": "问责措施",
    "job": "后台任务",
    "journal": "留痕",
    "rule": "规定",
    "calendar": "工作日历",
    "announcement": "公告",
    "system": "系统",
}
"""By the part of the kind before the first dot."""

OTHERWISE = "提醒"
_names: dict[str, str] = {}


def name_kind(kind: str, title: str) -> None:
    """Call notices of ``kind`` (as ``case.reminded``) by ``title`` (as 催办)."""
    _names[kind] = title


def title_of(kind: str) -> str:
    """What a kind is called: by itself, by its group, or 提醒."""
    return _names.get(kind) or GROUPS.get(kind.partition(".")[0], OTHERWISE)


def group_of(kind: str) -> str:
    """The part of the kind that the inbox filters by."""
    return kind.partition(".")[0]
