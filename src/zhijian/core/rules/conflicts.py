"""Values that contradict each other: on the same day in one folder, or an overlay over its base."""

from collections.abc import Collection, Iterable, Mapping

from zhijian.core.rules.entries import Located
from zhijian.core.rules.model import OPEN_END, Clause, Entry, Rule
from zhijian.core.workdays import from_day_number


def check_overlaps(located: list[Located], rule: Rule) -> None:
    """Report entries of one place, rule and layer that contradict each other on some day."""
    for index, later in enumerate(located):
        for earlier in located[:index]:
            if _collide(earlier.entry, later.entry, rule):
                entry = earlier.entry
                end = (
                    "" if entry.until_d == OPEN_END else f"，至 {from_day_number(entry.until_d)} 止"
                )
                says = (
                    f"{rule.key} 与另一条规定（自 {from_day_number(entry.from_d)} 起{end}，见 {entry.file}）"
                    "在时间上重叠。请给前一条加 until，或合并为一条。"
                )
                later.source.report(later.where, says)
                break


def _collide(one: Entry, other: Entry, rule: Rule) -> bool:
    if one.from_d >= other.until_d or other.from_d >= one.until_d:
        return False
    if bool(one.stated) != bool(other.stated):
        return False
    if (one.strength == "proposed") != (other.strength == "proposed"):
        return False
    if bool(one.kinds) != bool(other.kinds):
        return False
    if one.kinds and not set(one.kinds) & set(other.kinds):
        return False
    if rule.type == "list" and isinstance(one.value, tuple) and isinstance(other.value, tuple):
        return bool(set(one.value) & set(other.value))
    return True


def check_overlay(
    located: Located, below: Iterable[Entry], clauses: Mapping[str, Clause], own: Collection[str]
) -> None:
    """Report an overlay's entry that would replace a stated one without a clause of its own.

    ``own`` holds the ids of the overlay's documents.
    """
    entry = located.entry
    if entry.strength == "proposed" or entry.stated:
        return
    if clauses[entry.clause].document in own:
        return
    for old in below:
        if old.strength == "proposed" or old.stated:
            continue
        if old.from_d < entry.until_d and entry.from_d < old.until_d and _same_kinds(old, entry):
            says = (
                f"{entry.rule} 在基础文件夹中已有规定（条款 {old.clause}）。叠加文件夹要取代它，"
                "须引用自己 documents 中的条款。请先登记新文件，再引用其条款。"
            )
            located.source.report((*located.where, "clause"), says)
            return


def _same_kinds(one: Entry, other: Entry) -> bool:
    return not one.kinds or not other.kinds or bool(set(one.kinds) & set(other.kinds))
