"""Every write on papers. Each is one transaction: lock, ask leave, step, record."""

from zhijian.papers.actions.batches import start_batch
from zhijian.papers.actions.printing import print_paper
from zhijian.papers.actions.scans import file_scan
from zhijian.papers.actions.wordings import remove_wording, save_wording

__all__ = ["file_scan", "print_paper", "remove_wording", "save_wording", "start_batch"]
