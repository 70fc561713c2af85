"""The forms of signing in and of one's own security."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from zhijian.signin import lockout, passwords, second_factor
from zhijian.signin.adapters import record_failure

INPUT_LENGTH = 256
"""Longer than any password may be, short enough to be hashed without thinking."""
WRONG_CODE = "动态口令不对。请输入手机应用里正在显示的六位数字，每个只能用一次；也可以输入一个没有用过的恢复码。"
WRONG_KEY = "安全密钥没有通过验证。请重试，或改用动态口令。"


def password_field(label: str, *, is_new: bool = False) -> forms.CharField:
    """A field for a password: blanks stay, nothing is shown again."""
    attrs = {"autocomplete": "new-password" if is_new else "current-password"}
    return forms.CharField(
        label=label,
        strip=False,
        max_length=INPUT_LENGTH,
        widget=forms.PasswordInput(attrs=attrs),
    )


def code_field(label: str) -> forms.CharField:
    """A field for a one-time code."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "data-no-draft": True}
    return forms.CharField(label=label, max_length=30, widget=forms.TextInput(attrs=attrs))


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label="登录名", max_length=60, widget=forms.TextInput(attrs=attrs)
        )
        self.fields["password"] = password_field("密码")
        self.use_required_attribute = False


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A one-time code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field("动态口令")
        self.use_required_attribute = False

    def clean_code(self) -> str:
        """Take the code and use it up; a wrong one counts like a wrong password."""
        code = str(self.cleaned_data["code"])
        _require_unlocked(self.user.username)
        factor = second_factor.accept(self.user, code)
        if factor is None:
            _count_failure(self.user.username, "动态口令")
            raise ValidationError(WRONG_CODE)
        factor.user = self.user
        self.authenticator = factor
        return code


class KeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The answer of a security key."""

    def clean_credential(self) -> Any:
        """The key that answered; a wrong answer counts like a wrong password."""
        _require_unlocked(self.user.username)
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_authentication_response(credential)
            return webauthn.complete_authentication(self.user, credential)
        except (ValidationError, LookupError, TypeError, ValueError, AttributeError):
            _count_failure(self.user.username, "安全密钥")
            raise ValidationError(WRONG_KEY) from None


class OwnForm(forms.Form):
    """A form about the own security. Whoever found an open browser cannot try passwords in it."""

    use_required_attribute = False

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def _proved(self, name: str) -> str:
        """What was typed as the present password, if it is that; else it counts as a failure."""
        given, user = str(self.cleaned_data[name]), self.request.user
        _require_unlocked(user.username)
        if not check_password(given, user.password):
            _count_failure(user.username, "更改安全设置时的密码")
            raise ValidationError("现在的密码不对，请重新输入。")
        return given


class ChangePasswordForm(OwnForm):
    """The present password and twice a new one."""

    old = password_field("现在的密码")
    new = password_field("新密码", is_new=True)
    again = password_field("再输一次新密码", is_new=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = "；".join(passwords.demands(self.request.user)) + "。"

    def clean_old(self) -> str:
        """The present one."""
        return self._proved("old")

    def clean_new(self) -> str:
        """The new password, if it keeps the rules."""
        new = str(self.cleaned_data["new"])
        found = passwords.faults(new, self.request.user)
        if found:
            raise ValidationError(found)
        return new

    def clean_again(self) -> str:
        """The same once more."""
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise ValidationError("两次输入的新密码不一样，请重新输入。")
        return again


class PasswordForm(OwnForm):
    """The present password, before something that an open browser must not do alone."""

    password = password_field("现在的密码")

    def clean_password(self) -> str:
        """The present one."""
        return self._proved("password")


class EnrolCodeForm(PasswordForm):
    """The first code of an app, and the password of whoever enrols it."""

    code = code_field("应用里显示的六位数字")
    field_order = ("code", "password")


class AddKeyForm(PasswordForm):
    """A new security key: the browser fills in the credential."""

    name = forms.CharField(label="给这把密钥起个名字", max_length=40, initial="安全密钥")
    credential = forms.JSONField(widget=forms.HiddenInput)
    field_order = ("name", "password", "credential")

    def clean_credential(self) -> Any:
        """What the key signed, checked against what we asked."""
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except (ValidationError, LookupError, TypeError, ValueError, AttributeError):
            raise ValidationError("安全密钥没有登记上。请插好密钥后重试。") from None
        return credential


class RedeemForm(forms.Form):
    """The one-time code of a device."""

    code = forms.CharField(
        label="登记码",
        max_length=30,
        help_text="由本单位的安全管理员提供，三十分钟内有效，只能用一次。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": True}),
    )
    use_required_attribute = False


def _require_unlocked(username: str) -> None:
    if lockout.is_locked(context.request, username):
        context.request.axes_locked_out = True
        raise ValidationError("失败次数太多，已经锁定。")


def _count_failure(username: str, what: str) -> None:
    lockout.count_failure(context.request, username)
    record_failure(context.request, username, what)
