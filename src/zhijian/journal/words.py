"""What the codes in the record are called in Chinese.

Each app says its own in a module ``journal_words`` with two tables: ``ACTIONS`` (action → words)
and ``DATA`` (key of an entry's data → label; what has no label is left to the page of the entry).
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

MODULE = "journal_words"
_DIGEST = re.compile("[0-9a-f]{64}")
_YES_NO = {True: "是", False: "否"}


def action_words(action: str) -> str:
    """What an action is called; its code if no app named it."""
    return actions().get(action, action)


def object_words(subject_type: str) -> str:
    """What a kind of object is called; its label if there is no such model."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type


def data_words(data: Mapping[str, Any]) -> str:
    """The labelled, plain parts of an entry's data: ``到期日：2026-11-20；次数：2``."""
    labels = data_labels()
    return "；".join(
        f"{labels[key]}：{_YES_NO.get(value, value) if isinstance(value, bool) else _short(value)}"
        for key, value in data.items()
        if key in labels and value not in (None, "") and not isinstance(value, dict | list)
    )


def _short(value: Any) -> Any:
    """A digest by its beginning; the entry's own page has all of it."""
    is_digest = isinstance(value, str) and _DIGEST.fullmatch(value)
    return f"{value[:16]}…" if is_digest else value


@cache
def actions() -> dict[str, str]:
    """Every named action.

    Raises:
        ValueError: two apps call one action differently.
    """
    return _merged("ACTIONS")


@cache
def data_labels() -> dict[str, str]:
    """Every labelled key."""
    return _merged("DATA")


def _merged(table: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for module in _modules():
        for code, words in getattr(module, table, {}).items():
            if merged.setdefault(code, words) != words:
                raise ValueError(f"{module.__name__}: {code} already has another name")
    return merged


def _modules() -> list[ModuleType]:
    return [
        import_module(f"{config.name}.{MODULE}")
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, MODULE)
    ]
