"""What a password must be: by the rulebook of the user's place, and not a guessable one."""

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from zhijian.config import clock
from zhijian.people.models import User
from zhijian.signin import law

LENGTH_MAX = 128
RUN = 4
"""So many characters in a row of the keyboard, the alphabet or one key make a run."""
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)
COMMON = ("password", "passw0rd", "p@ssw0rd", "admin", "welcome", "letmein", "iloveyou")
# Without the letters and digits that look alike when they are copied from paper.
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


def faults(password: str, user: User | None) -> list[str]:
    """Sentences on what is wrong with ``password``, each with the rule it comes from."""
    found = [*_by_rule(password, user)]
    if len(password) > LENGTH_MAX:
        found.append(f"密码有 {len(password)} 个字符，最多 {LENGTH_MAX} 个，请缩短。")
    low = password.lower()
    if user is not None and len(user.username) > 1 and user.username.lower() in low:
        found.append("密码里含有登录名，容易被猜到。请去掉登录名。")
    if any(name in low for name in _names(user)):
        found.append("密码里含有单位名称或姓名，容易被猜到。请去掉它们。")
    if any(word in low for word in COMMON):
        found.append("密码里含有常见的词，容易被猜到。请换一个不常见的。")
    if _has_run(low):
        found.append(
            f"密码里有连续 {RUN} 个相同或按顺序排列的字符（如 1234、aaaa、qwer），请打乱顺序。"
        )
    return found


def demands(user: User | None) -> list[str]:
    """What the rulebook asks of this user's password, for the hint beside the field."""
    said = []
    if length := law.limit("security.password_length_min", user):
        said.append(f"至少 {length.amount} 个字符（{length.source}）")
    if classes := law.limit("security.password_classes_min", user):
        said.append(
            f"大写字母、小写字母、数字、符号中至少含 {classes.amount} 类（{classes.source}）"
        )
    said.append("不含登录名、姓名、单位名称，没有 1234、aaaa、qwer 这样的连续字符")
    return said


def is_due(user: User) -> bool:
    """Whether a user must choose a new password before doing anything else."""
    if user.must_change_password:
        return True
    days = law.limit("security.password_change_days", user)
    since = user.password_changed_at or user.created_at
    return days is not None and clock.now() - since > timedelta(days=days.amount)


def one_time_password() -> str:
    """A random password for the first sign-in: groups easy to read out, about 68 bits."""
    groups = []
    for _ in range(4):
        letters = secrets.choice(_UPPER) + secrets.choice(_LOWER) + secrets.choice(_DIGITS)
        groups.append(letters + secrets.choice(_LOWER + _DIGITS))
    return "-".join(groups)


class RulebookValidator:
    """Puts ``faults`` behind Django's password validation."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises: ValidationError with every fault."""
        found = faults(password, user if isinstance(user, User) else None)
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        """What is asked where no user is known yet."""
        return "；".join(demands(None)) + "。"


def _by_rule(password: str, user: User | None) -> list[str]:
    found = []
    length = law.limit("security.password_length_min", user)
    if length and len(password) < length.amount:
        found.append(
            f"密码只有 {len(password)} 个字符，{length.title}为 {length.amount}"
            f"（{length.source}），请加长。"
        )
    classes = law.limit("security.password_classes_min", user)
    held = _classes(password)
    if classes and held < classes.amount:
        found.append(
            f"密码只含 {held} 类字符，{classes.title}为 {classes.amount}（{classes.source}）。"
            "请在大写字母、小写字母、数字、符号中多选几类。"
        )
    return found


def _classes(password: str) -> int:
    upper = any(character.isascii() and character.isupper() for character in password)
    lower = any(character.isascii() and character.islower() for character in password)
    digit = any(character.isdecimal() for character in password)
    other = any(not (c.isascii() and c.isalnum()) and not c.isdecimal() for c in password)
    return upper + lower + digit + other


def _names(user: User | None) -> list[str]:
    if user is None or user.person is None:
        return []
    unit = user.person.organization
    names = (user.person.name, unit.name, unit.short_name)
    return [name.lower() for name in names if len(name) > 1]


def _has_run(low: str) -> bool:
    rows = [row for text in ROWS for row in (text, text[::-1])]
    for start in range(len(low) - RUN + 1):
        part = low[start : start + RUN]
        if len(set(part)) == 1 or any(part in row for row in rows):
            return True
    return False
