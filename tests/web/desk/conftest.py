"""The same county as for the case pages."""

from web.cases.conftest import browser, case, cast, friday  # noqa: F401
