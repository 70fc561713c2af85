"""The app of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts, sites and their life."""

    name = "zhijian.ledger"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "台账"

    def ready(self) -> None:
        """Declare the registers kept here, and hear of the cases about them."""
        from zhijian.ledger import declared  # noqa: F401
        from zhijian.ledger.life import hooks

        hooks.register()
        from zhijian.ledger.importing.taker import RegisterTaker
        from zhijian.people.importing import takers

        takers.register(RegisterTaker())
