"""What the actions on units, staff and positions are called in the record."""

ACTIONS = {
    "organization.added": "登记单位",
    "organization.changed": "修改单位信息",
    "organization.moved": "调整上级单位",
    "organization.abolished": "撤并单位",
    "organization.loaded": "批量导入单位和人员",
    "oversight.appointed": "登记主管关系",
    "oversight.ended": "终止主管关系",
    "person.added": "登记人员",
    "person.changed": "修改人员信息",
    "person.left": "人员离岗",
    "person.opened": "查看个人信息",
    "position.appointed": "任岗",
    "position.ended": "离任",
    "import.uploaded": "上传台账待核对",
    "import.committed": "台账入库",
    "import.dropped": "放弃导入",
    "import.undone": "撤销导入",
}
DATA = {
    "on": "日期",
    "from_on": "起始日期",
    "until_on": "截止日期",
    "units": "单位数",
    "people": "人数",
    "positions": "岗位数",
    "before": "原来",
    "after": "改为",
    "fields": "改动的项",
    "field": "查看的项",
}
