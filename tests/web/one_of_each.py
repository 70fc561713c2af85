"""One row of every table of the registers, marked, in one unit; and the addresses they have.

Rows are made from what the tables themselves say, so that a new table is walked, too, without
anybody thinking of it. Nothing here is filed or posted: what the public may read is made apart.
"""

from datetime import date
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from zhijian.cases.media.store import Upload
from zhijian.cases.models import Case
from zhijian.directory.lists import CSV, JSON
from zhijian.directory.models import ImpostorReport
from zhijian.keeping.models import Attendance, Credential, HandedAccount
from zhijian.ledger import actions
from zhijian.ledger.models import Account, File, RegisterRow
from zhijian.ledger.own_registers import every_register, register_of_row
from zhijian.people.encryption import EncryptedTextField
from zhijian.people.models import Organization, Person, User

DAY = date(2026, 11, 19)
FORM = "hengnan_filing_registration"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCHEME = """\
schemes:
  - id: own
    title: {0}
    place: "420325"
    target: organization
    proposed: false
    adopted_by: {0}
    clause: cn-FREQ
    on_veto: go_on
    starts_at: 100
    indicators:
      - {{id: D1, kind: deduction, name: {0}, points: 1, checks: [updates.*]}}
"""
SHARED = {
    "paper_form",
    "paper_print_many",
    "paper_wordings",
    "paper_wording",
    "register",
    "register_new",
    "system",
    "system_edit",
    "login_new",
}
"""Addresses with parameters that lead everybody to a page of their own unit."""
PUBLIC = {
    "directory_account",
    "directory_qr",
    "directory_announcement",
    "directory_file",
}
"""Open to everybody without signing in. The public sees accounts once they are filed and notices
once they are posted, never who runs them, and never a telephone number."""

BY_ROW = {
    "ledger.Account": "account account_edit change_new followers_new certification_new store_new"
    " qr_new qr_drop qr_picture account_menus check_links directory_account directory_qr",
    "ledger.Announcement": "announcement announcement_edit announcement_post"
    " directory_announcement",
    "ledger.Campaign": "campaign campaign_items",
    "ledger.CampaignItem": "campaign_item",
    "ledger.LifeEvent": "life_event",
    "ledger.OfficePlatform": "platform_edit",
    "ledger.Site": "site site_edit site_offline_new",
    "ledger.Stray": "stray stray_adopt stray_outcome",
    "ledger.File": "file file_drop",
    "cases.Case": "account_register case_exception case_carried_out case_receiving case_offline"
    " handover handover_days handover_account_add handover_given handover_taken handover_paper"
    " rectification_recheck_all rectification_report rectification_upward",
    "inspection.Inspection": "score_ranking evaluation inspection inspection_start"
    " inspection_close inspection_drop inspection_replay inspection_sample inspection_sample_csv",
    "inspection.Finding": "finding finding_confirm finding_alarm finding_alarm_revoke"
    " finding_except finding_reopen finding_settle finding_evidence",
    "inspection.ScoreSheet": "score score_print score_file score_reissue",
    "inspection.ScoreLine": "appeal_new",
    "inspection.Appeal": "appeal appeal_decide appeal_withdraw",
    "inspection.LocalScheme": "scheme scheme_end",
    "inspection.Award": "award_revoke",
    "inspection.Bulletin": "bulletin bulletin_edit",
    "people.Organization": "unit_scores unit_keeping unit_duties duty_sign",
    "inspection.Fulfilment": "duty duty_withdraw duty_look",
    "exchange.Task": "exchange_task exchange_sheet exchange_file exchange_receipt"
    " exchange_take_back exchange_drop",
    "exchange.Returned": "exchange_returned exchange_returned_decide",
    "exchange.Login": "login_deal login_end",
    "exchange.Reconciliation": "reconciliation reconciliation_export reconciliation_run"
    " reconciliation_drop reconciliation_rows",
    "exchange.Mismatch": "mismatch mismatch_task mismatch_apart mismatch_same mismatch_settle",
    "keeping.Contract": "contract_suspend contract_resume",
    "keeping.TrainingSession": "training_sheet training_print",
    "inspection.Rectification": "rectification_mend rectification_recheck rectification_drop",
    "inspection.Measure": "measure measure_file",
    "papers.FilledForm": "paper_filled",
    "papers.PrintBatch": "paper_batch paper_batch_file",
    "directory.ImpostorReport": "impostor impostor_settle impostor_contact",
}
"""Addresses whose only parameter is the id of a row."""


class Rows:
    """Makes rows of any table, each once, with the mark in every text that is asked for."""

    def __init__(self, mark: str, *known: models.Model) -> None:
        self.mark, self._number = mark, count(1)
        self._known: dict[type[models.Model], Any] = {type(one): one for one in known}

    def of(self, model: Any) -> Any:
        """The row of a table."""
        if model not in self._known:
            values = {
                field.name: self._value(model, field)
                for field in model._meta.concrete_fields
                if self._is_asked(field)
            }
            self._known[model] = model.objects.create(**values | self._own(model))
        return self._known[model]

    def _is_asked(self, field: Any) -> bool:
        if field.primary_key or field.has_default():
            return False
        if isinstance(field, models.ForeignKey):
            return not field.null or field.related_model in (Account, Person)
        if isinstance(field, models.CharField | models.TextField):
            return not field.null
        return not (field.null or field.blank)

    def _value(self, model: Any, field: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self.of(field.related_model)
        codes = _codes(model, field)
        if codes:
            return codes[0]
        if isinstance(field, models.DateTimeField):
            return f"{DAY}T09:00:00+08:00"
        if isinstance(field, models.DateField):
            return DAY
        if isinstance(field, models.IntegerField):
            return 1
        if isinstance(field, models.BinaryField):
            return b""
        if isinstance(field, models.BooleanField):
            return False
        most = getattr(field, "max_length", None) or 200
        return f"{self.mark}{next(self._number)}"[:most]

    def _own(self, model: Any) -> dict[str, Any]:
        """What a table asks for that it does not say itself."""
        shared = {"operator": "", "basis": ""}  # platforms are for everybody to choose from
        account = f"account-{self._known[Account].pk}" if Account in self._known else ""
        return {
            "ledger.Account": {"platform": "wechat", "state": "planned", "link": ""},
            "ledger.OfficePlatform": {"code": "own-1", "title": "自设平台", **shared},
            "keeping.Budget": {"year": DAY.year},
            "keeping.TrainingPlan": {"year": DAY.year},
            "ledger.Site": {"state": "operating"},
            "ledger.Announcement": {"kind": "DEREGISTER"},
            "exchange.Task": {"system": "", "title": f"{self.mark}任务"},
            "exchange.SystemSetting": {"system": "national-media", "level": "nation"},
            "exchange.Login": {"system": "national-media", "post": "EDITOR"},
            "exchange.Mismatch": {"how": "", "sides": "system,register"},
            "exchange.Compared": {"system": "national-media"},
            "exchange.Returned": {"system": "national-media"},
            "exchange.Ruling": {"system": "national-media"},
            "papers.FilledForm": {"form": FORM, "subject": account, "sealed": ""},
            "papers.PrintBatch": {"form": FORM, "format": "pdf", "subjects": [account]},
            "papers.Paper": {"form": FORM, "subject": account},
            "papers.Wording": {"form": FORM, "key": "host_opinion"},
            "inspection.ScoreLine": {"kind": "deduction"},
            "inspection.LocalScheme": {"content": SCHEME.format(self.mark), "scheme": "own"},
            "inspection.Bulletin": {"case": None},
        }.get(model._meta.label, {})


def _codes(model: Any, field: Any) -> list[Any]:
    """The codes that a field takes; none if it takes anything."""
    if field.choices:
        return [code for code, _ in field.choices]
    register = register_of_row(model)
    kept = register and next((k for k in register.kept if k.field == field.name), None)
    return [code for code, _ in kept.column.choices] if kept else []


def one_of_each(mark: str, unit: Organization, clerk: User, case: Case) -> dict[str, Any]:
    """A row of every table; the parameters of every address that leads to one, by its name."""
    rows = Rows(mark, unit, clerk, clerk.person, case)
    account = rows.of(Account)
    file = actions.attach_file(account, Upload(f"{mark}.pdf", PDF), by=clerk, kind=mark)
    rows._known[File] = file
    for model in apps.get_models():
        if issubclass(model, RegisterRow) or model is ImpostorReport:
            rows.of(model)
    found: dict[str, Any] = {
        name: {"pk": rows.of(apps.get_model(label)).pk}
        for label, names in BY_ROW.items()
        for name in names.split()
    }
    return found | _of_registers(rows) | _of_papers(account) | _of_two(rows)


def _of_registers(rows: Rows) -> dict[str, Any]:
    every = every_register()
    at = [{"relation": one.relation, "pk": rows.of(one.model).pk} for one in every]
    sealed = [
        {"relation": one.relation, "pk": rows.of(one.model).pk, "field": field.name}
        for one in every
        for field in one.model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]
    assert {one["relation"] for one in sealed} >= {"accounts", "credentials"}
    return {
        "register": [{"relation": one.relation} for one in every],
        "register_new": [{"relation": one.relation} for one in every],
        "register_seen": [{"relation": one.relation} for one in every],
        "register_row": at,
        "register_edit": at,
        "register_remove": at,
        "register_open": sealed,
    }


def _of_papers(account: Account) -> dict[str, Any]:
    form, subject = {"form": FORM}, {"form": FORM, "code": f"account-{account.pk}"}
    unit = {"form": "hengnan_inventory_cleanup", "code": f"unit-{account.organization_id}"}
    return {
        "paper": [subject, unit],
        "paper_print": [subject, unit],
        "paper_filled_new": [subject, unit],
        "paper_form": form,
        "paper_print_many": form,
        "paper_wordings": form,
        "paper_wording": {"form": FORM, "key": "host_opinion"},
    }


def _of_two(rows: Rows) -> dict[str, Any]:
    """Addresses with more than the id of one row."""

    def pk(label: str) -> int:
        return int(rows.of(apps.get_model(label)).pk)

    handover = {"pk": pk("cases.Case")}  # a handover's address names its case
    matters = ("rename", "sponsor", "other", "suspend", "resume", "merge", "close", "deregister")
    account = pk("ledger.Account")
    return {
        "account_ask": [{"pk": account, "detail": one} for one in ("retroactive", *matters)],
        "bulletin_file": [
            {"pk": pk("inspection.Bulletin"), "kind": one}
            for one in ("word", "page", "findings", "score")
        ],
        "measure_decide": [
            {"pk": pk("inspection.Measure"), "what": one} for one in ("issue", "refuse", "lift")
        ],
        "store_down": {"pk": account, "store": pk("ledger.StoreListing")},
        "announcement_remove": {"pk": pk("ledger.Announcement"), "posting": pk("ledger.Posting")},
        "reconciliation_headers": {
            "pk": pk("exchange.Reconciliation"),
            "export": pk("exchange.Compared"),
        },
        "handover_account": {**handover, "item": rows.of(HandedAccount).pk},
        "handover_device": {**handover, "item": pk("keeping.Device")},
        "file_add": [
            {"kind": model._meta.label_lower, "pk": rows.of(model).pk}
            for model in (Account, Credential, Attendance)
        ],
        **{name: {"key": "national-media"} for name in ("system", "system_edit", "login_new")},
        "directory_file": [{"name": JSON}, {"name": CSV}],
    }
