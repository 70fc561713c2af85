"""Drawing the accounts and sites of a spot check: who may be drawn, the strata, the proof."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.sampling import Candidate, Draw, draw
from zhijian.inspection import policy
from zhijian.inspection.models import Drawn, Inspection
from zhijian.ledger.models import Account, Site
from zhijian.ledger.platforms import title_of

SITES = "网站"
STRATA = (("platform", "按平台分层"), ("unit", "按单位分层"), ("both", "按单位和平台分层"))
LIVE = "operating"
_NOT_HELD = (Inspection.State.DROPPED, Inspection.State.FAILED)


@dataclass(frozen=True)
class Sample:
    """How to draw: ``percent`` of accounts and sites that run, from every stratum if asked.

    ``strata`` is one of ``STRATA``: platform, unit, or both.
    """

    percent: int
    seed: str
    strata: str = "platform"
    at_least_one: bool = True
    with_sites: bool = True


@dataclass(frozen=True)
class _Subject:
    organization: int
    name: str
    stratum: str
    account: int | None = None
    site: int | None = None


def draw_for(inspection: Inspection, sample: Sample) -> Draw:
    """Draw the sample of an inspection, keep who was drawn, and what proves it.

    Those drawn in earlier inspections of the office come after those who were not.
    """
    subjects = _subjects(inspection, sample)
    before = _before(inspection)
    found = draw(
        (Candidate(key, one.stratum) for key, one in subjects.items()),
        percent=sample.percent,
        seed=sample.seed.strip(),
        at_least_one=sample.at_least_one,
        before=before,
    )
    inspection.draw = {
        "percent": found.percent,
        "seed": found.seed,
        "at_least_one": sample.at_least_one,
        "population": found.population,
        "digest": found.population_digest,
        "drawn": len(found.drawn),
        "candidates": [[k, subjects[k].stratum, before.get(k, 0)] for k in sorted(subjects)],
        "strata": [[one.name, one.held, one.drawn] for one in found.strata],
    }
    inspection.save(update_fields=("draw",))
    Drawn.objects.bulk_create(
        Drawn(
            inspection=inspection,
            organization_id=subjects[key].organization,
            account_id=subjects[key].account,
            site_id=subjects[key].site,
            stratum=subjects[key].stratum[:120],
        )
        for key in found.drawn
    )
    return found


def drawn_again(inspection: Inspection) -> bool:
    """Whether drawing once more from the kept list gives those who were drawn.

    Raises:
        Refused: the inspection drew nobody.
    """
    told = inspection.draw
    if not told:
        raise Refused(f"{inspection.number} 没有抽样，不用核对。")
    found = draw(
        (Candidate(key, stratum) for key, stratum, _ in told["candidates"]),
        percent=told["percent"],
        seed=told["seed"],
        at_least_one=told["at_least_one"],
        before={key: times for key, _, times in told["candidates"]},
    )
    rows = Drawn.objects.filter(inspection=inspection).values_list("account", "site")
    keys = {_key(account, site) for account, site in rows}
    return keys == set(found.drawn) and found.population_digest == told["digest"]


def proof_csv(inspection: Inspection) -> bytes:
    """Who could be drawn and who was, one line each, with what is needed to draw again."""
    told, held = inspection.draw, io.StringIO()
    rows = Drawn.objects.filter(inspection=inspection).values_list("account", "site")
    drawn = {_key(account, site) for account, site in rows}
    names = _names()
    writer = csv.writer(held)
    writer.writerow(("检查编号", inspection.number))
    for label, name in (("种子", "seed"), ("比例", "percent"), ("名单校验值", "digest")):
        writer.writerow((label, _safe(str(told.get(name, "")))))
    writer.writerow(("代码", "名称", "层", "以前抽中次数", "本次抽中"))
    for key, stratum, times in told.get("candidates", ()):
        shown = (key, _safe(names.get(key, "")), _safe(stratum), times)
        writer.writerow((*shown, "是" if key in drawn else "否"))
    return ("﻿" + held.getvalue()).encode()


def _stratum(strata: str, unit: str, platform: str) -> str:
    return {"platform": platform, "unit": unit}.get(strata, f"{unit}／{platform}")


def _subjects(inspection: Inspection, sample: Sample) -> dict[str, _Subject]:
    units = policy.units_of(inspection.office, inspection.on or clock.today())
    if inspection.units:
        units = units.filter(pk__in=[int(pk) for pk in inspection.units])
    names = dict(units.values_list("pk", "name"))
    found = {}
    accounts = Account.objects.filter(organization__in=units.values("pk"), state=LIVE)
    for pk, unit, name, platform in accounts.values_list("pk", "organization", "name", "platform"):
        stratum = _stratum(sample.strata, names[unit], title_of(platform))
        found[_key(pk, None)] = _Subject(unit, name, stratum, account=pk)
    if sample.with_sites:
        sites = Site.objects.filter(organization__in=units.values("pk"), state=LIVE)
        for pk, unit, name in sites.values_list("pk", "organization", "name"):
            stratum = _stratum(sample.strata, names[unit], SITES)
            found[_key(None, pk)] = _Subject(unit, name, stratum, site=pk)
    return found


def _before(inspection: Inspection) -> Counter[str]:
    """How often each account and site was drawn by the office before."""
    rows = Drawn.objects.filter(inspection__office=inspection.office)
    rows = rows.exclude(inspection=inspection).exclude(inspection__state__in=_NOT_HELD)
    return Counter(_key(*row) for row in rows.values_list("account", "site"))


def _names() -> dict[str, str]:
    accounts = {f"a{pk}": name for pk, name in Account.objects.values_list("pk", "name")}
    return accounts | {f"s{pk}": name for pk, name in Site.objects.values_list("pk", "name")}


def _key(account: int | None, site: int | None) -> str:
    return f"a{account}" if account is not None else f"s{site}"


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
