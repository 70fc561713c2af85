"""What does not fit in a site's particulars: remarks that warn and decide nothing."""

from zhijian.core.facts.codes import (
    domain_is_government,
    icp_number_holds,
    police_number_holds,
    site_code_holds,
)
from zhijian.ledger.models import Site
from zhijian.ledger.remarks import Remark


def site_remarks(site: Site) -> list[Remark]:
    """Codes that do not have their form, and a second portal of the same unit."""
    return [*_codes(site), *_portals(site), *_offline(site)]


def _codes(site: Site) -> list[Remark]:
    found = []
    if site.domain and not domain_is_government(site.domain):
        says = f"英文域名 {site.domain} 不以 .gov.cn 结尾，请核对是否政府域名。"
        found.append(Remark("域名", says))
    checks = (
        (site.site_code, site_code_holds, "网站标识码", "应为十位数字，或 bm 加八位数字"),
        (site.icp_number, icp_number_holds, "ICP备案号", "应像“鄂ICP备12345678号-1”"),
        (
            site.police_number,
            police_number_holds,
            "公安机关备案号",
            "应像“鄂公网安备 42030002000001号”，号码 14 位",
        ),
    )
    for code, holds, label, form in checks:
        if code and not holds(code):
            says = f"{label}“{code}”格式不对，{form}。请与网站底部标注的核对。"
            found.append(Remark("编码", says))
    return found


def _portals(site: Site) -> list[Remark]:
    """Another portal of the same unit that is not closed."""
    if not site.is_portal or site.state == "closed":
        return []
    others = Site.objects.filter(organization=site.organization_id, is_portal=True)
    others = others.exclude(state="closed").exclude(pk=site.pk)
    names = list(others.order_by("pk").values_list("name", flat=True)[:5])
    if not names:
        return []
    named = "、".join(names)
    says = f"同一单位登记了 {len(names) + 1} 个门户网站（还有：{named}），请核对哪一个是门户。"
    return [Remark("门户", says)]


def _offline(site: Site) -> list[Remark]:
    """A state that says another thing than the periods."""
    open_ones = site.offline.filter(until_on__isnull=True).exists()
    if site.state == "offline" and not open_ones:
        return [Remark("下线", "状态是临时下线，但没有正在下线的记录，请补登下线记录或改状态。")]
    if site.state == "operating" and open_ones:
        return [Remark("下线", "有一次下线还没有恢复日期，而状态是正常，请核对。")]
    return []
