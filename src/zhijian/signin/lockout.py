"""Too many failures: how many are too many, who is locked, and what is kept of them.

The names that were tried are kept as keyed digests: somebody may type a password in the wrong
field, and the table says nothing about who has a login here.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest, QueryDict

from zhijian.config.addresses import address_or_none
from zhijian.config.options import options
from zhijian.people.encryption import blind_index
from zhijian.people.models import User
from zhijian.signin import law

LIMIT_WITHOUT_RULE = 5
ADDRESS_FACTOR = 20
"""An address may fail so many times more often than one name: an office shares one address."""


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures, and keeps nothing of what was sent."""

    def user_login_failed(
        self, sender: Any, credentials: Any, request: Any = None, **how: Any
    ) -> None:
        """Count one failure, looking away from the fields of the form."""
        if request is None:
            return
        get, post = request.GET, request.POST
        request.GET = request.POST = QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **how)
        finally:
            request.GET, request.POST = get, post


def name_key(name: str) -> str:
    """What is kept of a name that was tried: the same for a login however it is capitalised."""
    return blind_index(name) or "-"


def key_of_credentials(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """What the attempts of this request are counted under."""
    return name_key(str((credentials or {}).get("username") or ""))


def failure_limit(request: HttpRequest, credentials: Mapping[str, Any] | None) -> int:
    """How many failures lock a name: by the rulebook of the user's place."""
    name = str((credentials or {}).get("username") or "")
    user = User.objects.select_related("person__organization").filter(username=name).first()
    return limit_for(user)


def limit_for(user: User | None) -> int:
    """How many failures lock this user; without a user, what holds for the installation."""
    rule = law.limit("security.lock_after_failures", user)
    return rule.amount if rule else LIMIT_WITHOUT_RULE


def cool_off(request: HttpRequest | None = None) -> timedelta:
    """How long a lock lasts."""
    return timedelta(minutes=options().lock_minutes)


def line_for_log(*_: Any, **__: Any) -> str:
    """Nothing of a person goes to the log; the journal has it."""
    return "a visitor"


def is_locked(request: HttpRequest, username: str) -> bool:
    """Whether this name is locked now, whether or not a login has it."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def is_address_locked(request: HttpRequest) -> bool:
    """Whether so much failed from one address that it looks like somebody trying names."""
    AxesProxyHandler.update_request(request)
    failed = AccessAttempt.objects.filter(
        ip_address=address_or_none(request),
        attempt_time__gte=request.axes_attempt_time - cool_off(),  # type: ignore[attr-defined]
    ).aggregate(total=Sum("failures_since_start"))["total"]
    return (failed or 0) >= ADDRESS_FACTOR * limit_for(None)


def count_failure(request: HttpRequest, username: str) -> bool:
    """Count a failed code like a failed password; whether this locked the name."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)
    return bool(getattr(request, "axes_locked_out", False))


def clear(username: str) -> int:
    """Forget the failures of a name; how many rows there were."""
    return AccessAttempt.objects.filter(username=name_key(username)).delete()[0]


def locked_names(users: list[User]) -> set[int]:
    """The ids of those of ``users`` whose name is locked now."""
    from django.utils import timezone

    keys = {name_key(user.username): user for user in users}
    since = timezone.now() - cool_off()
    counted = (
        AccessAttempt.objects.filter(username__in=keys, attempt_time__gte=since)
        .values("username")
        .annotate(total=Sum("failures_since_start"))
        .values_list("username", "total")
    )
    return {keys[name].pk for name, total in counted if total >= limit_for(keys[name])}
