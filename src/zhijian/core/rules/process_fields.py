"""Which fields a process file has; the loader checks by these tables and the schema shows them."""

from zhijian.core.rules.fields import Field

STARTS = ("entry", "event", "event_first")

HABITS = {
    "may": Field("texts"),
    "warn_before": Field("mapping"),
    "remind_every": Field("mapping"),
    "escalate_after": Field("mapping"),
    "escalate_to": Field("mapping"),
    "extend": Field("mapping"),
    "pause_reasons": Field("texts"),
}
PROCESS = {
    "id": Field("code", required=True),
    "title": Field("text", required=True),
    "about": Field("text"),
    "chosen_by": Field("text"),
    "otherwise": Field("code"),
    "variants": Field("mapping"),
    "chain": Field("texts"),
    "kinds_of": Field("text"),
    "steps": Field("records", required=True),
    "ends": Field("titles", required=True),
    "attachments": Field("titles"),
    "term": Field("mapping"),
    **HABITS,
}
VARIANT = {"chain": Field("texts", required=True), "basis": Field("texts")}
STEP = {
    "id": Field("code", required=True),
    "title": Field("text", required=True),
    "actor": Field("mapping", required=True),
    "moves": Field("records", required=True),
    "decides": Field("flag"),
    "only_if": Field("text"),
    "repeat": Field("text"),
    "repeat_proposed": Field("int"),
    "each": Field("mapping"),
    "not_by": Field("records"),
    "term": Field("mapping"),
    "checklist": Field("mapping"),
    "basis": Field("texts"),
    "paper": Field("mapping"),
    **HABITS,
}
TURN = {"title": Field("text"), "actor": Field("mapping"), "not_by": Field("records")}
WHO = {"unit": Field("text", required=True), "posts": Field("texts")}
MOVE = {
    "verb": Field("code", required=True),
    "title": Field("text", required=True),
    "to": Field("code", required=True),
    "is_return": Field("flag"),
    "needs_opinion": Field("flag"),
    "needs": Field("texts"),
}
BAR = {"steps": Field("texts", required=True), "if": Field("text"), "with_reason": Field("flag")}
TERM = {
    "rule": Field("text"),
    "proposed": Field("mapping"),
    "start": Field("choice", allowed=STARTS),
}
AMOUNT = {
    "amount": Field("int", required=True),
    "unit": Field("choice", required=True, allowed=("workday", "calendar_day", "month", "year")),
}
CHECKLIST = {"rule": Field("text"), "proposed": Field("texts")}
EXTEND = {
    "longest": Field("mapping", required=True),
    "times": Field("int", required=True),
    "approver": Field("mapping", required=True),
}
PAPER = {"move": Field("code", required=True), "by": Field("mapping", required=True)}
