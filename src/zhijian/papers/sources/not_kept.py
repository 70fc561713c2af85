"""Sources that no register of this platform answers yet: why the field is printed blank."""

_BY_HAND = "台账不保存这一项，打印为空白，请手写"
_INSPECTIONS = "检查结果还没有台账，打印为空白，请手写"
_MANUSCRIPTS = "稿件审核还没有台账，打印为空白，请手写"
_INCIDENTS = "舆情和假冒账号还没有台账，打印为空白，请手写"

NOT_KEPT: dict[str, str] = {
    "change.password_changed_at": "台账只记更换密码的日期，不记时刻，请手写",
    "change.platform_updates": _BY_HAND,
    "contract.supervision": _BY_HAND,
    "rectification.origin": _BY_HAND,
    "rectification.clauses": _BY_HAND,
    "rectification.due_at": "台账只记到期的日期，不记时刻，请手写",
    "rectification.recheck": _BY_HAND,
    "inspection.from": _INSPECTIONS,
    "inspection.until": _INSPECTIONS,
    "inspection.sample": _INSPECTIONS,
    "inspection.pass_percent": _INSPECTIONS,
    "inspection.findings": _INSPECTIONS,
    "inspection.vetoes": _INSPECTIONS,
    "manuscript.digest": _MANUSCRIPTS,
    "manuscript.targets": _MANUSCRIPTS,
    "manuscript.origin": _MANUSCRIPTS,
    "manuscript.source": _MANUSCRIPTS,
    "manuscript.screening": _MANUSCRIPTS,
    "manuscript.gates": _MANUSCRIPTS,
    "manuscript.published": _MANUSCRIPTS,
    "site.year_counts": _BY_HAND,
    "incident.kind": _INCIDENTS,
    "incident.detected_at": _INCIDENTS,
    "incident.reported_at": _INCIDENTS,
    "incident.recipients": _INCIDENTS,
    "incident.timeline": _INCIDENTS,
    "impostor.platform": _INCIDENTS,
    "impostor.account": _INCIDENTS,
    "impostor.found_at": _INCIDENTS,
    "impostor.requests": _INCIDENTS,
}
