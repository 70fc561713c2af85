"""From where a request comes, and whether its sign-in may go on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from zhijian import journal
from zhijian.config import clock
from zhijian.config.addresses import client_address
from zhijian.journal import context
from zhijian.signin import devices, duties, sessions
from zhijian.signin.models import SignIn
from zhijian.signin.sessions import DUTIES_KEY, SESSION_KEY

SEEN_EVERY = timedelta(minutes=1)
Answer = Callable[[HttpRequest], HttpResponse]
Why = SignIn.Why

WORDS = {
    Why.OUT: "您已经退出登录，请重新登录。",
    Why.IDLE: "太久没有操作，已经自动退出。请重新登录。",
    Why.TOO_LONG: "这次登录的时间到了上限，已经自动退出。请重新登录。",
    Why.REPLACED: "您的登录名在另一处登录，这里已经退出。不是您本人的，请立即联系安全管理员。",
    Why.REVOKED: "这次登录已被结束。需要继续的，请重新登录。",
    Why.PASSWORD: "密码已经更改，请用新密码重新登录。",
    Why.BARRED: "这个登录名已经停用，或者人员已经离岗。仍需使用的，请联系本单位的系统管理员。",
    Why.DEVICE: "这台设备不再是已登记的专用设备，已经退出。请换到已登记的设备上登录。",
}


class AddressMiddleware:
    """Tells the journal from which address the request came."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = context.address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            context.address.reset(token)


class SignInMiddleware:
    """Ends a sign-in that is over, and lets nobody past what is still to be done."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The user first: Django may find the session to be void, and empties it then.
        is_known = request.user.is_authenticated
        key = request.session.get(SESSION_KEY)
        if is_known or key is not None:
            row = _row(key)
            why = _over(request, row)
            if why:
                return _ended(request, row, why)
            if row is not None:
                _seen(request, row)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The page of the first open duty instead of any other page."""
        todo = request.session.get(DUTIES_KEY) if request.user.is_authenticated else None
        match = request.resolver_match
        if not todo or match is None:
            return None
        wanted = duties.PAGES[todo[0]]
        if match.url_name == wanted or match.url_name in duties.ALWAYS:
            return None
        return HttpResponseRedirect(reverse(wanted))


def _row(key: Any) -> SignIn | None:
    rows = SignIn.objects.select_related("device", "range")
    return rows.filter(pk=key).first()


def _over(request: HttpRequest, row: SignIn | None) -> str:
    if row is None:
        return Why.REVOKED
    if row.ended_at is not None:
        return row.ended_why
    if not request.user.is_authenticated:
        return Why.BARRED
    if row.user_id != request.user.pk:
        return Why.REVOKED
    why = row.over(clock.now())
    if not why and not devices.still_stands(row, request):
        return Why.DEVICE
    return why


def _ended(request: HttpRequest, row: SignIn | None, why: str) -> HttpResponse:
    if row is not None and row.ended_at is None:
        with transaction.atomic():
            sessions.close(SignIn.objects.filter(pk=row.pk), why)
            journal.record("user.sign_in_ended", row.user, by=None, why=str(Why(why).label))
    request.session.flush()
    messages.warning(request, WORDS[Why(why)])
    address = reverse("account_login")
    if request.method == "GET" and request.path != address:
        address += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(address)


def _seen(request: HttpRequest, row: SignIn) -> None:
    """Note at most once a minute that somebody is there, and ask again what is to be done."""
    moment = clock.now()
    if moment - row.last_seen_at >= SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk, ended_at__isnull=True).update(last_seen_at=moment)
        row.last_seen_at = moment
        if DUTIES_KEY in request.session:
            found = duties.duties_of(request.user)  # type: ignore[arg-type]
            if found != request.session[DUTIES_KEY]:
                request.session[DUTIES_KEY] = found
    request.sign_in = row  # type: ignore[attr-defined]
    request.session_seconds_left = max(0, row.seconds_left(moment))  # type: ignore[attr-defined]
