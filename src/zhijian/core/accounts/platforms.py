"""The catalogue of carriers: what each platform is called, who runs it, how its links look."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from zhijian.core.accounts.shapes import Shape, compile_shape
from zhijian.core.refused import Refused


class LinkKind(Enum):
    """What an address leads to; the value is the word the catalogue file uses."""

    ACCOUNT = "account"
    CONTENT = "content"
    SHORT = "short"
    STORE = "store"
    SITE = "site"
    PAGE = "page"
    INNER = "inner"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LinkShape:
    """One shape of address of a platform, and the address it is written as."""

    shape: Shape
    kind: LinkKind
    canonical: str
    store: str = ""
    says: str = ""
    fold: str = ""
    reserved: frozenset[str] = frozenset()


@dataclass(frozen=True)
class IdShape:
    """How the identifier of an account looks, and where its keeper finds it."""

    title: str
    pattern: str
    example: str
    hint: str

    def fits(self, text: str) -> bool:
        """Whether a text has the look of such an identifier."""
        return re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True)
class MenuLimits:
    """How many menu items the platform takes today: our observation, not a rule of any notice."""

    levels: int
    top: int | None = None
    below: int | None = None


@dataclass(frozen=True)
class FormWords:
    """The options of a form's field on carriers; ``otherwise`` is for those not among them."""

    title: str
    options: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True)
class Platform:
    """A carrier of accounts. ``types`` maps codes to titles; ``name_length`` is (least, most)."""

    code: str
    title: str
    operator: str
    media_form: str
    types: Mapping[str, str]
    words: Mapping[str, str | Mapping[str, str]]
    identifier: IdShape | None
    name_length: tuple[int, int] | None
    menus: MenuLimits | None
    is_account: bool
    is_store_product: bool
    domains: tuple[str, ...]
    links: tuple[LinkShape, ...]

    @property
    def has_menus(self) -> bool:
        return self.menus is not None

    def titled(self, account_type: str = "") -> str:
        """The platform's title, with that of the account's type if it has one."""
        kind = self.types.get(account_type)
        return f"{self.title}（{kind}）" if kind else self.title


@dataclass(frozen=True)
class Catalogue:
    """All platforms of an installation, and what is needed to read addresses by them."""

    platforms: Mapping[str, Platform]
    forms: Mapping[str, FormWords]
    tracking: tuple[str, ...]
    payments: tuple[str, ...]
    confusables: Mapping[str, str] = field(default_factory=dict)

    def platform(self, code: str) -> Platform:
        """Raises: Refused, if the catalogue has no such platform."""
        if code not in self.platforms:
            known = "、".join(f"{one.code}（{one.title}）" for one in self.platforms.values())
            raise Refused(f"平台目录里没有“{code}”。可用的有：{known}。")
        return self.platforms[code]

    def account_platforms(self) -> tuple[Platform, ...]:
        """The platforms that carry accounts, in the order of the file."""
        return tuple(one for one in self.platforms.values() if one.is_account)

    def word_for(self, form: str, code: str, account_type: str = "") -> str:
        """The option that a form's field takes for a carrier: its own word, else the form's 其他.

        Raises:
            Refused: no such form or platform.
        """
        if form not in self.forms:
            raise Refused(f"平台目录里没有表格“{form}”的用词。可用的有：{'、'.join(self.forms)}。")
        word = self.platform(code).words.get(form)
        if isinstance(word, Mapping):
            word = word.get(account_type)
        return word or self.forms[form].otherwise

    def is_tracking(self, name: str) -> bool:
        """Whether a query value only says where a visitor came from."""
        return self._tracking.fullmatch(name.lower()) is not None

    def domain_owner(self, host: str) -> Platform | None:
        """The platform that a host belongs to, by the longest domain above it."""
        labels = host.split(".")
        for start in range(len(labels)):
            owner = self._owners.get(".".join(labels[start:]))
            if owner is not None:
                return owner
        return None

    def shapes_at(self, scheme: str, host: str) -> Iterable[tuple[Platform, LinkShape]]:
        """The shapes that an address of this host may have, the platform's own first."""
        if scheme in ("http", "https"):
            for name in (host, "www." + host, host.removeprefix("www.")):
                yield from self._by_host.get(name, ())
            labels = host.split(".")
            for start in range(1, len(labels)):
                yield from self._by_host.get("." + ".".join(labels[start:]), ())
        else:
            yield from self._by_host.get(f"{scheme}://{host}", ())

    @cached_property
    def bare(self) -> tuple[tuple[Platform, LinkShape], ...]:
        """The shapes of identifiers that stand alone."""
        return tuple(
            (one, link)
            for one in self.platforms.values()
            for link in one.links
            if not link.shape.host
        )

    @cached_property
    def schemes(self) -> frozenset[str]:
        """The schemes an address may have: of the web, and of apps that the catalogue names."""
        found = {link.shape.scheme for one in self.platforms.values() for link in one.links}
        return frozenset(found | {"http", "https"}) - {""}

    @cached_property
    def _tracking(self) -> re.Pattern[str]:
        names = "|".join(re.escape(name).replace(r"\*", ".{0,40}") for name in self.tracking)
        return re.compile(names or r"(?!)")

    @cached_property
    def _owners(self) -> dict[str, Platform]:
        return {name: one for one in self.platforms.values() for name in one.domains}

    @cached_property
    def _by_host(self) -> dict[str, list[tuple[Platform, LinkShape]]]:
        found: dict[str, list[tuple[Platform, LinkShape]]] = {}
        for one in self.platforms.values():
            for link in one.links:
                shape = link.shape
                if shape.host:
                    key = (
                        shape.host if shape.scheme == "https" else f"{shape.scheme}://{shape.host}"
                    )
                    found.setdefault(key, []).append((one, link))
        return found


def catalogue_of(
    data: Mapping[str, Any], confusables: Mapping[str, str] | None = None
) -> Catalogue:
    """The catalogue of a platform file that was found sound when the rulebooks were loaded."""
    atoms = data["atoms"]
    return Catalogue(
        platforms={
            code: _platform(code, record, atoms) for code, record in data["platforms"].items()
        },
        forms={
            form: FormWords(record["title"], tuple(record["options"]), record["otherwise"])
            for form, record in data.get("forms", {}).items()
        },
        tracking=tuple(data.get("tracking", ())),
        payments=tuple(data.get("payments", ())),
        confusables=dict(confusables or {}),
    )


def _platform(code: str, record: Mapping[str, Any], atoms: Mapping[str, str]) -> Platform:
    name, identifier = record.get("name"), record.get("id")
    return Platform(
        code=code,
        title=record["title"],
        operator=record["operator"],
        media_form=record.get("form", ""),
        types=record.get("types", {}),
        words=record.get("words", {}),
        identifier=None
        if identifier is None
        else IdShape(
            identifier["title"],
            atoms[identifier["atom"]],
            identifier["example"],
            identifier.get("hint", ""),
        ),
        name_length=None if name is None else (name["min"], name["max"]),
        menus=None if record.get("menus") is None else MenuLimits(**record["menus"]),
        is_account=record.get("is_account", True),
        is_store_product=record.get("is_store_product", False),
        domains=tuple(record.get("domains", ())),
        links=tuple(_link(link, atoms) for link in record["links"]),
    )


def _link(record: Mapping[str, Any], atoms: Mapping[str, str]) -> LinkShape:
    plain = re.sub(r"\{([a-z]+):[a-z]+\}", r"{\1}", record["shape"])
    return LinkShape(
        shape=compile_shape(record["shape"], atoms),
        kind=LinkKind(record["kind"]),
        canonical=record.get("as", plain.replace("/{*}", "").replace("{*}", "")),
        store=record.get("store", ""),
        says=record.get("says", ""),
        fold=record.get("fold", ""),
        reserved=frozenset(record.get("not", ())),
    )
