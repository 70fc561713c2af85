"""The addresses of the pages: each subject brings its own."""

from importlib import import_module

from django.urls import URLPattern, URLResolver

SUBJECTS: tuple[str, ...] = (
    "me",
    "sign_in",
    "demo",
    "my_security",
    "users",
    "security",
    "organization_list",
    "people_list",
    "people_import",
    "organizations",
    "organization_acts",
    "people",
    "person_acts",
    "settings",
    "rules",
    "processes",
    "calendar",
    "exceptions",
    "journal",
    "journal_evidence",
    "tokens",
    "inbox",
    "jobs",
    "desk",
    "case_list",
    "cases",
    "case_acts",
    "delegations",
)
"""Modules of ``zhijian.web.views`` that define ``urlpatterns``."""

urlpatterns: list[URLPattern | URLResolver] = []
for subject in SUBJECTS:
    urlpatterns += import_module(f"zhijian.web.views.{subject}").urlpatterns
