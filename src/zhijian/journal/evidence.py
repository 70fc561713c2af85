"""The evidence package: some entries, the way from the head of the chain to each, and their files.

``docs/journal-format.md`` says what it proves and what not.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, BinaryIO

from django.db import models

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.journal import canonical
from zhijian.journal.archive import PIECE, Writer
from zhijian.journal.models import DailyHead, Entry, EntryQuerySet, Head
from zhijian.journal.recording import content_bytes, content_digest

FORMAT = "zhijian-evidence-1"
MOST_ENTRIES = 50_000
_BATCH = 500
README = """\
这是一个证据包：几条留痕、证明它们没有被改动的材料，和记录里提到的附件。

核验：装有 Python 3.8 以上的电脑，在命令行里运行
    python verify.py 证据包.zip
有签字的纸质日链头时，连它一起核对（摘要可以只输开头十六位以上）
    python verify.py 证据包.zip --head 序号:摘要

请用原来的 ZIP 文件核验；解压后重新打包的不算原件。
不放心这里的 verify.py，可以按格式说明 zhijian-journal-1、zhijian-evidence-1 自行写一个。
"""


@dataclass(frozen=True)
class Attachment:
    """A file that an entry speaks of; ``open_`` gives its bytes anew at each call."""

    name: str
    sha256: str
    open_: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Exported:
    """What went into a package."""

    entries: int
    attachments: int
    head_seq: int
    head_digest: str


def export(
    asked: models.Model | EntryQuerySet,
    to: BinaryIO,
    *,
    attachments: Iterable[Attachment] = (),
    scope: str = "",
    whole: bool = False,
) -> Exported:
    """Write the package of one object, or of a choice of entries, to ``to``.

    The same entries, head, moment and attachments give the same bytes. ``scope`` says in words how
    the entries were chosen; ``whole`` that they are all entries of one object, as when the object
    itself is given.

    Raises:
        Refused: there are no entries or too many, one was altered, or an attachment is not what its
            digest says.
    """
    is_object = whole or isinstance(asked, models.Model)
    chosen = Entry.objects.about(asked) if isinstance(asked, models.Model) else asked
    head = Head.objects.get()
    entries = _entries(chosen.filter(seq__lte=head.seq))
    heads = _daily_heads(entries, head.seq)
    links = _links(_ways(entries, heads, head.seq))
    _must_lead_to_the_head(entries, links, head)
    written = b"".join(content_bytes(entry) + b"\n" for entry in entries)
    files = {"entries.jsonl": written, "links.jsonl": _lines(links.values())}
    files |= {"verify.py": _verifier(), "README.txt": README.encode()}
    attached = _attachments(attachments, entries)
    manifest = {
        "format": FORMAT,
        "made_at": canonical.moment(clock.now()),
        "office": options().office_name,
        "scope": _scope(entries[-1], scope, is_object=is_object),
        "head": {"seq": head.seq, "digest": head.digest},
        "daily_heads": [
            {"day": h.day.isoformat(), "seq": h.seq, "digest": h.digest} for h in heads
        ],
        "attachments": [stated for _, stated in attached],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    writer = Writer(to)
    writer.add("manifest.json", canonical.canonical(manifest) + b"\n")
    for name, content in files.items():
        writer.add(name, content)
    _add_attachments(writer, [attachment for attachment, _ in attached])
    writer.finish()
    return Exported(len(entries), len(attached), head.seq, head.digest)


def _entries(chosen: EntryQuerySet) -> list[Entry]:
    entries = list(chosen.order_by("seq")[: MOST_ENTRIES + 1])
    if not entries:
        raise Refused("没有符合条件的留痕，无从出具证据包。")
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"选出的留痕超过 {MOST_ENTRIES} 条，请缩小范围，分几个证据包出具。")
    return entries


def _scope(newest: Entry, words: str, *, is_object: bool) -> dict[str, Any]:
    if not is_object:
        return {"kind": "choice", "words": words}
    return {
        "kind": "object",
        "words": words or newest.subject_name,
        "subject_type": newest.subject_type,
        "subject_id": newest.subject_id,
    }


def _daily_heads(entries: list[Entry], until: int) -> list[DailyHead]:
    """For each entry the first daily head that covers it; those that are printed and signed."""
    heads: list[DailyHead] = []
    for entry in entries:
        if heads and heads[-1].seq >= entry.seq:
            continue
        covering = DailyHead.objects.filter(seq__gte=entry.seq, seq__lte=until)
        if (first := covering.order_by("seq", "day").first()) is None:
            break
        heads.append(first)
    return heads


def _ways(entries: list[Entry], heads: list[DailyHead], head_seq: int) -> list[int]:
    """Every entry on the ways from the head, and from the daily head that covers it, to each."""
    passed: set[int] = set()
    for entry in entries:
        passed.update(canonical.path(head_seq, entry.seq))
        covering = next((h.seq for h in heads if h.seq >= entry.seq), None)
        if covering is not None:
            passed.update(canonical.path(covering, entry.seq))
    return sorted(passed - {0}, reverse=True)


def _links(seqs: list[int]) -> dict[int, dict[str, Any]]:
    """The links at ``seqs``, newest first, without what the entries say."""
    links: dict[int, dict[str, Any]] = {}
    for start in range(0, len(seqs), _BATCH):
        rows = Entry.objects.in_bulk(seqs[start : start + _BATCH])
        skips = _digests({canonical.skip_of(seq) for seq in rows})
        for seq in seqs[start : start + _BATCH]:
            if seq not in rows:
                raise _not_sound(seq)
            links[seq] = {
                "seq": seq,
                "algorithm": rows[seq].algorithm,
                "content": content_digest(rows[seq]),
                "previous": rows[seq].previous,
                "skip": skips.get(canonical.skip_of(seq), canonical.ORIGIN),
            }
    return links


def _digests(seqs: set[int]) -> dict[int, str]:
    return dict(Entry.objects.filter(seq__in=seqs).values_list("seq", "digest"))


def _must_lead_to_the_head(
    entries: list[Entry], links: Mapping[int, Mapping[str, Any]], head: Head
) -> None:
    """An office must not hand out a package that would not verify."""
    expected = {head.seq: head.digest} | {entry.seq: entry.digest for entry in entries}
    for seq, fields in links.items():
        found = canonical.link(*(fields[name] for name in _LINK_FIELDS))
        if expected.get(seq, found) != found:
            raise _not_sound(seq)
        for earlier, digest in ((seq - 1, "previous"), (canonical.skip_of(seq), "skip")):
            if expected.setdefault(earlier, fields[digest]) != fields[digest]:
                raise _not_sound(earlier or seq)


_LINK_FIELDS = ("seq", "algorithm", "content", "previous", "skip")


def _not_sound(seq: int) -> Refused:
    return Refused(
        f"留痕第 {seq} 条与链不符，可能被改动过，不能出具证据包。请审计员先核验全部留痕，查明原因。"
    )


def _attachments(
    attachments: Iterable[Attachment], entries: list[Entry]
) -> list[tuple[Attachment, dict[str, Any]]]:
    """Each file once, by digest, with the first entry whose data names it (0: none does)."""
    stated: dict[str, tuple[Attachment, dict[str, Any]]] = {}
    texts = [(entry.seq, canonical.canonical(entry.data).decode()) for entry in entries]
    for attachment in attachments:
        digest, size = _fingerprint(attachment)
        if digest != attachment.sha256:
            raise Refused(
                f"附件“{attachment.name}”与登记时的摘要不符，文件被改动或损坏，不能出具证据包。"
            )
        named_in = next((seq for seq, text in texts if f'"{digest}"' in text), 0)
        stated[digest] = (
            attachment,
            {"sha256": digest, "name": attachment.name, "size": size, "entry": named_in},
        )
    return [stated[digest] for digest in sorted(stated)]


def _fingerprint(attachment: Attachment) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    try:
        opened = attachment.open_()
    except OSError:
        raise Refused(
            f"附件“{attachment.name}”的文件不在了，请管理员从备份中恢复后再出具证据包。"
        ) from None
    with opened as file:
        for piece in _pieces(file):
            found.update(piece)
            size += len(piece)
    return found.hexdigest(), size


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _add_attachments(writer: Writer, attachments: list[Attachment]) -> None:
    for attachment in attachments:
        with attachment.open_() as file:
            writer.add(f"attachments/{attachment.sha256}", file)


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(canonical.canonical(dict(row)) + b"\n" for row in rows)


def _verifier() -> bytes:
    return (resources.files("zhijian.journal") / "standalone" / "verify.py").read_bytes()
