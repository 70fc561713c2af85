"""The app of personal tokens."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Personal tokens for the programming interface."""

    name = "zhijian.tokens"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "接口令牌"
