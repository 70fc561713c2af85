"""Every write of signing in."""

from zhijian.signin.actions.credentials import (
    add_key,
    change_password,
    drop_code,
    enrol_code,
    remove_key,
    renew_recovery_codes,
    reset_factor,
    reset_password,
    unlock,
)
from zhijian.signin.actions.equipment import (
    add_range,
    enrol_device,
    redeem_device,
    remove_range,
    revoke_device,
)
from zhijian.signin.actions.logins import create_login, deactivate_login, reactivate_login
from zhijian.signin.actions.officers import FirstOfficer, create_first_officers, recover_officer
from zhijian.signin.actions.offices import grant_office, revoke_office
from zhijian.signin.actions.sign_ins import end_all_of, end_others, end_sign_in

__all__ = (
    "FirstOfficer",
    "add_key",
    "add_range",
    "change_password",
    "create_first_officers",
    "create_login",
    "deactivate_login",
    "drop_code",
    "end_all_of",
    "end_others",
    "end_sign_in",
    "enrol_code",
    "enrol_device",
    "grant_office",
    "reactivate_login",
    "recover_officer",
    "redeem_device",
    "remove_key",
    "remove_range",
    "renew_recovery_codes",
    "reset_factor",
    "reset_password",
    "revoke_device",
    "revoke_office",
    "unlock",
)
