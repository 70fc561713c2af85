"""The app of signing in."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class SigninConfig(AppConfig):
    """Who is signed in, where, since when; and from which devices one may."""

    name = "zhijian.signin"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "登录与安全"

    def ready(self) -> None:
        """Keep a row for every sign-in, by whatever way Django was told of it."""
        from zhijian.people.events import on_staff_change
        from zhijian.signin import sessions
        from zhijian.signin.staff_changes import end_sign_ins

        user_logged_in.connect(sessions.on_signed_in, dispatch_uid="zhijian.signin.in")
        user_logged_out.connect(sessions.on_signed_out, dispatch_uid="zhijian.signin.out")
        on_staff_change(end_sign_ins)
