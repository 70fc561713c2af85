"""Going through the whole chain: is every entry there, unchanged, in its place?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DataError

from zhijian.journal import canonical
from zhijian.journal.models import DailyHead, Entry, Head

BATCH = 2_000
_COLUMNS = (*(f for f in canonical.FIELDS if f not in ("actor", "organization")),)
_READ = (*_COLUMNS, "actor_id", "organization_id", "previous", "digest")
_UNREADABLE = (ValueError, TypeError, AttributeError, DataError)


@dataclass(frozen=True)
class Finding:
    """What a verification found: how many entries are sound, and the first that is not."""

    count: int
    head_seq: int
    head_digest: str
    broken_seq: int | None = None
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return self.broken_seq is None

    @property
    def says(self) -> str:
        """The finding in one sentence."""
        if self.is_sound:
            return (
                f"留痕共 {self.count} 条，逐条核验，首尾相接，没有改动、缺失和调换。"
                f"链头：第 {self.head_seq} 条，摘要 {self.head_digest}。"
            )
        return f"留痕在第 {self.broken_seq} 条处断裂：{self.reason}之前的 {self.count} 条完整。"


class _Broken(Exception):
    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(reason)
        self.seq, self.reason = seq, reason


class Chain:
    """The digests that the next link may lead back to: about as many as ``seq`` has binary ones."""

    def __init__(self) -> None:
        self._ends = [(0, canonical.ORIGIN)]

    @property
    def end(self) -> tuple[int, str]:
        """The last entry and its digest."""
        return self._ends[-1]

    def skip_digest(self, seq: int) -> str:
        """The digest of the earlier entry that ``seq``, the next one, is also tied to."""
        earlier = canonical.skip_of(seq)
        return next(digest for at, digest in reversed(self._ends) if at == earlier)

    def add(self, seq: int, digest: str) -> None:
        """``seq`` is the end now."""
        while self._ends[-1][0] > canonical.skip_of(seq):
            self._ends.pop()
        self._ends.append((seq, digest))


def verify(
    *,
    printed: Mapping[int, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Finding:
    """Check every entry against the one before it, the head, the daily heads and ``printed`` ones.

    Memory stays the same however long the chain is. What is written meanwhile is left out.
    ``printed`` maps an entry's number to its digest (or the beginning of it) as it stands on paper.
    """
    head = Head.objects.filter(pk=1).first()
    if head is None:
        return Finding(0, 0, canonical.ORIGIN, 1, "链头这一行不见了，数据库被人动过。")
    chain = Chain()
    signed = _signed_heads(head.seq, printed or {})
    try:
        for fields in _rows(head.seq):
            _follow(chain, fields)
            _compare(chain, signed)
            if chain.end[0] % BATCH == 0:
                progress(chain.end[0], head.seq)
        _at_the_end(chain, head, signed)
    except _Broken as broken:
        return Finding(chain.end[0], head.seq, head.digest, broken.seq, broken.reason)
    return Finding(chain.end[0], head.seq, head.digest)


def _rows(until: int) -> Iterator[dict[str, Any]]:
    after = -(2**62)
    rows = Entry.objects.order_by("seq").values(*_READ)
    while True:
        asked = rows.filter(seq__gt=after, seq__lte=until)[:BATCH]
        try:
            batch = list(asked)
        except _UNREADABLE:  # one of them was altered so that it cannot even be read: find it
            batch = list(_one_by_one(asked.values_list("seq", flat=True)))
        if not batch:
            return
        for fields in batch:
            fields["actor"] = fields.pop("actor_id")
            fields["organization"] = fields.pop("organization_id")
            yield fields
        after = batch[-1]["seq"]


def _one_by_one(seqs: Iterable[int]) -> Iterator[dict[str, Any]]:
    for seq in seqs:
        try:
            yield Entry.objects.values(*_READ).get(seq=seq)
        except _UNREADABLE:
            yield {"seq": seq, "actor_id": None, "organization_id": None}
            return


def _follow(chain: Chain, fields: Mapping[str, Any]) -> None:
    seq, expected = fields["seq"], chain.end[0] + 1
    if seq < expected:
        raise _Broken(expected, f"多出一条序号为 {seq} 的记录，是后来塞进来的。")
    if seq > expected:
        until = f"至第 {seq - 1} 条" if seq - 1 > expected else ""
        raise _Broken(expected, f"第 {expected} 条{until}缺失，被人删去。")
    if fields.get("algorithm") not in canonical.ALGORITHMS:
        raise _Broken(seq, "这一条已不成样子，读不出来，写入以后被改动。")
    algorithm, previous = fields["algorithm"], fields["previous"]
    if previous != chain.end[1]:
        raise _Broken(seq, _out_of_place(seq, previous))
    try:
        written = canonical.digest(canonical.content(fields), algorithm)
    except _UNREADABLE:
        written = ""
    expected_digest = canonical.link(seq, algorithm, written, previous, chain.skip_digest(seq))
    if fields["digest"] != expected_digest:
        raise _Broken(seq, "这一条的内容与记下的摘要不符，写入以后被改动。")
    chain.add(seq, fields["digest"])


def _out_of_place(seq: int, previous: str) -> str:
    elsewhere = Entry.objects.filter(digest=previous).values_list("seq", flat=True).first()
    if elsewhere not in (None, seq - 1, seq):
        return f"这一条原来接在第 {elsewhere} 条之后，先后次序被调换。"
    return "这一条与上一条接不上：上一条被整条替换过，或这一条被改动。"


def _signed_heads(until: int, printed: Mapping[int, str]) -> list[tuple[int, str, str]]:
    """Entry, digest and where it stands, by entry; those beyond the end are found at the end."""
    heads = [
        (seq, digest, f"{day:%Y-%m-%d} 的日链头")
        for day, seq, digest in DailyHead.objects.filter(seq__lte=until).values_list(
            "day", "seq", "digest"
        )
        if seq > 0
    ]
    paper = [(seq, digest.lower(), "纸质链头") for seq, digest in printed.items()]
    return sorted(heads + paper, reverse=True)


def _compare(chain: Chain, signed: list[tuple[int, str, str]]) -> None:
    seq, digest = chain.end
    while signed and signed[-1][0] == seq:
        _, stated, name = signed.pop()
        if not digest.startswith(stated):
            raise _Broken(seq, f"这一条的摘要与{name}不符，链条在那以后被整段重写。")


def _at_the_end(chain: Chain, head: Head, signed: Iterable[tuple[int, str, str]]) -> None:
    seq, digest = chain.end
    if seq < head.seq:
        raise _Broken(
            seq + 1, f"末尾少了 {head.seq - seq} 条，链头记着第 {head.seq} 条，被人截去。"
        )
    if digest != head.digest:
        raise _Broken(seq, "最后一条的摘要与链头不符，末尾被替换。")
    for stated_seq, _, name in signed:
        raise _Broken(seq + 1, f"{name}写到第 {stated_seq} 条，现在只有 {seq} 条，末尾被人截去。")
    newest = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    now = Head.objects.values_list("seq", flat=True).get(pk=1)
    if newest > now:
        raise _Broken(now + 1, f"链头停在第 {now} 条，其后却还有记录，是绕过程序写入的。")
    if DailyHead.objects.filter(seq__gt=now).exists():
        raise _Broken(now + 1, "日链头写到的条数比现有的多，末尾被人截去。")
