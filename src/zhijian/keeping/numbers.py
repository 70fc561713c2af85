"""The numbers of changes of staff that the platform registers itself."""

from zhijian.people.models import Position


def change_number(position: Position, year: int) -> str:
    """One number for each position that ended: RY-2026-P12."""
    return f"RY-{year}-P{position.pk}"
