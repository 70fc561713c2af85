"""What the actions on papers are called in the record."""

ACTIONS = {
    "paper.printed": "打印表单",
    "paper.opened": "打印含个人号码的表单",
    "paper.batch_started": "批量打印表单",
    "paper.batch_done": "批量打印完成",
    "paper.scan_filed": "盖章扫描件归位",
    "wording.saved": "修改表单用词",
    "wording.removed": "撤销表单用词",
    "filled.uploaded": "上传填好的表",
    "filled.taken": "按填好的表修改台账",
    "filled.dropped": "放弃填好的表",
}
DATA = {
    "form": "表",
    "paper": "表单编号",
    "persons": "打开号码的人员",
    "format": "格式",
    "copies": "份数",
    "count": "条数",
    "keys": "项目",
    "as_of": "数据截至",
}
