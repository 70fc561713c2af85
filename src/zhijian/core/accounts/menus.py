"""What is wrong with the menu of an account: depth, number, blanks, doubles, links to nowhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhijian.core.accounts.advice import Confidence, InForce
from zhijian.core.accounts.limits import confidence_of, row_of
from zhijian.core.accounts.links import resolve
from zhijian.core.accounts.platforms import Catalogue, LinkKind, Platform
from zhijian.core.refused import Refused


@dataclass(frozen=True)
class MenuItem:
    """One item: its names from the first level down, and where it leads."""

    path: tuple[str, ...]
    link: str = ""

    @property
    def shown(self) -> str:
        return " / ".join(name.strip() or "（空）" for name in self.path) or "（空）"


@dataclass(frozen=True)
class MenuFault:
    """One thing wrong with a menu; ``number`` is the item's place in the list, from 1, or 0."""

    code: str
    number: int
    says: str
    rule: str = ""
    clause: str | None = None
    document: str | None = None
    confidence: Confidence = Confidence.OURS


def menu_faults(
    items: Sequence[MenuItem],
    in_force: InForce,
    catalogue: Catalogue,
    platform: Platform | None = None,
) -> tuple[MenuFault, ...]:
    """Every fault of a menu, item by item, then those of the whole."""
    return (
        *_blank(items),
        *_deep(items, in_force),
        *_double(items),
        *_astray(items, catalogue),
        *_many(items, platform),
    )


def _blank(items: Sequence[MenuItem]) -> Iterator[MenuFault]:
    for number, item in enumerate(items, start=1):
        if not item.path or not all(name.strip() for name in item.path):
            says = f"第 {number} 项菜单“{item.shown}”有一级没有名称，请补上或删去。"
            yield MenuFault("blank", number, says)


def _deep(items: Sequence[MenuItem], in_force: InForce) -> Iterator[MenuFault]:
    row = row_of("accounts.menu_levels", in_force)
    if row is None or row.amount is None:
        return
    for number, item in enumerate(items, start=1):
        if len(item.path) > row.amount:
            says = f"菜单“{item.shown}”有 {len(item.path)} 级，登记表至多 {row.amount} 级。"
            yield MenuFault(
                "deep", number, says, row.rule, row.clause, row.document, confidence_of(row)
            )


def _double(items: Sequence[MenuItem]) -> Iterator[MenuFault]:
    first: dict[tuple[str, ...], int] = {}
    for number, item in enumerate(items, start=1):
        path = tuple(name.strip() for name in item.path)
        if not any(path):
            continue
        before = first.setdefault(path, number)
        if before != number:
            says = f"菜单“{item.shown}”与第 {before} 项重复，请删去一项。"
            yield MenuFault("double", number, says)


def _astray(items: Sequence[MenuItem], catalogue: Catalogue) -> Iterator[MenuFault]:
    """Links that are no address, or one dressed as another; whether they open is not seen here."""
    for number, item in enumerate(items, start=1):
        if not item.link.strip():
            continue
        try:
            found = resolve(item.link, catalogue)
        except Refused as refused:
            yield MenuFault("no_link", number, f"菜单“{item.shown}”的链接不能用：{refused}")
            continue
        if found.imitates or (found.kind is LinkKind.UNKNOWN and not found.link):
            yield MenuFault("no_link", number, f"菜单“{item.shown}”的链接有问题：{found.why}")


def _many(items: Sequence[MenuItem], platform: Platform | None) -> Iterator[MenuFault]:
    """More items than the platform takes today; our observation, so it only warns."""
    if platform is None or platform.menus is None:
        return
    limits, title = platform.menus, platform.title
    tops = list(dict.fromkeys(item.path[0].strip() for item in items if item.path))
    if limits.top is not None and len(tops) > limits.top:
        says = f"{title}目前至多 {limits.top} 个一级菜单，这里有 {len(tops)} 个。"
        yield MenuFault("many", 0, says)
    below = Counter(
        top
        for top, _ in {
            (item.path[0].strip(), item.path[1].strip()) for item in items if len(item.path) > 1
        }
    )
    for top in tops:
        if limits.below is not None and below[top] > limits.below:
            says = f"{title}目前每个一级菜单下至多 {limits.below} 个子菜单，“{top}”下有 {below[top]} 个。"
            yield MenuFault("many", 0, says)
    deepest = max((len(item.path) for item in items), default=0)
    if deepest > limits.levels:
        says = f"{title}目前只有 {limits.levels} 级菜单，这里登记了 {deepest} 级。"
        yield MenuFault("levels", 0, says)
