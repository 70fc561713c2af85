"""Whether the server lives, and whether it can work: for machines, without a session."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers; the database is not asked."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has every migration, else 503 and which of the two."""
    try:
        missing = unapplied()
    except DatabaseError:
        return JsonResponse({"status": "database"}, status=503)
    if missing:
        return JsonResponse({"status": "migrations"}, status=503)
    return JsonResponse({"status": "ok"})


_complete = False


def unapplied() -> list[str]:
    """The migrations that the database lacks, as ``app.name``.

    Once complete, it stays so for the life of the process: then only the connection is tried.

    Raises:
        DatabaseError: the database does not answer.
    """
    global _complete
    if _complete:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _complete = not plan
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
