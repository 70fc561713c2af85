"""What the actions on people's registers are called in the record."""

ACTIONS = {
    "staff.refiled": "重新报备办结",
    "handover.account": "登记账号的新保管人",
    "handover.device": "登记设备收回",
    "handover.days": "填写交接日期",
    "handover.given": "移交人签字",
    "handover.taken": "接手人签字",
    "handover.finished": "交接办结，登记变动",
    "training.signed_in": "登记签到",
    "contract.suspended": "暂停委托",
    "contract.resumed": "恢复委托",
}
DATA = {
    "filed_on": "报备日期",
    "handed_over_on": "交接日期",
    "password_changed_on": "密码更换日期",
    "returned_on": "收回日期",
    "attendees": "到场人数",
    "is_paper": "纸面签字",
}
