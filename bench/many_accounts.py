"""A platform full of accounts: units, people, and as many filed accounts as asked, listed."""

from __future__ import annotations

import json
import sys
from datetime import date

from bench.many_cases import UNITS, people

TOWNS = "柳塘望山青溪白石龙湾云岭古渡北坡南河石桥东岗西岭长林新坪大坳小峪"
TOPICS = (
    "教育",
    "林业",
    "水利",
    "交通",
    "卫生健康",
    "自然资源",
    "农业农村",
    "人社",
    "公安",
    "文旅",
)
ENDS = ("发布", "微博", "政务", "在线", "之声")
PLATFORMS = ("wechat", "weibo", "toutiao", "douyin", "kuaishou")
BATCH = 5_000


def fill(accounts: int, units: int = UNITS) -> dict[str, int]:
    """Fill the migrated installation of this process; ``head`` sees all units, ``small`` one."""
    import django

    django.setup()
    from zhijian.core.facts.derive import comparable
    from zhijian.directory.indexing import rebuild
    from zhijian.ledger.models import Account
    from zhijian.people.models import Organization

    users = people(units)
    ids = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    rows = []
    for n in range(accounts):
        town = TOWNS[2 * (n % 16) : 2 * (n % 16) + 2]
        name = f"{town}{TOPICS[n // 16 % 10]}{ENDS[n // 160 % 5]}{n // 800 or ''}"
        rows.append(
            Account(
                organization_id=ids[n * 7919 % len(ids)],
                name=name,
                name_norm=comparable(name),
                handle=f"gh_{n:09d}",
                platform=PLATFORMS[n % 5],
                state="operating" if n % 10 else "deregistered",
                is_filed=True,
                opened_on=date(2020 + n % 6, 1 + n % 12, 1 + n % 28),
                followers=n,
            )
        )
        if len(rows) == BATCH:
            Account.objects.bulk_create(rows)
            rows = []
    Account.objects.bulk_create(rows)
    rebuild()
    return users


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
