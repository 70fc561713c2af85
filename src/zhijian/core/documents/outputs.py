"""All files of one judgement, written together or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zhijian.core.documents.bulletin import BulletinModel, bulletin_of
from zhijian.core.documents.bulletin_page import bulletin_page
from zhijian.core.documents.bulletin_word import bulletin_word
from zhijian.core.documents.difference import Change, difference_book, difference_csv
from zhijian.core.documents.findings_book import findings_book
from zhijian.core.documents.matters import Law
from zhijian.core.documents.notices import notice_word, notices_of
from zhijian.core.documents.output_folder import replacing
from zhijian.core.documents.run_summary import NAME, summary_json
from zhijian.core.documents.score_book import score_book
from zhijian.core.documents.tables import findings_csv, write_findings_parquet
from zhijian.core.outcomes import Judgement
from zhijian.core.rules import Rulebooks
from zhijian.core.workdays import WorkCalendar

if TYPE_CHECKING:
    from zhijian.core.scoring import Score

NOTICES = "notices"


def write_outputs(
    folder: Path,
    judgement: Judgement,
    score: Score,
    rulebooks: Rulebooks,
    calendar: WorkCalendar,
    *,
    office: str = "",
    addressees: str = "",
    changes: tuple[Change, ...] | None = None,
) -> BulletinModel:
    """Write every document of a judgement into ``folder`` and return the bulletin's model.

    bulletin.docx, bulletin.html, notices/*.docx, findings.csv/.parquet/.xlsx, outcomes.parquet,
    score.xlsx, summary.json; with ``changes`` also difference.csv/.xlsx. The same judgement gives
    the same bytes. An earlier output there is replaced in one step; on any error nothing changes.

    Raises:
        Refused: ``folder`` holds anything but an earlier, untouched output.
    """
    law = Law(rulebooks)
    model = bulletin_of(judgement, score, law, calendar, office=office, addressees=addressees)
    with replacing(folder) as draft:
        findings = law.matters(judgement.findings)
        (draft / "bulletin.docx").write_bytes(bulletin_word(model))
        (draft / "bulletin.html").write_text(bulletin_page(model), "utf-8", newline="\n")
        (draft / "findings.csv").write_bytes(findings_csv(findings))
        (draft / "findings.xlsx").write_bytes(findings_book(judgement, findings, law, calendar))
        (draft / "score.xlsx").write_bytes(score_book(score, law, judgement.on))
        write_findings_parquet(findings, draft / "findings.parquet")
        judgement.write_outcomes(str(draft / "outcomes.parquet"))
        if findings:
            (draft / NOTICES).mkdir()
        for name, notice in notices_of(judgement, law, calendar, office=office):
            (draft / NOTICES / name).write_bytes(notice_word(notice))
        if changes is not None:
            (draft / "difference.csv").write_bytes(difference_csv(changes))
            (draft / "difference.xlsx").write_bytes(difference_book(changes, law, judgement.on))
        files = sorted(path for path in draft.rglob("*") if path.is_file())
        hashes = {path.relative_to(draft).as_posix(): path for path in files}
        (draft / NAME).write_bytes(summary_json(judgement, rulebooks, hashes))
    return model
