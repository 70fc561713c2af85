"""Sign-ins: one row from the moment Django starts a session for a user until it ends."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from zhijian.config import clock
from zhijian.config.addresses import address_or_none
from zhijian.config.options import options
from zhijian.people.models import User
from zhijian.signin.models import SignIn

SESSION_KEY = "sign_in"
DUTIES_KEY = "sign_in_duties"
AGENT_LENGTH = 200


@transaction.atomic
def on_signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Open a row for the session that Django has just begun; end what is too many."""
    User.objects.select_for_update().get(pk=user.pk)
    moment = clock.now()
    former = request.session.get(SESSION_KEY)
    if former is not None:
        close(SignIn.objects.filter(pk=former), SignIn.Why.REPLACED)
    keep = options().sessions_per_user - 1
    others = SignIn.objects.of(user).filter(ended_at__isnull=True).order_by("-pk")
    close(
        SignIn.objects.filter(pk__in=list(others.values_list("pk", flat=True)[keep:])), "replaced"
    )
    row = SignIn.objects.create(
        user=user,
        address=address_or_none(request),
        agent=request.META.get("HTTP_USER_AGENT", "")[:AGENT_LENGTH],
        started_at=moment,
        last_seen_at=moment,
    )
    request.session[SESSION_KEY] = row.pk


def on_signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Close the row of a session that Django ends."""
    session = getattr(request, "session", None)
    if session is not None and (pk := session.get(SESSION_KEY)) is not None:
        close(SignIn.objects.filter(pk=pk), SignIn.Why.OUT)


def close(rows: QuerySet[SignIn], why: str) -> int:
    """End those of ``rows`` that are still open; how many there were."""
    moment = clock.now()
    ended = 0
    for row in rows.filter(ended_at__isnull=True).only("pk", "started_at"):
        ended += SignIn.objects.filter(pk=row.pk, ended_at__isnull=True).update(
            ended_at=max(moment, row.started_at), ended_why=why
        )
    return ended


def end_all(user: User, why: str = SignIn.Why.REVOKED, *, but: int | None = None) -> int:
    """End every sign-in of a user, except the row ``but``; how many there were."""
    rows = SignIn.objects.of(user)
    return close(rows if but is None else rows.exclude(pk=but), why)


def close_stale() -> int:
    """Close the rows that nobody came back to; how many there were."""
    stale = SignIn.objects.filter(ended_at__isnull=True).exclude(
        pk__in=SignIn.objects.open().values("pk")
    )
    return close(stale, SignIn.Why.IDLE)
