"""The app of the exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Tasks of reporting to offices and systems above, and the reconciliation of registers."""

    name = "zhijian.exchange"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "报送与对账"

    def ready(self) -> None:
        """Hear of the cases in which papers go to recipients and systems."""
        from zhijian.exchange import hearing

        hearing.listen()
