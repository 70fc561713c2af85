#!/usr/bin/env python3
"""Check an evidence package (zhijian-evidence-1). Python 3.8 or later, nothing else.

    python verify.py PACKAGE.zip [--head SEQ:DIGEST]...

Says in Chinese what holds, or the first thing that does not. Exit code: 0 it holds, 1 it does not,
2 wrong use. The formats are written down in docs/journal-format.md.
"""

import hashlib
import json
import re
import struct
import sys
import zlib

FIXED = ("manifest.json", "entries.jsonl", "links.jsonl", "verify.py", "README.txt")
NOT_ORIGINAL = "这不是原样的证据包：文件损坏、被改动，或解压后重新打包过。请索取原件。"
USAGE = "用法：python verify.py 证据包.zip [--head 序号:摘要]，摘要至少写开头 16 位。\n"
LONGEST_TEXT, PIECE, LARGEST = 256 * 1024 * 1024, 1024 * 1024, 2**53
ENTRY = (
    "seq at actor actor_name organization action subject_type subject_id subject_name"
    " subject_previous remark data address salt algorithm"
)
LINK = "seq algorithm content previous skip"


class Broken(Exception):
    """The package does not hold; the message is a Chinese sentence that says why."""


def sm3(data):
    """Return the SM3 digest (GB/T 32905) of ``data`` in hexadecimal."""

    def roll(x, n):
        return ((x << n % 32) | (x >> (32 - n % 32))) & 0xFFFFFFFF

    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600]
    state += [0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    for start in range(0, len(padded), 64):
        w = list(struct.unpack(">16L", padded[start : start + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ roll(w[j - 3], 15)
            w.append(x ^ roll(x, 15) ^ roll(x, 23) ^ roll(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            t = roll(0x79CC4519 if j < 16 else 0x7A879D8A, j)
            ss1 = roll((roll(a, 12) + e + t) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + (ss1 ^ roll(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, roll(b, 9), c
            e, f, g, h = tt2 ^ roll(tt2, 9) ^ roll(tt2, 17), e, roll(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905
    return "".join(f"{word:08x}" for word in state)


def digest(data, algorithm):
    """Return the digest of ``data``; ``algorithm`` is sha256 or sm3."""
    return sm3(data) if algorithm == "sm3" else hashlib.sha256(data).hexdigest()


def read_archive(file):
    """Return name → (sha256, contents); attachments are only hashed, their contents are None."""
    found, directory, at = {}, b"", 0
    while True:
        file.seek(at)
        head = file.read(30)
        if len(head) < 30 or not head.startswith(b"PK\3\4"):
            break
        crc, size, _, length = struct.unpack("<3LH", head[14:28])
        name = file.read(length)
        must(name.isascii(), NOT_ORIGINAL)
        common = struct.pack("<2L2LH", 0x210000, crc, size, size, len(name))
        must(head == b"PK\3\4" + struct.pack("<3H", 20, 0, 0) + common + b"\0\0", NOT_ORIGINAL)
        title = check_name(name.decode(), size, found)
        found[title] = read_contents(file, size, crc, title in FIXED)
        directory += b"PK\1\2" + struct.pack("<4H", 0x0314, 20, 0, 0) + common
        directory += struct.pack("<4H2L", 0, 0, 0, 0, 0o100644 << 16, at) + name
        at += 30 + length + size
    count = len(found)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), at, 0)
    file.seek(at)
    must(found and file.read(len(directory) + 23) == directory + end, NOT_ORIGINAL)
    for name in FIXED:
        must(name in found, f"包里缺少“{name}”，不完整。")
    return found


def check_name(name, size, found):
    """Return the name if such a file may be in a package, once, of this size."""
    is_attachment = re.fullmatch("attachments/[0-9a-f]{64}", name)
    must(name in FIXED or is_attachment, f"包里有不该有的文件“{name[:80]}”，不予采信。")
    must(name not in found, f"包里有两个同名文件“{name}”，不知以哪个为准，不予采信。")
    must(is_attachment or size <= LONGEST_TEXT, f"包里的“{name}”大得不合常理，不予采信。")
    return name


def read_contents(file, size, crc, keep):
    """Return the sha256 of the next ``size`` bytes, and the bytes themselves if ``keep``."""
    fingerprint, kept, actual = hashlib.sha256(), [], 0
    while size:
        piece = file.read(min(size, PIECE))
        must(piece, NOT_ORIGINAL)
        size -= len(piece)
        actual = zlib.crc32(piece, actual)
        fingerprint.update(piece)
        kept += [piece] if keep else []
    must(actual == crc, NOT_ORIGINAL)
    return fingerprint.hexdigest(), b"".join(kept) if keep else None


def must(holds, sentence):
    """Go on only if it holds."""
    if not holds:
        raise Broken(sentence)


def read_json(line, where, names=""):
    """Return one JSON object; it has the given names and no others if any are given."""

    def once(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Broken(f"{where} 不是正确的 JSON，被改动过。") from None
    as_prescribed = isinstance(value, dict) and (not names or set(value) == set(names.split()))
    must(as_prescribed, f"{where} 的写法不合格式，被改动过。")
    return value


def read_lines(content, where, names):
    """Return the objects of a file, one a line, with the line each; numbers and names checked."""
    must(content.endswith(b"\n"), f"{where} 的写法不合格式，被改动过。")
    rows = [(read_json(line, where, names), line) for line in content[:-1].split(b"\n")]
    for fields, _ in rows:
        sound = is_number(fields["seq"]) and fields["seq"] > 0
        sound = sound and fields["algorithm"] in ("sha256", "sm3")
        must(sound, f"{where} 的写法不合格式，被改动过。")
    return rows


def is_number(value):
    """Whether it is a whole number that can count entries."""
    return type(value) is int and 0 <= value < LARGEST


def is_digest(value):
    """Whether it is a digest in lower-case hexadecimal."""
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def read_manifest(found):
    """Return the manifest, after the files have been compared with what it states of them."""
    names = "format made_at office scope head daily_heads attachments files"
    manifest = read_json(found["manifest.json"][1], "manifest.json", names)
    known = manifest["format"] == "zhijian-evidence-1"
    must(known, "证据包的格式不是 zhijian-evidence-1，请用与它配套的核验程序。")
    malformed = "manifest.json 的写法不合格式，被改动过。"
    scope, heads, attached = (manifest[n] for n in ("scope", "daily_heads", "attachments"))
    must(isinstance(scope, dict) and scope.get("kind") in ("object", "choice"), malformed)
    must(isinstance(heads, list) and isinstance(attached, list), malformed)
    for head in [manifest["head"], *heads]:
        must(isinstance(head, dict) and is_number(head.get("seq")), malformed)
        must(is_digest(head.get("digest")), malformed)
    for item in attached:
        must(isinstance(item, dict) and is_digest(item.get("sha256")), malformed)
        must(isinstance(item.get("name"), str) and is_number(item.get("entry")), malformed)
    same = manifest["files"] == {name: found[name][0] for name in FIXED[1:]}
    must(same, "包里的文件与清单写明的摘要不符，被改动过。")
    return manifest


def read_entries(content):
    """Return seq → (fields, digest of what it says), in order."""
    entries, last = {}, 0
    for fields, line in read_lines(content, "entries.jsonl", ENTRY):
        must(fields["seq"] > last, "entries.jsonl 的次序被改动过。")
        last = fields["seq"]
        entries[last] = (fields, digest(line, fields["algorithm"]))
    return entries


def read_links(content):
    """Return seq → fields, newest first."""
    links, last = {}, LARGEST
    for fields, _ in read_lines(content, "links.jsonl", LINK):
        sound = all(is_digest(fields[name]) for name in ("content", "previous", "skip"))
        must(sound and fields["seq"] < last, "links.jsonl 的写法不合格式，被改动过。")
        last = fields["seq"]
        links[last] = fields
    return links


def reach(links, seq, stated):
    """Return the entries that a head proves: walk back from it as far as links are given."""
    expected, reached = {seq: stated}, set()
    for at in (at for at in links if at in expected):
        f = links[at]
        lines = ("zhijian-journal-1", at, f["algorithm"], f["content"], f["previous"], f["skip"])
        found = digest("".join(f"{line}\n" for line in lines).encode(), f["algorithm"])
        must(found.startswith(expected[at]), f"链在第 {at} 条处断裂：摘要接不上，被改动过。")
        reached.add(at)
        for earlier, known in ((at - 1, f["previous"]), (at & (at - 1), f["skip"])):
            agrees = expected.setdefault(earlier, known) == known
            must(agrees and (earlier or known == "0" * 64), f"链在第 {at} 条处断裂：前后不一。")
    return reached


def check_scope(scope, entries):
    """Refuse an object's package with entries about another, or with one left out between."""
    last = 0
    for seq, (fields, _) in entries.items():
        for name in ("subject_type", "subject_id"):
            must(fields[name] == scope.get(name), f"第 {seq} 条留痕说的不是清单写明的对象。")
        missing = fields["subject_previous"]
        must(missing == last, f"第 {seq} 条之前少了同一对象的第 {missing} 条留痕。")
        last = seq


def check_attachments(found, attached, entries):
    """Compare the files with the list."""
    names = ["attachments/" + item["sha256"] for item in attached]
    must(len(set(names)) == len(names), "附件清单里有重复的附件，被改动过。")
    must(set(found) == {*FIXED, *names}, "包里的附件与清单列出的不一致，被改动过。")
    for item in attached:
        sha256, name, seq = item["sha256"], item["name"], item["entry"]
        same = found["attachments/" + sha256][0] == sha256
        must(same, f"附件“{name}”与登记时的摘要不符，被改动过。")
        said = json.dumps(entries[seq][0]["data"]) if seq in entries else ""
        must(seq == 0 or f'"{sha256}"' in said, f"第 {seq} 条留痕没有提到附件“{name}”。")


def check(file, printed=()):
    """Check a package; return what holds, as sentences. ``printed``: (seq, digest) on paper."""
    found = read_archive(file)
    manifest = read_manifest(found)
    entries, links = read_entries(found["entries.jsonl"][1]), read_links(found["links.jsonl"][1])
    head, heads, attached = (manifest[n] for n in ("head", "daily_heads", "attachments"))
    reached = reach(links, head["seq"], head["digest"])
    for seq, (fields, content) in entries.items():
        must(seq in reached, f"第 {seq} 条留痕没有接到链头上。")
        same = (links[seq]["content"], links[seq]["algorithm"]) == (content, fields["algorithm"])
        must(same, f"第 {seq} 条留痕的内容被改动过。")
    if manifest["scope"]["kind"] == "object":
        check_scope(manifest["scope"], entries)
    check_attachments(found, attached, entries)
    says = [f"证据包完整：{len(entries)} 条留痕、{len(attached)} 个附件，没有改动。"]
    says += [f"链头：第 {head['seq']} 条，摘要 {head['digest']}。请与出具单位的链头核对。"]
    for h in heads:
        count = len(reach(links, h["seq"], h["digest"]) & set(entries))
        says += [
            f"{h.get('day')} 的日链头第 {h['seq']} 条，摘要 {h['digest']}，证明其中 {count} 条。"
        ]
    for seq, stated in printed:
        must(seq in links, f"包里没有走到第 {seq} 条的路，请改用上面列出的链头核对。")
        count = len(reach(links, seq, stated) & set(entries))
        says += [f"与纸质链头（第 {seq} 条）相符，它证明其中 {count} 条。"]
    for item in (item for item in attached if item["entry"] == 0):
        says += [f"请注意：附件“{item['name']}”的摘要没有写在留痕里，只证明出具以后没有改动。"]
    return says


def main(arguments):
    """Run the command; return the exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    given = "\n".join(arguments)
    printed = re.findall("(?m)^--head\n([0-9]{1,15}):([0-9a-fA-F]{16,64})$", given)
    path = re.sub("(?m)^--head\n[0-9]{1,15}:[0-9a-fA-F]{16,64}\n?", "", given).rstrip("\n")
    if not path or "\n" in path or path.startswith("-"):
        sys.stdout.write(USAGE)
        return 2
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            says = check(file, [(int(seq), stated.lower()) for seq, stated in printed])
    except Broken as broken:
        sys.stdout.write(f"核验不通过：{broken}\n")
        return 1
    except OSError as error:
        sys.stdout.write(f"打不开“{path}”：{error.strerror}。\n")
        return 2
    sys.stdout.write("\n".join(says) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
