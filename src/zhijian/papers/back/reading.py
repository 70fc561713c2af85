"""A filled form's file as values and remarks; the core reads it, this says with which words."""

import tempfile
from pathlib import Path

from zhijian.cases.media import Upload
from zhijian.core.forms.model import Form
from zhijian.core.forms.reading import read_form
from zhijian.core.forms.slots import filled_in
from zhijian.core.forms.values import FormValues
from zhijian.core.refused import Refused
from zhijian.papers.actions.scans import NUMBER
from zhijian.papers.books import forms
from zhijian.papers.drawing import gaps_of
from zhijian.papers.matter import Matter
from zhijian.papers.wordings import words_of


def read(form: Form, upload: Upload, matter: Matter) -> tuple[FormValues, list[str]]:
    """What stands in the file, and what was odd about it, a sentence each.

    Raises:
        Refused: the file cannot be read, or is not this form.
    """
    known = [one for one in forms().all if not one.is_inferred or one.id == form.id]
    with tempfile.TemporaryDirectory() as folder:
        ending = ".docx" if upload.name.lower().endswith(".docx") else ".xlsx"
        path = Path(folder) / f"filled{ending}"
        path.write_bytes(upload.content)
        found = read_form(path, upload.name, known, {form.id: _said(form, matter)})
    if found.form.id != form.id:
        raise Refused(
            f"这份文件是《{found.form.title}》，不是《{form.title}》。"
            "请从那张表的预览页面上传，或核对文件。"
        )
    refused = [
        f"{one.cell}{f'（{one.header}）' if one.header else ''}：{one.reason}。{one.cure}。"
        for one in found.refused
    ]
    remarks = [str(one) for one in found.remarks if not NUMBER.search(one.says)]
    return found.values, [*refused, *remarks]


def _said(form: Form, matter: Matter) -> dict[str, str]:
    """The printed sentences as this unit issues them; those with the form's own fields are ours."""
    gaps, own = gaps_of(form, matter), {"place": matter.place_name}
    words = words_of(matter.unit, form)
    said = {}
    for key, text in form.texts.items():
        says = filled_in(words.get(key) or text.says, text.otherwise, gaps, own)
        if "{" not in says and "cutoff" not in {slot.name for slot in text.slots}:
            said[key] = says
    return said
