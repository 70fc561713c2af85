"""Ledgers from spreadsheets: looked at first, taken as chosen, undone if nothing rests on them.

What can be imported, the takers say (``takers.register``); nothing here knows a register.
"""

from zhijian.people.importing.background import (
    begin_commit,
    begin_undo,
    correct_import,
    hand_in,
    is_stuck,
    release,
)
from zhijian.people.importing.batches import drop_import, may_import, upload
from zhijian.people.importing.choosing import pick, tick
from zhijian.people.importing.deciding import commit_import, undo_import
from zhijian.people.importing.loading import load_facts

__all__ = (
    "begin_commit",
    "begin_undo",
    "commit_import",
    "correct_import",
    "drop_import",
    "hand_in",
    "is_stuck",
    "load_facts",
    "may_import",
    "pick",
    "release",
    "tick",
    "undo_import",
    "upload",
)
