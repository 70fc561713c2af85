"""A sealed file opens with its secret and as it was written, or not at all."""

import io
import json
import struct

import pytest

from zhijian.core.refused import Refused
from zhijian.upkeep import container
from zhijian.upkeep.container import MAGIC, Opener, Sealer, Secret

KEY = Secret(key=b"k" * 32)


def sealed(content: bytes, secret: Secret = KEY, chunk: int = 64) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, secret, chunk=chunk)
    for start in range(0, len(content), 50):
        sealer.write(content[start : start + 50])
    sealer.finish()
    return target.getvalue()


def opened(written: bytes, secret: Secret = KEY) -> bytes:
    opener = Opener(io.BytesIO(written), secret)
    content = opener.read()
    opener.require_end()
    return content


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_what_was_sealed_is_what_is_opened(size):
    content = bytes(number % 251 for number in range(size))

    assert opened(sealed(content)) == content


def test_a_passphrase_opens_what_it_sealed():
    secret = Secret(passphrase="四个词连写起来就行")

    assert opened(sealed(b"content", secret), secret) == b"content"


def test_two_sealings_of_the_same_share_nothing_but_the_form():
    one, other = sealed(b"x" * 200), sealed(b"x" * 200)

    assert one[-200:] != other[-200:]


def test_any_single_changed_byte_is_refused():
    written = sealed(b"0123456789" * 20)

    for place in range(len(written)):
        changed = bytearray(written)
        changed[place] ^= 1
        with pytest.raises(Refused):
            opened(bytes(changed))


def test_any_cut_is_refused():
    written = sealed(b"0123456789" * 20)

    for length in range(len(written)):
        with pytest.raises(Refused):
            opened(written[:length])


def test_an_added_byte_is_refused():
    with pytest.raises(Refused):
        opened(sealed(b"0123456789" * 20) + b"\0")


def test_chunks_that_change_places_are_refused():
    written = sealed(b"0123456789" * 20)
    start = len(MAGIC) + 4 + struct.unpack(">I", written[len(MAGIC) : len(MAGIC) + 4])[0]
    one, two = written[start : start + 80], written[start + 80 : start + 160]

    with pytest.raises(Refused):
        opened(written[:start] + two + one + written[start + 160 :])


def test_another_key_is_refused_with_what_to_do():
    with pytest.raises(Refused, match=r"backup\.key"):
        opened(sealed(b"content"), Secret(key=b"o" * 32))


def test_another_passphrase_is_refused():
    with pytest.raises(Refused, match="口令或密钥不对"):
        opened(sealed(b"content", Secret(passphrase="one")), Secret(passphrase="two"))


def test_a_key_is_not_tried_where_a_passphrase_is_wanted():
    with pytest.raises(Refused, match="要用口令打开"):
        opened(sealed(b"content", Secret(passphrase="one")), KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"chunk": 1 << 40},
        {"chunk": True},
        {"scrypt": {"n": 1 << 30, "r": 8, "p": 1}},
        {"scrypt": {"n": 1 << 20, "r": 32, "p": 16}},
        {"scrypt": {"n": 3, "r": 8, "p": 1}},
        {"salt": "?"},
        {"opened_with": "nothing"},
    ],
)
def test_a_header_cannot_make_us_spend_memory_or_time(change, monkeypatch):
    monkeypatch.setattr(container.hashlib, "scrypt", lambda *a, **k: pytest.fail("was reckoned"))
    written = sealed(b"content")
    (length,) = struct.unpack(">I", written[len(MAGIC) : len(MAGIC) + 4])
    start = len(MAGIC) + 4
    header = json.loads(written[start : start + length]) | {"opened_with": "passphrase"} | change
    text = json.dumps(header).encode()

    with pytest.raises(Refused, match="不是本程序写的备份"):
        opened(MAGIC + struct.pack(">I", len(text)) + text + written[start + length :])


@pytest.mark.parametrize("written", [b"", b"PK\3\4", MAGIC, MAGIC + b"\xff\xff\xff\xff{}"])
def test_another_file_is_refused_by_name(written):
    with pytest.raises(Refused, match="不是本程序写的备份"):
        opened(written)
