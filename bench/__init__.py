"""What the promises of speed and memory are worth on this machine: ``python -m bench``."""

from datetime import date
from pathlib import Path

ON = date(2026, 11, 20)
"""The day of judging in every benchmark."""

RULEBOOKS = Path(__file__).parents[1] / "rulebooks"
