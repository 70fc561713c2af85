"""A webhook, a robot and a mail server on this machine, which keep what they were sent."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """What a server was sent, and how it answers: ``status`` and JSON ``answer``, or SMTP codes."""

    address: str = ""
    status: int = 200
    answer: Any = None
    headers_sent: dict[str, str] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    recipient_reply: str = "250 ok"


@contextmanager
def http_server() -> Iterator[Received]:
    """A server on loopback that answers every POST."""
    kept = Received()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.requests.append({"path": self.path, "headers": self.headers, "body": body})
            self.send_response(kept.status)
            for name, value in kept.headers_sent.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(kept.answer).encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Answer)) as port:
        kept.address = f"http://127.0.0.1:{port}"
        yield kept


@contextmanager
def mail_server() -> Iterator[Received]:
    """A server on loopback that takes mail, as far as a client of ours goes."""
    kept = Received()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 mail.qinghe.example")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "DATA":
                    self._say("354 go on")
                    self._take()
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                elif verb == "RCPT":
                    kept.recipients.append(line)
                    self._say(kept.recipient_reply)
                else:
                    self._say("250 ok")

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line)
            kept.mails.append("".join(lines))
            self._say("250 taken")

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)) as port:
        kept.address = f"smtp://127.0.0.1:{port}"
        yield kept


@contextmanager
def _serving(server: Any) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
