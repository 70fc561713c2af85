"""What the actions on cases are called in the record."""

ACTIONS = {
    "case.opened": "发起办件",
    "case.moved": "办理",
    "case.returned": "退回",
    "case.closed": "办结",
    "case.taken": "领办",
    "case.transferred": "转办",
    "case.cosign_asked": "请会签",
    "case.cosigned": "会签",
    "case.cosign_dropped": "撤回会签",
    "case.extension_asked": "申请延期",
    "case.extended": "批准延期",
    "case.extension_refused": "不同意延期",
    "case.paused": "暂停计时",
    "case.resumed": "恢复计时",
    "case.reckoned": "重算期限",
    "case.reminded": "自动提醒",
    "case.urged": "催办",
    "case.escalated": "报上级",
    "case.ticked": "核对",
    "case.attached": "上传附件",
    "case.withdrawn": "撤回",
    "delegation.made": "委托办理",
    "delegation.revoked": "收回委托",
}
DATA = {"due_on": "到期日", "told": "通知人数", "attached_sha256": "附件校验值"}
