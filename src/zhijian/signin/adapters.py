"""What allauth asks us: who is let in, in which words, how secrets are kept."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from zhijian import journal
from zhijian.config.addresses import client_address
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.people.encryption import decrypt, encrypt
from zhijian.people.models import User
from zhijian.signin import devices, duties, lockout
from zhijian.signin.backend import is_admitted
from zhijian.signin.models import SignIn
from zhijian.signin.sessions import DUTIES_KEY, SESSION_KEY

WRONG = "登录名或密码不对，请核对后重试。连续出错会被锁定一段时间；忘记密码的，请联系本单位的安全管理员。"
TOO_MANY = "从这个地址来的失败次数太多，暂时不能登录。请过一段时间再试，或联系安全管理员。"
NAMELESS = "（没有登记的登录名）"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by name and password only; nobody signs up, nothing is mailed."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: logins are created by the system administrator."""
        return False

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say what was done in their own words."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """The journal tells it, not the mail."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """As our own proxy tells it."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Turn away an address that fails again and again with many names."""
        if lockout.is_address_locked(request):
            raise self.validation_error("too_many_login_attempts")
        name = str(credentials.get("username", ""))
        request.was_locked = lockout.is_locked(request, name)  # type: ignore[attr-defined]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a failure, and the lock it led to; what comes while locked is only counted."""
        if getattr(request, "was_locked", False):
            return
        record_failure(request, str(credentials.get("username", "")), "密码")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the sign-in, if the equipment is right, and record it in the same transaction."""
        try:
            if not is_admitted(user):  # switched off since the password was given
                raise Refused(WRONG)
            place = devices.standing(user, request)
        except Refused as refusal:
            self._turn_away(request, user, refusal)
        with transaction.atomic():
            super().login(request, user)
            SignIn.objects.filter(pk=request.session[SESSION_KEY]).update(
                is_bound=place.is_bound, device=place.device, range=place.range
            )
            request.session[DUTIES_KEY] = duties.duties_of(user)
            request.session.set_expiry(0)
            journal.record("user.signed_in", user, by=user, device=str(place.device or ""))

    def logout(self, request: HttpRequest) -> None:
        """End the sign-in and record it."""
        user = request.user
        with transaction.atomic():
            super().logout(request)
            if user.is_authenticated:
                journal.record("user.signed_out", user, by=user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of the first open duty, else the work desk."""
        open_duties = request.session.get(DUTIES_KEY) or []
        return reverse(duties.PAGES[open_duties[0]]) if open_duties else "/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The sign-in page."""
        return reverse("account_login")

    def _turn_away(self, request: HttpRequest, user: User, refusal: Refused) -> None:
        with transaction.atomic():
            journal.record("user.sign_in_refused", user, by=user, remark=str(refusal))
        messages.error(request, str(refusal))
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are sealed like every personal field; words are ours."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "验证没有通过，请重试；仍不行的，请用恢复码，或联系安全管理员重设。",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """How the authenticator app names this installation."""
        return options().office_name or "政务新媒体与网站监管平台"

    def get_totp_label(self, user: Any) -> str:
        """How the authenticator app names the login."""
        return str(user.username)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """A name for a new key."""
        return "安全密钥"


def record_failure(request: HttpRequest, username: str, what: str) -> None:
    """Put a failed sign-in, and a lock that came of it, into the journal.

    Of a name that no login has, only a keyed digest is kept: it may be a mistyped password.
    """
    user = User.objects.select_related("person__organization").filter(username=username).first()
    known = user is not None
    subject = user if user is not None else User(pk=0, username=NAMELESS)
    data = {} if known else {"name_key": lockout.name_key(username)[:12]}
    with transaction.atomic():
        journal.record("user.sign_in_failed", subject, by=None, what=what, **data)
        if getattr(request, "axes_locked_out", False):
            journal.record("user.locked", subject, by=None, **data)
