"""Codes and numbers that carry their own proof: check digits and prescribed shapes."""

from __future__ import annotations

import re

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}")
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")
_SITE = re.compile(r"[1-8]\d{9}|bm\d{8}")
_ICP = re.compile(r"[\u4e00-\u9fa5]ICP[备证]\d{6,10}号(?:-\d{1,3})?")
_POLICE = re.compile(r"[\u4e00-\u9fa5]公网安备\s?\d{14}号?")
_MAP = re.compile(
    r"(?:GS[\u4e00-\u9fa5]?|[\u4e00-\u9fa5]S)\s?[(（]\s?(?:19|20)\d{2}\s?[)）]\s?\d{1,5}\s?号"
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


def credit_code_holds(code: str) -> bool:
    """Return whether a unified social credit code has its form and its check digit.

    Source: GB 32100-2015

    >>> credit_code_holds("11441700007280420Y"), credit_code_holds("11441700007280420X")
    (True, False)
    """
    if not _CREDIT.fullmatch(code):
        return False
    weighted = zip(code[:17], _CREDIT_WEIGHTS, strict=True)
    total = sum(_CREDIT_ALPHABET.index(sign) * weight for sign, weight in weighted)
    return _CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def org_code_holds(code: str) -> bool:
    """Return whether an organization code has its form and its check digit.

    Source: GB 11714-1997

    >>> org_code_holds("01145506X"), org_code_holds("011455060")
    (True, False)
    """
    bare = code.replace("-", "")
    if not _ORG.fullmatch(bare):
        return False
    weighted = zip(bare[:8], _ORG_WEIGHTS, strict=True)
    check = 11 - sum(int(sign, 36) * weight for sign, weight in weighted) % 11
    return bare[8] == {10: "X", 11: "0"}.get(check, str(check))


def site_code_holds(code: str) -> bool:
    """Return whether a government site code has its form: ten digits, or bm and eight."""
    return bool(_SITE.fullmatch(code))


def icp_number_holds(number: str) -> bool:
    """Return whether an ICP filing number has its form."""
    return bool(_ICP.fullmatch(number))


def police_number_holds(number: str) -> bool:
    """Return whether a public-security filing number has its form."""
    return bool(_POLICE.fullmatch(number))


def map_number_holds(number: str) -> bool:
    """Return whether a map approval number has its form."""
    return bool(_MAP.fullmatch(number))


def domain_is_government(domain: str) -> bool:
    """Return whether a domain name is well formed and ends in gov.cn.

    Source: 国办函〔2018〕55号

    >>> domain_is_government("www.qinghe.gov.cn"), domain_is_government("gov.cn.example.com")
    (True, False)
    """
    return bool(_DOMAIN.fullmatch(domain)) and domain.endswith(".gov.cn")


def domain_shape(domain: str) -> str:
    """Return a domain with the label that names the place replaced by ``*``.

    >>> domain_shape("www.qinghe.gov.cn"), domain_shape("qinghe.anyang.gov.cn")
    ('www.*.gov.cn', '*.anyang.gov.cn')
    """
    labels = domain.split(".")
    place = 1 if labels[0] == "www" and len(labels) > 3 else 0
    return ".".join("*" if number == place else label for number, label in enumerate(labels))
