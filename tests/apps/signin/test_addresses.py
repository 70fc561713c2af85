"""The address of a visitor is what our own proxy wrote, never what the visitor wrote."""

import pytest

from zhijian.config.addresses import address_behind

OUR = ("127.0.0.1", "10.0.0.0/24")


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.9", "", (), "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", OUR, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", OUR, "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", OUR, "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.8", OUR, "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, nonsense", OUR, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1:4711", OUR, "198.51.100.1"),
        ("127.0.0.1", "[2001:db8::7]:443", OUR, "2001:db8::7"),
        ("127.0.0.1", "::ffff:198.51.100.1", OUR, "198.51.100.1"),
        ("127.0.0.1", "", OUR, "127.0.0.1"),
        ("", "198.51.100.1", OUR, "198.51.100.1"),
        ("", "198.51.100.1", (), ""),
    ],
)
def test_only_what_a_trusted_proxy_wrote_is_believed(peer, forwarded, proxies, address):
    meta = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}

    assert address_behind(meta, proxies) == address
