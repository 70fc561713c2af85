"""What the public directory's actions are called in the record."""

ACTIONS = {
    "impostor.reported": "公众报告假冒账号",
    "impostor.settled": "核实假冒线索",
    "impostor.contact_opened": "查看线索联系方式",
}
DATA = {"state": "结果"}
