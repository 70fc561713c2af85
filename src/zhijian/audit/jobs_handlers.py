"""What is done with the record at night, and when an auditor asks."""

from typing import Any

from zhijian import jobs
from zhijian.audit.actions import VERIFY, run_verification
from zhijian.journal.heads import make_daily_heads


@jobs.periodic("journal.daily_head", title="生成日链头", daily_at="00:05")
def daily_head(payload: dict[str, Any]) -> None:
    """Make the heads of the days that are over."""
    make_daily_heads()


@jobs.handler(VERIFY, title="核验留痕", outside=True)
def verify(payload: dict[str, Any]) -> None:
    """Verify the whole record. It writes only at the end, so it may run again."""
    printed = {int(seq): digest for seq, digest in payload.get("printed", {}).items()}
    run_verification(payload["verification"], printed)


@jobs.periodic("journal.nightly_verify", title="每夜核验留痕", daily_at="02:10", outside=True)
def nightly_verify(payload: dict[str, Any]) -> None:
    """Verify the whole record once a night, asked for by nobody."""
    run_verification(None, {})
