"""Units and staff from spreadsheets: looked at first, taken whole, undone if none rests on it."""

from zhijian.people.importing.batches import (
    commit_import,
    drop_import,
    may_import,
    undo_import,
    upload,
)
from zhijian.people.importing.loading import load_facts

__all__ = ("commit_import", "drop_import", "load_facts", "may_import", "undo_import", "upload")
