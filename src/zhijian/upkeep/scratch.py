"""What is done inside a scratch installation, in a process of its own.

``python -m zhijian.upkeep.scratch STEP`` reads its orders as JSON from the standard input and
answers with one line of JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.upkeep.schema import State, schema, start_django


def rebuild(told: dict[str, Any]) -> dict[str, Any]:
    """Make the tables as they were when exactly these migrations had been applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    wanted = {(app, name) for app, name in told["migrations"]}
    unknown = sorted(node for node in wanted if node not in graph.nodes)
    if unknown:
        raise Refused(
            f"备份来自更新的版本（用到 {'.'.join(unknown[0])}），这个版本不能恢复它。请先安装新版本。"
        )
    targets = [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == node[0] for child in _after(graph, node))
    ]
    executor.migrate(targets)
    return {}


def _after(graph: Any, node: tuple[str, str]) -> Any:
    return graph.node_map[node].children


def check(told: dict[str, Any]) -> dict[str, Any]:
    """Bring the tables up to date, go through the record, and look for the attachments' content."""
    from django.core.management import call_command

    from zhijian.journal.verifying import verify

    if schema().state is State.AHEAD:
        raise Refused("备份来自更新的版本，这个版本不能恢复它。请先安装新版本。")
    call_command("migrate", interactive=False, verbosity=0)
    finding = verify()
    return {
        "sound": finding.is_sound,
        "says": finding.says,
        "entries": finding.count,
        "missing": _missing(options().data_dir / told["index"]),
    }


def adopt(told: dict[str, Any]) -> dict[str, Any]:
    """As ``check``; then nobody is signed in any more, and the record says that this was restored.

    A sign-in that was ended after the backup would otherwise be valid again.
    """
    from django.contrib.sessions.models import Session
    from django.db import transaction

    from zhijian import journal
    from zhijian.journal.models import Head

    found = check(told)
    if found["sound"] and not found["missing"]:
        with transaction.atomic():
            ended, _ = Session.objects.all().delete()
            head = Head.objects.get(pk=1)
            journal.record("installation.restored", head, by=None, ended_sessions=ended)
    return found


def _missing(index: Path) -> int:
    """How many contents that attachments name are not in the backup."""
    from django.apps import apps

    there = set(index.read_text(encoding="ascii").split())
    named = apps.get_model("cases", "Attachment").objects.order_by()
    digests = named.values_list("digest", flat=True).distinct()
    return sum(digest not in there for digest in digests.iterator())


STEPS = {"rebuild": rebuild, "check": check, "adopt": adopt}


def main(step: str) -> None:
    """Do one step and print its answer."""
    try:
        start_django()
        answer = STEPS[step](json.load(sys.stdin))
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
