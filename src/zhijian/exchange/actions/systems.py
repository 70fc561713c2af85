"""What an office sets of a system above; logins asked for, dealt out and taken back."""

import re
from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.exchange.systems import LEVELS, SIDES
from zhijian.core.refused import Refused
from zhijian.exchange.books import OWN, known, known_to, systems, title_of
from zhijian.exchange.models import Login, SystemSetting
from zhijian.ledger import policy
from zhijian.people import edits
from zhijian.people.models import Organization, Position, User

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_TEXTS = {
    "name": ("系统名称", 120),
    "address": ("登录地址", 300),
    "contact": ("联系单位", 120),
    "phone": ("联系单位电话", 40),
    "note": ("说明", 300),
}


@transaction.atomic
def set_system(
    organization: Organization,
    system: str,
    *,
    by: User,
    login_post: str = "",
    level: str = "",
    leads: dict[str, str] | None = None,
    **texts: str,
) -> SystemSetting:
    """Address, contact and keeper of a system for a unit and those below; "" adds an own system.

    Raises:
        Refused: no leave, the system is not known there, or a field is not sound.
    """
    policy.require_keeper(by, organization, to="设置上级系统")
    cleaned = {
        name: edits.plain(texts.get(name, ""), label=label, most=most)
        for name, (label, most) in _TEXTS.items()
    }
    is_new = not system
    if is_new:
        system = _new_id(organization, cleaned["name"])
    elif not system.startswith(OWN):
        known(system, organization)
        cleaned["name"] = ""
    _require_sound(cleaned, login_post, level, leads or {})
    setting, _ = SystemSetting.objects.select_for_update().get_or_create(
        organization=organization, system=system
    )
    wanted: dict[str, Any] = {**cleaned, "login_post": login_post, "leads": leads or {}}
    wanted["level"] = level if system.startswith(OWN) else ""
    changed = sorted(name for name, value in wanted.items() if getattr(setting, name) != value)
    for name in changed:
        setattr(setting, name, wanted[name])
    setting.save(update_fields=changed or None)
    journal.record("exchange.system_set", setting, by=by, system=title_of(system), changed=changed)
    return setting


def _new_id(organization: Organization, name: str) -> str:
    if not name:
        raise Refused("没有写明系统名称，请填写。")
    same = [one for one in known_to(organization).values() if one.name == name]
    if same or systems().find(name) is not None:
        raise Refused(f"“{name}”已经在清单里，直接设置它即可。")
    taken = SystemSetting.objects.filter(system__startswith=OWN).count()
    number = taken + 1
    while SystemSetting.objects.filter(system=f"{OWN}{number}").exists():
        number += 1
    return f"{OWN}{number}"


def _require_sound(
    texts: dict[str, str], login_post: str, level: str, leads: dict[str, str]
) -> None:
    if texts["address"] and not re.match(r"https?://[^\s]+\.[^\s]+", texts["address"]):
        raise Refused("登录地址应是 https:// 或 http:// 开头的网址，请照系统实际的地址填写。")
    if _MOBILE.search(texts["phone"]) or _MOBILE.search(texts["note"]):
        raise Refused("请登记联系单位的座机，不登记个人手机号码。")
    if login_post and login_post not in Position.Kind.values:
        raise Refused("账号保管岗位不在可选之列，请重新选择。")
    if level and level not in LEVELS:
        raise Refused("层级不在可选之列，请重新选择。")
    for column, side in leads.items():
        if column not in systems().leads or side not in SIDES:
            raise Refused("“以哪边为准”中有不认识的项，请刷新页面后重新选择。")


@transaction.atomic
def ask_login(organization: Organization, system: str, *, by: User, post: str, on: date) -> Login:
    """A unit asks for a login to a system; who will keep it is a post, never a password.

    Raises:
        Refused: no leave, the system is not known there, the day lies ahead, or one is there.
    """
    policy.require_keeper(by, organization, to="申领系统账号")
    known(system, organization)
    _require_past(on)
    if post not in Position.Kind.values:
        raise Refused("没有选账号保管岗位，请选择。")
    if Login.objects.filter(organization=organization, system=system, ended_on=None).exists():
        raise Refused(f"{organization}在这个系统已经有账号或正在申领。")
    login = Login.objects.create(organization=organization, system=system, post=post, asked_on=on)
    journal.record("exchange.login_asked", login, by=by, system=title_of(system), post=post)
    return login


@transaction.atomic
def deal_login(login: Login, *, by: User, on: date) -> Login:
    """The login was dealt out to the unit, which can report from now on.

    Raises:
        Refused: no leave, or the day does not fit.
    """
    held = _held(login)
    policy.require_keeper(by, held.organization, to="分配系统账号")
    _require_past(on)
    if held.dealt_on is not None or held.ended_on is not None or on < held.asked_on:
        raise Refused("这个账号已经分配或收回，或分配日期早于申领日期，请核对。")
    held.dealt_on = on
    held.save(update_fields=("dealt_on",))
    journal.record(
        "exchange.login_dealt", held, by=by, system=title_of(held.system), post=held.post
    )
    return held


@transaction.atomic
def end_login(login: Login, *, by: User, on: date, reason: str) -> Login:
    """The login was taken back, or the asking came to nothing.

    Raises:
        Refused: no leave, no reason, or the day does not fit.
    """
    held = _held(login)
    policy.require_keeper(by, held.organization, to="收回系统账号")
    _require_past(on)
    if not (reason := edits.plain(reason, label="理由", most=200)):
        raise Refused("收回须写明理由，请填写。")
    if held.ended_on is not None or on < held.asked_on:
        raise Refused("这个账号已经收回，或收回日期早于申领日期，请核对。")
    held.ended_on, held.note = on, reason
    held.save(update_fields=("ended_on", "note"))
    journal.record("exchange.login_ended", held, by=by, remark=reason, system=title_of(held.system))
    return held


def _require_past(on: date) -> None:
    if on > clock.today():
        raise Refused(f"日期 {on} 还没有到，请核对。")


def _held(login: Login) -> Login:
    rows = Login.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=login.pk)  # type: ignore[no-any-return]
