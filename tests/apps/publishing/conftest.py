"""One day, and no calendar left over, as for the ledger's own tests."""

from apps.ledger.conftest import kept_apart  # noqa: F401
