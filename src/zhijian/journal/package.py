"""Reading an evidence package: what it proves, or the first thing that is wrong with it.

Written apart from ``standalone/verify.py`` on purpose: a test holds the two against each other.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from zhijian.core.refused import Refused
from zhijian.journal import archive, canonical
from zhijian.journal.evidence import FORMAT

TEXTS = ("manifest.json", "entries.jsonl", "links.jsonl", "verify.py", "README.txt")
LONGEST_TEXT = 256 * 1024 * 1024
SHORTEST_PREFIX = 16
"""Printed digits of a digest below which a forger could find another chain that begins so."""
_ATTACHMENT = re.compile("attachments/[0-9a-f]{64}")
_DIGEST = re.compile("[0-9a-f]{64}")
_MANIFEST = {
    "format", "made_at", "office", "scope", "head", "daily_heads", "attachments", "files",
}  # fmt: skip
_LINK = {"seq", "algorithm", "content", "previous", "skip"}
_ALTERED = "这不是原样的证据包：文件损坏、被改动，或解压后重新打包过。请索取原件。"


@dataclass(frozen=True)
class Package:
    """What a package says; nothing of it has been checked yet but its form."""

    manifest: Mapping[str, Any]
    entries: Mapping[int, tuple[Mapping[str, Any], str]]
    """Entry → what it says, and the digest of that."""
    links: Mapping[int, Mapping[str, Any]]
    """Entry → its link, newest first."""
    attachments: Mapping[str, str]
    """Name in the archive → digest of the bytes."""


def examine(file: BinaryIO, *, printed: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """What a package proves, as sentences. ``printed`` holds heads as they stand on paper.

    Raises:
        Refused: the package does not hold, with the first reason.
    """
    package = read_package(file)
    head, daily = package.manifest["head"], package.manifest["daily_heads"]
    proven = reached(package.links, head["seq"], head["digest"])
    for seq, (fields, digest) in package.entries.items():
        if seq not in proven:
            raise Refused(f"第 {seq} 条留痕没有接到链头上，不予采信。")
        link = package.links[seq]
        if (link["content"], link["algorithm"]) != (digest, fields["algorithm"]):
            raise Refused(f"第 {seq} 条留痕的内容被改动过，不予采信。")
    _whole_object(package)
    _attachments_fit(package)
    listed = package.manifest["attachments"]
    says = [
        f"证据包完整：{len(package.entries)} 条留痕、{len(listed)} 个附件，没有改动。",
        f"链头：第 {head['seq']} 条，摘要 {head['digest']}。请与出具单位的链头核对。",
    ]
    for stated in daily:
        count = _covered(package, stated["seq"], stated["digest"])
        says.append(
            f"{stated.get('day')} 的日链头第 {stated['seq']} 条，摘要 {stated['digest']}，证明其中 {count} 条。"
        )
    for seq, digest in (printed or {}).items():
        if seq not in package.links:
            raise Refused(f"包里没有走到第 {seq} 条的路，请改用包里列出的链头核对。")
        count = _covered(package, seq, digest)
        says.append(f"与纸质链头（第 {seq} 条）相符，它证明其中 {count} 条。")
    says += [
        f"请注意：附件“{item['name']}”的摘要没有写在留痕里，只证明出具以后没有改动。"
        for item in listed
        if item["entry"] == 0
    ]
    return tuple(says)


def read_package(file: BinaryIO) -> Package:
    """The package as it is written.

    Raises:
        Refused: it is not a package, or its form or a file's digest is wrong.
    """
    try:
        members = archive.read(file)
        names = _names(members)
        found = {member.name: _taken(file, member) for member in members}
    except archive.Malformed:
        raise Refused(_ALTERED) from None
    if missing := [name for name in TEXTS if name not in names]:
        raise Refused(f"包里缺少“{missing[0]}”，不完整，不予采信。")
    manifest = _manifest(found["manifest.json"][1])
    if manifest["files"] != {name: found[name][0] for name in TEXTS[1:]}:
        raise Refused("包里的文件与清单写明的摘要不符，被改动过，不予采信。")
    entries, links = _entries(found["entries.jsonl"][1]), _links(found["links.jsonl"][1])
    attachments = {name: found[name][0] for name in names if name not in TEXTS}
    return Package(manifest, entries, links, attachments)


def reached(links: Mapping[int, Mapping[str, Any]], seq: int, digest: str) -> set[int]:
    """The entries that a head proves, walking back from it as far as links are given.

    Raises:
        Refused: two digests do not fit each other.
    """
    expected, passed = {seq: digest}, set()
    for at, link in links.items():
        if at not in expected:
            continue
        found = canonical.link(
            at, link["algorithm"], link["content"], link["previous"], link["skip"]
        )
        if not found.startswith(expected[at]):
            raise Refused(f"链在第 {at} 条处断裂：摘要接不上，记录或链头被改动过。")
        passed.add(at)
        for earlier, known in ((at - 1, link["previous"]), (canonical.skip_of(at), link["skip"])):
            if expected.setdefault(earlier, known) != known:
                raise Refused(f"链在第 {at} 条处断裂：前后两处摘要不一。")
            if earlier == 0 and known != canonical.ORIGIN:
                raise Refused(f"链在第 {at} 条处断裂：起点不对。")
    return passed


def _covered(package: Package, seq: int, digest: str) -> int:
    return len(reached(package.links, seq, digest) & set(package.entries))


def _names(members: Iterable[archive.Member]) -> set[str]:
    names: set[str] = set()
    for member in members:
        if member.name not in TEXTS and not _ATTACHMENT.fullmatch(member.name):
            raise Refused(f"包里有不该有的文件“{member.name[:80]}”，不是原样的证据包，不予采信。")
        if member.name in names:
            raise Refused(f"包里有两个同名文件“{member.name}”，不知以哪个为准，不予采信。")
        if member.name in TEXTS and member.size > LONGEST_TEXT:
            raise Refused(f"包里的“{member.name}”大得不合常理，不予采信。")
        names.add(member.name)
    return names


def _taken(file: BinaryIO, member: archive.Member) -> tuple[str, bytes]:
    digest, kept = hashlib.sha256(), bytearray()
    archive.contents(file, member, digest.update)
    if member.name in TEXTS:
        archive.contents(file, member, kept.extend)
    return digest.hexdigest(), bytes(kept)


def _object(line: bytes, where: str, names: set[str]) -> dict[str, Any]:
    try:
        value = json.loads(line.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Refused(f"{where} 不是正确的 JSON，被改动过，不予采信。") from None
    _form(isinstance(value, dict) and set(value) == names, where)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _form(holds: object, where: str) -> None:
    if not holds:
        raise Refused(f"{where} 的写法不合格式，被改动过，不予采信。")


def _manifest(content: bytes) -> dict[str, Any]:
    where = "manifest.json"
    manifest = _object(content, where, _MANIFEST)
    if manifest["format"] != FORMAT:
        raise Refused(f"证据包的格式不是 {FORMAT}，请用与它配套的核验程序。")
    scope = manifest["scope"]
    _form(isinstance(scope, dict) and scope.get("kind") in ("object", "choice"), where)
    _form(isinstance(manifest["daily_heads"], list), where)
    _form(isinstance(manifest["attachments"], list), where)
    for head in (manifest["head"], *manifest["daily_heads"]):
        _form(isinstance(head, dict) and _is_number(head.get("seq")), where)
        _form(_is_digest(head.get("digest")), where)
    for item in manifest["attachments"]:
        _form(isinstance(item, dict) and _is_digest(item.get("sha256")), where)
        _form(isinstance(item.get("name"), str) and _is_number(item.get("entry")), where)
    return manifest


def _rows(content: bytes, where: str, names: set[str]) -> list[tuple[dict[str, Any], bytes]]:
    _form(content.endswith(b"\n"), where)
    rows = [(_object(line, where, names), line) for line in content[:-1].split(b"\n")]
    for fields, _ in rows:
        _form(_is_number(fields["seq"]) and fields["seq"] > 0, where)
        _form(fields["algorithm"] in list(canonical.ALGORITHMS), where)
    return rows


def _entries(content: bytes) -> dict[int, tuple[Mapping[str, Any], str]]:
    where = "entries.jsonl"
    rows = _rows(content, where, set(canonical.FIELDS))
    seqs = [fields["seq"] for fields, _ in rows]
    _form(seqs == sorted(set(seqs)), where)
    return {f["seq"]: (f, canonical.digest(line, f["algorithm"])) for f, line in rows}


def _links(content: bytes) -> dict[int, Mapping[str, Any]]:
    where = "links.jsonl"
    rows = [fields for fields, _ in _rows(content, where, _LINK)]
    seqs = [fields["seq"] for fields in rows]
    _form(seqs == sorted(set(seqs), reverse=True), where)
    for fields in rows:
        _form(all(_is_digest(fields[name]) for name in ("content", "previous", "skip")), where)
    return {fields["seq"]: fields for fields in rows}


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _whole_object(package: Package) -> None:
    scope = package.manifest["scope"]
    if scope["kind"] != "object":
        return
    last = 0
    for seq, (fields, _) in package.entries.items():
        stated = (scope.get("subject_type"), scope.get("subject_id"))
        if (fields["subject_type"], fields["subject_id"]) != stated:
            raise Refused(f"第 {seq} 条留痕说的不是清单写明的对象，不予采信。")
        if fields["subject_previous"] != last:
            raise Refused(
                f"第 {seq} 条之前少了同一对象的第 {fields['subject_previous']} 条留痕，不予采信。"
            )
        last = seq


def _attachments_fit(package: Package) -> None:
    listed = package.manifest["attachments"]
    names = [f"attachments/{item['sha256']}" for item in listed]
    if len(set(names)) != len(names) or set(names) != set(package.attachments):
        raise Refused("包里的附件与清单列出的不一致，被改动过，不予采信。")
    for item, name in zip(listed, names, strict=True):
        if package.attachments[name] != item["sha256"]:
            raise Refused(f"附件“{item['name']}”与登记时的摘要不符，被改动过，不予采信。")
        entry = package.entries.get(item["entry"], ({"data": None}, ""))[0]
        if item["entry"] and f'"{item["sha256"]}"' not in json.dumps(entry["data"]):
            raise Refused(f"第 {item['entry']} 条留痕没有提到附件“{item['name']}”，不予采信。")
