"""The index behind the search: every two neighbouring letters of a name, and of its sponsor's.

Substrings of two letters upward are found by them on every database, without an extension. The
record tells what changed: whoever writes to the ledger writes there, in the same transaction, so
that the index needs no word from the writers. A case that moves lists its account at once.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from zhijian.cases.hooks import Moved
from zhijian.core.facts.derive import comparable
from zhijian.directory.models import Gram, Listed, Progress
from zhijian.journal.models import Entry
from zhijian.ledger.models import Account, AccountQuerySet

FILED = Q(state__in=Account.KNOWN, is_filed=True)
"""What the public sees: accounts that were filed, whatever became of them."""
MOST_AT_ONCE = 2_000
"""More changes than these are dearer to follow one by one than to index anew."""
WHOLESALE = ("register.loaded", "organization.loaded", "import.committed", "import.undone")
"""What the record calls many rows entered at once."""
_BATCH, _GRAMS = 5_000, 100_000
_MARK = "\n"


def public_accounts() -> AccountQuerySet:
    """The accounts of the directory."""
    return Account.objects.filter(FILED)


def grams_of(text: str) -> set[str]:
    """Every two neighbouring letters of each part.

    >>> sorted(grams_of("青禾县"))
    ['禾县', '青禾']
    """
    parts = text.split(_MARK)
    return {part[at : at + 2] for part in parts for at in range(len(part) - 1)}


def text_of(name: str, sponsor: str) -> str:
    """What is searched of an account."""
    return f"{comparable(name)}{_MARK}{comparable(sponsor)}"[:260]


@transaction.atomic
def refresh(ids: Iterable[int]) -> int:
    """List some accounts anew, or take them off; how many stand in the list now."""
    wanted = set(ids)
    rows = public_accounts().filter(pk__in=wanted)
    texts = {
        pk: text_of(name, sponsor)
        for pk, name, sponsor in rows.values_list("pk", "name", "organization__name")
    }
    known = dict(Listed.objects.filter(pk__in=wanted).values_list("pk", "text"))
    stale = {pk for pk, text in known.items() if texts.get(pk) != text}
    Listed.objects.filter(pk__in=stale).delete()
    _enter({pk: text for pk, text in texts.items() if pk in stale or pk not in known})
    return len(texts)


@transaction.atomic
def rebuild() -> int:
    """The whole index made anew; how many accounts are listed."""
    Gram.objects.all()._raw_delete(Gram.objects.db)
    Listed.objects.all()._raw_delete(Listed.objects.db)
    Progress.objects.get_or_create(pk=1)
    rows = public_accounts().order_by("pk").values_list("pk", "name", "organization__name")
    _enter({pk: text_of(name, sponsor) for pk, name, sponsor in rows.iterator(_BATCH)})
    return Listed.objects.count()


@transaction.atomic
def catch_up() -> int:
    """Bring the index up to the end of the record; how many entries were new."""
    progress, _ = Progress.objects.select_for_update().get_or_create(pk=1)
    last = Entry.objects.aggregate(last=Max("seq"))["last"] or 0
    if last <= progress.seq:
        return 0
    fresh = Entry.objects.filter(seq__gt=progress.seq, seq__lte=last)
    accounts = _ids(fresh, "ledger.account")
    units = _ids(fresh, "people.organization")
    many = (
        progress.seq == 0
        or len(accounts) > MOST_AT_ONCE
        or fresh.filter(action__in=WHOLESALE).exists()
    )
    touched = set(accounts)
    if units and not many:
        found = Account.objects.filter(organization__in=units).values_list("pk", flat=True)
        touched |= set(found[: MOST_AT_ONCE + 1])
    if many or len(touched) > MOST_AT_ONCE:
        rebuild()
    elif touched:
        refresh(touched)
    new, progress.seq = last - progress.seq, last
    progress.save()
    return int(new)


def list_anew(moved: Moved) -> None:
    """List the account that a case is about."""
    case = moved.case
    if case.subject_type == "ledger.account" and case.subject_id.isdecimal():
        refresh([int(case.subject_id)])


def _ids(entries: QuerySet[Entry], kind: str) -> list[int]:
    found = entries.filter(subject_type=kind).values_list("subject_id", flat=True)
    return sorted({int(one) for one in found.distinct()[: MOST_AT_ONCE + 1] if one.isdecimal()})


def _enter(texts: dict[int, str]) -> None:
    Listed.objects.bulk_create(
        [Listed(account_id=pk, text=text) for pk, text in texts.items()], batch_size=_BATCH
    )
    rows = [(gram, pk) for pk, text in texts.items() for gram in grams_of(text)]
    for start in range(0, len(rows), _GRAMS):
        _insert(rows[start : start + _GRAMS])


def _insert(rows: list[tuple[str, int]]) -> None:
    """Write grams without a model for each: there are some twenty of them to an account."""
    table = Gram._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            grams, ids = (list(column) for column in zip(*rows, strict=True))
            cursor.execute(
                f"INSERT INTO {table} (gram, listed_id) SELECT * FROM unnest(%s::text[], %s::bigint[])",
                [grams, ids],
            )
        else:
            cursor.executemany(f"INSERT INTO {table} (gram, listed_id) VALUES (%s, %s)", rows)
