"""Reads a rulebook folder and its overlays, and tells all that is wrong with them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhijian.core.accounts.name_file import names_of
from zhijian.core.accounts.platform_file import platforms_of
from zhijian.core.rules import catalogue, documents, places
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.conflicts import check_overlaps, check_overlay
from zhijian.core.rules.entries import Library, Located, entries_of
from zhijian.core.rules.model import (
    NATION,
    Clause,
    Control,
    Document,
    Entry,
    Indicator,
    Place,
    Reading,
    Rule,
)
from zhijian.core.rules.problems import Problem, Problems, RulebookRefused
from zhijian.core.rules.process_model import Process
from zhijian.core.rules.processes import process_of
from zhijian.core.rules.sources import Source, read

_TOP_FILES = ("rules", "controls", "readings", "indicators", "formats", "platforms", "names")
# Read by those they belong to: systems above, words of announcements and measures, and more.
_OTHERS_FILES = ("systems", "announcements", "burden", "measures", "duties")
_OTHERS_FOLDERS = ("schema", "calendars", "lexicons", "scoring", "forms", "cases")


@dataclass
class _Shelf:
    """What has been read so far, over all folders."""

    problems: Problems = field(default_factory=Problems)
    rules: dict[str, Rule] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    controls: dict[str, Control] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    entries: dict[str, dict[str, list[Entry]]] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    scoring: Mapping[str, Any] = field(default_factory=dict)
    formats: Mapping[str, Any] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    platforms: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)


def load(folder: Path, overlays: Sequence[Path] = ()) -> Rulebooks:
    """See ``Rulebooks.load``."""
    shelf = _Shelf()
    for layer, root in enumerate((folder, *overlays)):
        _read_folder(shelf, root, layer)
        shelf.problems.raise_if_any()
    return Rulebooks(
        rules=shelf.rules,
        documents=shelf.documents,
        clauses=shelf.clauses,
        controls=shelf.controls,
        readings=shelf.readings,
        places=shelf.places,
        entries={
            place: {rule: tuple(entries) for rule, entries in by_rule.items()}
            for place, by_rule in shelf.entries.items()
        },
        indicators=shelf.indicators,
        scoring=shelf.scoring,
        formats=shelf.formats,
        processes=shelf.processes,
        platforms=shelf.platforms,
        names=shelf.names,
    )


def _read_folder(shelf: _Shelf, root: Path, layer: int) -> None:
    name, problems = root.name, shelf.problems
    if not root.is_dir():
        problems.add(str(root), "没有这个规则文件夹。请核对路径。")
        return
    top: dict[str, Source] = {}
    for path in places.entries_in(root, name, problems):
        shown = f"{name}/{path.name}"
        if path.is_dir():
            if path.name not in (*_OTHERS_FOLDERS, "documents", "processes", NATION):
                problems.add(
                    shown,
                    "规则文件夹里没有这一类文件夹。可用的有：documents、processes、cn。请改名或移走。",
                )
        elif path.stem in _OTHERS_FILES:
            continue
        elif path.stem not in _TOP_FILES:
            problems.add(
                shown, f"不认识这个文件。可用的有：{'、'.join(_TOP_FILES)}.yaml。请改名或移走。"
            )
        else:
            source = read(path, shown, problems)
            if source is not None:
                top[path.stem] = source
    _read_terms(shelf, top, layer, name)
    own = _read_documents(shelf, root, name)
    _read_places(shelf, root, name, layer, own)
    _read_processes(shelf, root, name, layer)
    if "indicators" in top:
        data = top["indicators"].data
        shelf.indicators = documents.indicators_of(top["indicators"], shelf.clauses)
        shelf.scoring = data if isinstance(data, dict) else {}
    if "formats" in top:
        shelf.formats = {**shelf.formats, **documents.formats_of(top["formats"])}
    if "platforms" in top:
        shelf.platforms = platforms_of(top["platforms"], shelf.platforms)
    if "names" in top:
        shelf.names = names_of(top["names"], shelf.names)


def _read_terms(shelf: _Shelf, top: Mapping[str, Source], layer: int, name: str) -> None:
    """Controls, readings and rules: the words that everything else uses."""
    for needed in ("rules", "controls", "readings"):
        if layer == 0 and needed not in top and not shelf.problems.found:
            shelf.problems.add(f"{name}/{needed}.yaml", "缺少这个文件。请从原来的规则文件夹补回。")
    if "controls" in top:
        shelf.controls |= documents.controls_of(top["controls"], shelf.controls)
    if "readings" in top:
        shelf.readings |= documents.readings_of(top["readings"], shelf.readings)
    if "rules" in top:
        known = catalogue.Known(shelf.controls, shelf.readings)
        shelf.rules |= catalogue.rules_of(top["rules"], known, shelf.rules)
    if "readings" in top and shelf.rules:
        documents.check_applies(top["readings"], shelf.rules)


def _read_documents(shelf: _Shelf, root: Path, name: str) -> frozenset[str]:
    """Every document of the folder; returns their ids."""
    folder, shown = root / "documents", f"{name}/documents"
    if not folder.is_dir() or folder.is_symlink():
        return frozenset()
    own: dict[str, Source] = {}
    for path in places.entries_in(folder, shown, shelf.problems):
        if path.is_dir():
            shelf.problems.add(f"{shown}/{path.name}", "documents 里不再分文件夹。请把文件移上来。")
            continue
        source = read(path, f"{shown}/{path.name}", shelf.problems)
        if source is None:
            continue
        document = documents.document_of(
            source, path.stem, shelf.controls, shelf.documents, shelf.clauses
        )
        if document is not None:
            shelf.documents[document.id] = document
            own[document.id] = source
    for source in own.values():
        documents.check_basis(source, shelf.documents)
    return frozenset(own)


def _read_processes(shelf: _Shelf, root: Path, name: str, layer: int) -> None:
    """Every process of the folder; one of an earlier folder is replaced as a whole."""
    folder, shown = root / "processes", f"{name}/processes"
    if not folder.is_dir() or folder.is_symlink():
        return
    for path in places.entries_in(folder, shown, shelf.problems):
        if path.is_dir():
            shelf.problems.add(f"{shown}/{path.name}", "processes 里不再分文件夹。请把文件移上来。")
            continue
        source = read(path, f"{shown}/{path.name}", shelf.problems)
        if source is not None:
            process = process_of(source, path.stem, shelf.rules, shelf.processes, layer)
            if process is not None:
                shelf.processes[process.id] = process


def _read_places(shelf: _Shelf, root: Path, name: str, layer: int, own: frozenset[str]) -> None:
    folder = root / NATION
    if not folder.is_dir() or folder.is_symlink():
        if layer == 0:
            shelf.problems.add(f"{name}/{NATION}", "缺少 cn 文件夹。请从原来的规则文件夹补回。")
        return
    library = Library(
        shelf.rules,
        shelf.clauses,
        shelf.documents,
        shelf.readings,
        shelf.controls,
        layer,
    )
    for found in places.walk(folder, f"{name}/{NATION}", shelf.places, shelf.problems):
        code = found.place.code
        shelf.places[code] = found.place
        by_rule: dict[str, list[Located]] = {}
        for source in found.files:
            for located in entries_of(source, found.place, library):
                by_rule.setdefault(located.entry.rule, []).append(located)
        below = shelf.entries.setdefault(code, {})
        for key, group in by_rule.items():
            check_overlaps(group, shelf.rules[key])
            earlier = below.setdefault(key, [])
            if layer:
                for located in group:
                    check_overlay(located, earlier, shelf.clauses, own)
            earlier.extend(located.entry for located in group)


def problems_of(folder: Path, overlays: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """What ``load`` would refuse in the folders; empty if they are sound."""
    try:
        load(folder, overlays)
    except RulebookRefused as refused:
        return refused.problems
    return ()
