"""The card of a row's files: what is there, and who may put files to it or take them off."""

from dataclasses import dataclass
from typing import Any

from zhijian.ledger import policy
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.models import File
from zhijian.people.models import User
from zhijian.web.menu import address
from zhijian.web.register_forms import UploadForm


@dataclass(frozen=True)
class FilesPanel:
    """``parts/files.html with files=``: the files, the form and its address ("" for readers)."""

    files: list[File]
    form: UploadForm | None
    url: str
    may_drop: bool


def files_panel(user: User, row: Any, form: UploadForm | None = None) -> FilesPanel:
    """The files of a row, as this person sees them."""
    keeps = policy.keeps(user, row.unit)
    found = list(files_of(row).select_related("by__person"))
    url = address("file_add", row._meta.label_lower, row.pk)
    return FilesPanel(found, (form or UploadForm()) if keeps else None, url, keeps)
