"""The registers of watch and incidents. Importing this module declares them."""

from zhijian.duty.models import DutyShift, Incident, IncidentReport, Patrol
from zhijian.ledger.declared import ACCOUNT
from zhijian.ledger.registers import Ref, Register, declare, unit_ref

GROUP = "值守与事件"
INCIDENT = Ref("incident", Incident, "number")

declare(
    Register(
        relation="duty_shifts",
        model=DutyShift,
        refs={"organization": unit_ref()},
        heading="duty_on",
        group=GROUP,
        stream="duty_on",
    ),
    Register(
        relation="patrols",
        model=Patrol,
        refs={"account": ACCOUNT},
        heading="account",
        group=GROUP,
        after=("accounts",),
        stream="patrol_on",
    ),
    Register(
        relation="incidents",
        model=Incident,
        fields={"incident": "number"},
        refs={"organization": unit_ref(), "account": ACCOUNT},
        heading="number",
        group=GROUP,
        after=("accounts",),
    ),
    Register(
        relation="incident_reports",
        model=IncidentReport,
        refs={"incident": INCIDENT},
        heading="recipient",
        group=GROUP,
        after=("incidents",),
    ),
)
