"""The tables of the papers."""

from zhijian.papers.models.batches import PrintBatch
from zhijian.papers.models.filled import FilledForm
from zhijian.papers.models.papers import Paper, PaperNumbering
from zhijian.papers.models.wordings import Wording

__all__ = ("FilledForm", "Paper", "PaperNumbering", "PrintBatch", "Wording")
