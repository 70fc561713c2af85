"""A form as it is printed for a subject: values, words, figures of the place, its number."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import segno

from zhijian.core.forms.checking import Lack, check
from zhijian.core.forms.drawing import draw
from zhijian.core.forms.html import to_html
from zhijian.core.forms.model import Form
from zhijian.core.forms.pdf import to_pdf
from zhijian.core.forms.sheet import Line, Paragraphs, Picture, Sheet, Words
from zhijian.core.forms.slots import Filled, copies_of, slots_of
from zhijian.core.forms.values import FormValues, chinese_day
from zhijian.core.forms.word import to_docx
from zhijian.core.forms.workbook import to_xlsx
from zhijian.law.books import rulebooks
from zhijian.packaged import printing_fonts
from zhijian.papers.matter import Matter
from zhijian.papers.values import Filling, fill
from zhijian.papers.wordings import words_of

CUTOFF = "cutoff"
"""The gap of a sentence that says as of which day the figures stand."""
QR_MM = 11
FORMATS = {
    "pdf": ("PDF", "application/pdf"),
    "docx": (
        "Word（可编辑）",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@dataclass(frozen=True)
class Drawn:
    """A paper before it has a format: the sheet, what it is filled with, what it lacks."""

    form: Form
    sheet: Sheet
    filling: Filling
    lacks: tuple[Lack, ...]
    copies: int
    has_own_words: bool

    @property
    def values(self) -> FormValues:
        """What stands in it."""
        return self.filling.values

    @property
    def html(self) -> str:
        """The sheet for a page."""
        return to_html(self.sheet)


def drawn(form: Form, matter: Matter, values: FormValues | None = None) -> Drawn:
    """The form filled for its matter, or with ``values``."""
    filling = Filling(values) if values is not None else fill(form, matter)
    books, day = rulebooks(), matter.today
    slots = gaps_of(form, matter)
    wording = words_of(matter.unit, form)
    sheet = draw(
        form,
        filling.values,
        wording=wording,
        slots=slots,
        place_name=matter.place_name,
    )
    lacks = tuple(check(form, filling.values))
    copies = copies_of(form, books, matter.place, day) or 1
    return Drawn(form, sheet, filling, lacks, copies, bool(wording))


def gaps_of(form: Form, matter: Matter) -> dict[str, Filled]:
    """The figures of the place in the form's sentences, and the day as of which it stands."""
    slots = slots_of(form, rulebooks(), matter.place, matter.today)
    if CUTOFF in slots:
        slots[CUTOFF] = replace(slots[CUTOFF], says=chinese_day(matter.on))
    return slots


def cutoff_of(form: Form, matter: Matter) -> date | None:
    """The day the rules of the place set for the figures; None where they set none."""
    gap: Filled | None = slots_of(form, rulebooks(), matter.place, matter.today).get(CUTOFF)
    if gap is None or not gap.says:
        return None
    year, month, day = (int(part) for part in gap.says.strip("日").replace("月", "年").split("年"))
    return date(year, month, day)


def stamped(sheet: Sheet, number: str, copy: int, copies: int) -> Sheet:
    """The sheet with its number at the foot, as words and as a code that a scan is found by."""
    text = f"{number}-{copy}/{copies}"
    line = Line((Words(f"表单编号 {text}　"), Picture(_code(text), QR_MM, text)), align="right")
    return replace(sheet, blocks=(*sheet.blocks, Paragraphs((line,), "notes")))


def _code(text: str) -> bytes:
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="png", scale=6, border=2)
    return held.getvalue()


_RENDER: dict[str, Callable[..., bytes]] = {
    "docx": to_docx,
    "xlsx": to_xlsx,
}


def rendered(sheets: Sequence[Sheet], kind: str, day: date) -> bytes:
    """The sheets as one file; the same sheets on the same day give the same bytes."""
    if kind == "pdf":
        return to_pdf(sheets, printing_fonts(), made_on=day)
    return _RENDER[kind](sheets, made_on=day)


def offered(form: Form) -> list[str]:
    """The formats a form is printed in."""
    return [kind for kind in FORMATS if kind in form.exports]
