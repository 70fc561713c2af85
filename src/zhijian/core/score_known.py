"""What scoring asks of the ledgers, read from an engine whose judgement is done."""

from __future__ import annotations

from zhijian.core.engines import Engine
from zhijian.core.score_sheet import Award, Known


def known_of(engine: Engine, awards: tuple[Award, ...] = ()) -> Known:
    """What the ledgers say of units, portals and the sites of columns and messages."""
    units = engine.fetch("SELECT organization FROM units WHERE is_counted = 1")
    portals = engine.fetch("SELECT organization FROM s_sites WHERE is_portal = 1")
    columns = engine.fetch("SELECT subject, site FROM s_site_columns")
    messages = engine.fetch("SELECT subject, site FROM s_messages WHERE site <> ''")
    return Known(
        organizations=tuple(sorted({str(row[0]) for row in units})),
        portals=tuple(sorted({str(row[0]) for row in portals})),
        site_of={str(subject): str(site) for subject, site in (*columns, *messages)},
        awards=awards,
    )
