"""Whether custody of accounts is in safe hands."""

from __future__ import annotations

from .check import Check, check
from .shapes import Holds


def _custody(
    name: str, column: str, *, rule: str, title: str, says: str, mend: str, source: str
) -> Check:
    return check(
        f"security.{name}",
        title=title,
        shape=Holds(
            subjects="accounts",
            only="s.state = 'operating'",
            join="LEFT JOIN credentials c ON c.account = s.subject",
            also=("credentials",),
            bad=f"c.{column} = 0",
            unknown=f"c.{column} IS NULL",
        ),
        rule=rule,
        says=says,
        mend=mend,
        source=source,
    )


CHECKS = (
    _custody(
        "dedicated_device",
        "on_dedicated_device",
        rule="security.dedicated_device",
        title="没有用专用设备登录",
        says="账号不在专用电脑或移动终端上登录",
        mend="配备并登记专用设备",
        source="dedicated-device",
    ),
    _custody(
        "auto_login",
        "auto_login_off",
        rule="security.no_auto_login",
        title="使用自动登录",
        says="账号开着自动登录",
        mend="关闭自动登录，用毕退出",
        source="login-discipline",
    ),
    _custody(
        "full_time_custodian",
        "is_full_time",
        rule="security.full_time_custodian",
        title="密码不由专职人员管理",
        says="账号密码的保管人不是专职人员",
        mend="改由专职人员保管并登记",
        source="credential-management",
    ),
    check(
        "security.hosting",
        title="部署在境外",
        shape=Holds(
            subjects="sites",
            only="s.state <> 'closed'",
            bad="s.is_hosted_abroad = 1",
            unknown="s.is_hosted_abroad IS NULL",
        ),
        rule="security.foreign_hosting_forbidden",
        says="网站部署在境外服务器",
        mend="迁移到境内",
        source="hosting-location",
    ),
)
