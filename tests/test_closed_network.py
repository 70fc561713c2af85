"""No test reaches beyond this machine, and loopback still works for servers of our own."""

import socket
import urllib.request

import pytest

from network_fence import NetworkClosed, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"127.0.0.1", None])
def test_a_loopback_name_is_let_through(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "", "::", "2001:db8::1", "example.org"])
def test_any_other_name_is_not(host):
    assert not is_loopback(host)


def test_a_connection_outward_is_refused_at_once():
    with (
        socket.socket() as sock,
        pytest.raises(NetworkClosed, match=r"192\.0\.2\.1"),
    ):
        sock.connect(("192.0.2.1", 80))


def test_a_name_is_not_even_looked_up():
    with pytest.raises(NetworkClosed, match=r"example\.org"):
        urllib.request.urlopen("http://example.org", timeout=1)


def test_nothing_listens_for_the_outside():
    with socket.socket() as sock, pytest.raises(NetworkClosed):
        sock.bind(("0.0.0.0", 0))


def test_a_server_of_our_own_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname(), timeout=5)
        served, _ = server.accept()

        with client, served:
            served.sendall(b"here")
            assert client.recv(4) == b"here"
