"""Whether what went out was reviewed and screened first, by the right hands, as it went."""

from __future__ import annotations

from .check import check
from .shapes import Holds, InOrder

_RELEASED = "s.published_d > {since_d} AND s.published_d <= {seen_d}"
_RELEASE_S = "COALESCE(m.published_s, m.published_d * 86400 + 86399)"


_SCREENING_BAD = (
    "c.publication IS NULL OR c.open_high = 1 "
    "OR (c.version <> '' AND s.released_hash <> '' AND c.version <> s.released_hash) "
    "OR c.screened_s > COALESCE(s.published_s, s.published_d * 86400 + 86399)"
)
_SCREENING_UNKNOWN = (
    "c.publication IS NOT NULL AND c.open_high = 0 "
    "AND (c.version = '' OR s.released_hash = '' OR c.unsaid = 1)"
)


def _screened(system: str) -> Holds:
    """Return the shape of a text that ``system`` screened, as it went out, before it went."""
    screenings = (
        "LEFT JOIN (SELECT publication, MIN(screened_s) AS screened_s, MAX(revision_hash) AS version, "
        "MAX(CASE WHEN open_high > 0 AND justified_by = '' THEN 1 ELSE 0 END) AS open_high, "
        "MAX(CASE WHEN open_high IS NULL OR screened_s IS NULL THEN 1 ELSE 0 END) AS unsaid "
        f"FROM screenings WHERE system = '{system}' GROUP BY publication) c "
        "ON c.publication = s.subject"
    )
    return Holds(
        subjects="publications",
        only=_RELEASED,
        day="s.published_d",
        join=screenings,
        also=("screenings",),
        bad=_SCREENING_BAD,
        unknown=_SCREENING_UNKNOWN,
        since="s.published_d",
    )


CHECKS = (
    check(
        "review.before_publish",
        title="未审先发",
        shape=InOrder(
            subjects="publications",
            measure="m.stages",
            bad=f"m.last_s IS NULL OR m.last_s > {_RELEASE_S}",
        ),
        rule="review.before_publish",
        says="发布前没有完成审核（已有 {observed} 个审次）",
        mend="核实内容，补正审核手续，追究未审先发责任",
        source="review-before-publish",
    ),
    check(
        "review.stages",
        title="审次不足",
        shape=InOrder(
            subjects="publications",
            measure="m.stages",
            allowed="r.amount",
            bad="m.stages < r.amount",
            idle="m.stages = 0",
        ),
        rule="review.stage_count",
        says="只有 {observed} 个审次，应有 {limit} 个",
        mend="按规定审次补审，并核实内容",
        source="review-stages",
    ),
    check(
        "review.order",
        title="审次顺序颠倒",
        shape=InOrder(
            subjects="publications",
            measure="m.disorder",
            bad="m.disorder > 0",
            idle="m.stages = 0",
        ),
        rule="review.stage_count",
        says="后一审次早于前一审次",
        mend="核实签审时间，按次序重新审核",
        source="review-stages review-tiering",
    ),
    check(
        "review.persons",
        title="一人签多个审次",
        shape=InOrder(
            subjects="publications",
            measure="m.persons",
            allowed="m.stages",
            bad="m.persons < m.stages",
            idle="m.stages = 0",
        ),
        rule="review.distinct_persons",
        says="{limit} 个审次只由 {observed} 人签审",
        mend="由不同人员分别审核",
        source="review-stages",
    ),
    check(
        "review.version",
        title="审核的不是发布的文本",
        shape=InOrder(
            subjects="publications",
            measure="m.versions",
            bad="m.versions > 1 OR (m.version <> m.released_hash AND m.released_hash <> '')",
            unknown="m.version = '' OR m.released_hash = '' OR "
            "(m.least_version = '' AND m.versions = 1 AND m.version = m.released_hash)",
            idle="m.stages = 0",
        ),
        rule="review.before_publish",
        says="审核的版本与发布的版本不一致",
        mend="撤下核实，按发布文本重新审核",
        source="review-before-publish responsibility-chain",
    ),
    check(
        "review.screening",
        title="发布前没有风险识别",
        shape=_screened("internal"),
        rule="review.internal_screening",
        says="发布前没有对该文本完成风险识别，或高风险未处置",
        mend="补做风险识别，处置高风险后由负责人签认",
        source="risk-screening",
    ),
    check(
        "review.external_screening",
        title="发布前没有外部平台识别",
        shape=_screened("external"),
        rule="review.external_screening",
        says="发布前没有将该文本上传平台作风险辅助识别，或高风险未处置",
        mend="上传识别；内容改动后重新识别",
        source="external-screening",
    ),
    check(
        "review.response_approval",
        title="舆情回应没有经领导审定",
        shape=Holds(
            subjects="incidents",
            kind="''",
            only="s.response_s IS NOT NULL",
            join="LEFT JOIN rules q ON q.place = s.book AND q.rule = 'review.response_posts' "
            "AND q.kind = s.response_approved_post AND q.from_d <= {on_d} AND {on_d} < q.until_d "
            "LEFT JOIN (SELECT place FROM rules WHERE rule = 'review.response_posts' "
            "AND from_d <= {on_d} AND {on_d} < until_d GROUP BY place) l ON l.place = s.book",
            # Which posts are high enough must have been said somewhere.
            off="r.amount = 0 OR l.place IS NULL OR s.response_s < r.from_d * 86400",
            bad="q.rule IS NULL AND s.response_approved_post <> ''",
            unknown="s.response_approved_post = ''",
        ),
        rule="review.response_approval",
        says="舆情回应由不够级别的人员审定后发布",
        mend="由分管或主要领导审定后再发布",
        source="response-approval",
    ),
)
