"""What the actions on calendars and exceptions are called in the record."""

ACTIONS = {
    "calendar.imported": "导入工作日历",
    "exception.registered": "登记例外",
    "exception.revoked": "撤销例外",
}
DATA = {"year": "年份", "number": "文号"}
