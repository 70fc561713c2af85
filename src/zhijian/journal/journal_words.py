"""What the actions on the record itself, and on the whole installation, are called."""

ACTIONS = {
    "journal.verification_asked": "提出核验留痕",
    "journal.verified": "核验留痕",
    "journal.evidence_exported": "出具证据包",
    "journal.list_exported": "导出操作记录",
    "installation.restored": "从备份恢复",
}
DATA = {
    "count": "条数",
    "rows": "行数",
    "entries": "留痕条数",
    "attachments": "附件个数",
    "scope": "范围",
    "sound": "完整",
    "broken_seq": "断裂处",
}
