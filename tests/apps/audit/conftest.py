"""The same unit and people as for the journal's tests."""

from apps.journal.conftest import auditor, clerk, unit, write  # noqa: F401
