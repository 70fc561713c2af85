"""Filled forms coming back: what differs from the registers, and what of it may be taken over."""

from zhijian.papers.back.differences import Difference, Write, differences

__all__ = ["Difference", "Write", "differences"]
