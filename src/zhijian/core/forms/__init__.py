"""The paper forms of the notices as data: what they ask, how they look, how they are read back.

``load`` reads the definitions; ``draw`` makes a ``Sheet`` of a definition and its ``FormValues``;
the renderers (``to_html``, ``to_docx``, ``to_xlsx``, ``to_pdf``) make files of sheets. ``check``
says what a filled form lacks, ``slots_of`` what the rules of a place put into printed sentences.
"""

from zhijian.core.forms.checking import Lack, check
from zhijian.core.forms.drawing import draw
from zhijian.core.forms.html import to_html
from zhijian.core.forms.loading import load
from zhijian.core.forms.model import (
    EVENTS,
    STATUSES,
    Condition,
    Deadline,
    Field,
    Form,
    Forms,
    Shape,
    Signature,
    Table,
    Wording,
)
from zhijian.core.forms.pdf import to_pdf
from zhijian.core.forms.sheet import Sheet
from zhijian.core.forms.slots import Filled, copies_of, slots_of
from zhijian.core.forms.sources import ROWS, SOURCES
from zhijian.core.forms.values import FormValues, tidy, words_of
from zhijian.core.forms.word import to_docx
from zhijian.core.forms.workbook import to_xlsx

__all__ = [
    "EVENTS",
    "ROWS",
    "SOURCES",
    "STATUSES",
    "Condition",
    "Deadline",
    "Field",
    "Filled",
    "Form",
    "FormValues",
    "Forms",
    "Lack",
    "Shape",
    "Sheet",
    "Signature",
    "Table",
    "Wording",
    "check",
    "copies_of",
    "draw",
    "load",
    "slots_of",
    "tidy",
    "to_docx",
    "to_html",
    "to_pdf",
    "to_xlsx",
    "words_of",
]
