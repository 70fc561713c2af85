"""Logs as one JSON object a line, on the standard error, without personal data."""

import json
import logging
from datetime import datetime
from typing import Any

from zhijian.config.clock import CHINA

DETAILS = 20
"""Frames of a traceback that are kept: names of files and functions, never values."""


class JsonFormatter(logging.Formatter):
    """Time, level, logger, the request's number, and what the caller chose to tell.

    An exception is told by its type and where it arose, not by its message: a message may quote
    what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        from zhijian.config.request_id import request_id

        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, CHINA).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        if number := request_id.get():
            told["request"] = number
        told |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            told["where"] = _where(record.exc_info[2])
        return json.dumps(told, ensure_ascii=False, default=str)


def _event(record: logging.LogRecord) -> str:
    """The message; of Django's request loggers only its fixed part, as the rest is the path."""
    if record.name.startswith(("django.request", "django.security", "django.server")):
        return str(record.msg).partition("%s")[0].strip(" :(") or "request"
    return record.getMessage()


def _where(traceback: Any) -> list[str]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames[-DETAILS:]


def logging_config(level: str) -> dict[str, Any]:
    """What Django hands to ``logging.config.dictConfig``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "zhijian.config.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # A refusal of the 400s stands in our own line of the request already.
            "django.request": {"level": "ERROR"},
            "django.db.backends": {"level": "INFO"},
            "axes": {"level": "ERROR"},
        },
    }
