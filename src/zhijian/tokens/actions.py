"""Making, revoking and recognising personal tokens."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.tokens.models import SCOPES, ApiToken

MARK = "zj_"
LONGEST = timedelta(days=365)
MOST = 20
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, by: User, name: str, scopes: Collection[str], expires_on: date
) -> tuple[ApiToken, str]:
    """A new token of ``by`` and its text, which cannot be had a second time.

    Raises:
        Refused: an officer of the system asks, the day is over or more than a year away, a scope is
            unknown, or there are too many tokens.
    """
    User.objects.select_for_update().get(pk=by.pk)
    _require_may(by)
    name = " ".join(name.split())
    if not name or len(name) > 60 or not name.isprintable():
        raise Refused("请写明令牌的用途，不超过 60 字，如“办公系统取待办”。")
    _require_sound(scopes, expires_on)
    if ApiToken.objects.filter(user=by).alive(clock.today()).count() >= MOST:
        raise Refused(f"有效的令牌已有 {MOST} 个，请先撤销不用的。")
    text = MARK + secrets.token_hex(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        prefix=text[:9],
        digest=_digest(text),
        scopes=sorted(scopes),
        created_at=clock.now(),
        expires_on=expires_on,
    )
    journal.record("token.created", token, by=by, scopes=token.scopes, expires_on=expires_on)
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> ApiToken:
    """The token opens nothing from now on. Revoking again changes nothing.

    Raises:
        Refused: it is somebody else's.
    """
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.user_id != by.pk:
        raise Refused("令牌由本人撤销；人员停用或离岗时令牌同时失效。")
    if token.revoked_at is not None:
        return token
    token.revoked_at = clock.now()
    token.save(update_fields=("revoked_at",))
    journal.record("token.revoked", token, by=by)
    return token


def recognised(text: str) -> ApiToken | None:
    """The living token with this text, its use noted; None if there is none."""
    if not text.startswith(MARK) or len(text) > 200:
        return None
    alive = ApiToken.objects.alive(clock.today())
    found = alive.select_related("user__person__organization").filter(digest=_digest(text)).first()
    if found is None or found.user.office:
        return None
    moment = clock.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=moment - USE_NOTED_EVERY)
    if found.last_used_at is None or found.last_used_at < moment - USE_NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=found.pk).update(last_used_at=moment)
    return found


def _require_may(by: User) -> None:
    if not by.is_active or by.person is None:
        raise Refused("令牌只签发给在岗人员的登录名，您的登录名不能使用接口。")
    if by.office:
        raise Refused("三员只能在网页上办理，不签发接口令牌。请用业务人员的登录名。")


def _require_sound(scopes: Collection[str], expires_on: date) -> None:
    if not scopes or set(scopes) - set(SCOPES):
        raise Refused(f"请至少选一项范围。可选的有：{'、'.join(SCOPES.values())}。")
    today = clock.today()
    if not today <= expires_on <= today + LONGEST:
        raise Refused(
            f"有效期最长一年，请填 {today:%Y-%m-%d} 至 {today + LONGEST:%Y-%m-%d} 之间的日期。"
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
