"""The channels that lead outward: mail, a webhook, and the robots of group chats.

The only code beside ``zhijian.crawl`` that opens a connection to another machine; why it is here is
decision 8. It calls nobody but the addresses in the operator's settings, follows no redirect, waits
ten seconds at most, and reads a few kilobytes of the answer.
"""

import hashlib
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from zhijian import jobs
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.notices import posting, wording

SECONDS = 10


def has_mail() -> bool:
    """Whether the installation sends mail."""
    return bool(options().mail_url and options().mail_from)


def posts() -> dict[str, str]:
    """The webhook and the robots, by a short name that keeps their secrets out of the queue."""
    chosen = options()
    urls = [*([chosen.webhook_url] if chosen.webhook_url else []), *chosen.robot_urls]
    return {hashlib.sha256(url.encode()).hexdigest()[:12]: url for url in urls}


def any_set() -> bool:
    """Whether anything leads outward."""
    return has_mail() or bool(posts())


def post(name: str, title: str, text: str, facts: Mapping[str, Any]) -> None:
    """Post to a webhook (``facts`` as JSON) or a robot (``text`` as Markdown).

    Raises:
        jobs.TryLater: the other side cannot be reached, is busy or limits us.
        Refused: it will not have it, or the channel is not in the settings any more.
    """
    url = posts().get(name)
    if url is None:
        raise Refused("这个通知渠道已从设置中去掉，不再发送。")
    style, _, plain = url.partition("+")
    if style in posting.ROBOTS:
        posting.to_robot(style, plain, title, text)
    else:
        posting.to_webhook(url, {**facts, "text": text})


def mail(address: str, subject: str, text: str) -> None:
    """Send one mail through the operator's server.

    Raises:
        jobs.TryLater: the server cannot be reached, or asks to come again.
        Refused: it will not take the mail.
    """
    if not has_mail():
        raise Refused("设置中没有写发邮件的服务器（mail_url、mail_from），没有发送。")
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = options().mail_from
    message["To"] = address
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = _message_id()
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, charset="utf-8", cte="base64")  # any server can carry it
    try:
        with _server() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        _told(next(iter(refusal.recipients.values()))[0])
    except smtplib.SMTPResponseException as answer:
        _told(answer.smtp_code)
    except (smtplib.SMTPException, OSError) as fault:
        raise jobs.TryLater(
            f"连不上发邮件的服务器（{type(fault).__name__}），稍后再发。请核对 mail_url 和网络。"
        ) from None


def _server() -> smtplib.SMTP:
    parts = urlsplit(options().mail_url)
    is_sealed = parts.scheme == "smtps"
    host, port = parts.hostname or "", parts.port or (465 if is_sealed else 25)
    sealing = ssl.create_default_context()
    server: smtplib.SMTP
    if is_sealed:
        server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=sealing)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if parse_qs(parts.query).get("starttls") == ["yes"]:
            server.starttls(context=sealing)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server


def _message_id() -> str:
    """The same for every attempt, so that a mail sent twice can be recognised as one."""
    doing = jobs.current()
    key = doing.idempotency_key if doing else f"{clock.now().timestamp()}"
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{name}@{urlsplit(wording.link('/')).hostname or 'zhijian.invalid'}>"


def _told(code: int) -> None:
    if 400 <= code < 500:
        raise jobs.TryLater(f"发邮件的服务器请稍后再发（{code}）。")
    raise Refused(f"发邮件的服务器不收这封信（{code}）。请核对 mail_url、mail_from 和收件人邮箱。")
