"""The bulletin as one page for a browser: no script, nothing from another host, fit to print."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from zhijian.core.documents.annexes import SHORT_HEADS, Annex
from zhijian.core.documents.bulletin import BulletinModel, UnitProblems
from zhijian.core.documents.bulletin_style import STYLE
from zhijian.core.documents.bulletin_word import OFFICE_TO_FILL, number_to_fill
from zhijian.core.documents.words import chinese_day, numeral


def bulletin_page(model: BulletinModel) -> str:
    """Return ``bulletin.html``."""
    return "\n".join(_lines(model)) + "\n"


def _lines(model: BulletinModel) -> Iterable[str]:
    office = escape(model.office or OFFICE_TO_FILL)
    title = escape(model.title)
    yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<header><p class="office">{office}</p>'
    known_as = escape(model.number or number_to_fill(model))
    yield f'<p class="number">{known_as}</p><h1>{title}</h1></header>'
    yield f'<p class="to">{escape(model.addressees)}：</p><p>现将检查情况通报如下。</p>'
    yield '<section><h2 id="overview">一、总体情况</h2>'
    yield from _counts(model)
    yield from (f"<p>{escape(words)}</p>" for words in model.overview)
    if model.unseen:
        words = "".join(f"<p>{escape(sentence)}</p>" for sentence in model.unseen)
        yield f'<div class="unseen" role="note"><strong>未能判断</strong>{words}</div>'
    yield '</section>\n<section><h2 id="problems">二、存在问题</h2>'
    if not model.units:
        yield "<p>已能判断的事项中没有发现问题。</p>"
    for number, unit in enumerate(model.units, start=1):
        yield from _unit(number, unit)
    yield '</section>\n<section><h2 id="next">三、下一步要求</h2>'
    for number, (head, words) in enumerate(model.requirements, start=1):
        yield f"<p><b>（{numeral(number)}）{escape(head)}。</b>{escape(words)}</p>"
    yield "</section>\n<section><p>附件：</p><ol>"
    for number, (name, _) in enumerate(model.annexes, start=1):
        yield f'<li><a href="#annex-{number}">{escape(name)}</a></li>'
    yield f'</ol>\n<p class="signed">{office}<br>{chinese_day(model.on)}</p></section>'
    for number, (name, tables) in enumerate(model.annexes, start=1):
        yield f'<section class="annex" id="annex-{number}"><p class="mark">附件{number}</p>'
        yield f"<h2>{escape(name)}</h2>"
        for annex in tables:
            if len(tables) > 1:
                yield f"<h3>{escape(annex.title)}</h3>"
            yield from _table(annex)
        yield "</section>"
    yield "</main>\n</body>\n</html>"


def _counts(model: BulletinModel) -> Iterable[str]:
    yield '<ul class="counts">'
    for count in model.counts:
        tone = f' class="{count.tone}"' if count.tone and count.number else ""
        yield (
            f"<li{tone}><span>{escape(count.word)}</span><b>{count.number}</b>"
            f"<small>{escape(count.meaning)}</small></li>"
        )
    yield "</ul>"


def _unit(number: int, unit: UnitProblems) -> Iterable[str]:
    verdict = f"（{escape(unit.verdict)}）" if unit.verdict else ""
    yield (
        f"<h3>（{numeral(number)}）{escape(unit.organization)}：问题{unit.count}个{verdict}</h3>"
    )
    if unit.conclusion:
        yield f'<p class="conclusion">{escape(unit.conclusion)}</p>'
    yield "<ol>"
    for problem in unit.problems:
        many = f"（{problem.count}个）" if problem.count > 1 else ""
        yield (
            f"<li><b>{escape(problem.title)}</b>{many}：{escape(problem.says)}"
            f'<span class="basis">依据：{escape(problem.basis)}。</span></li>'
        )
    yield "</ol>"


def _table(annex: Annex) -> Iterable[str]:
    if annex.note:
        yield f'<p class="note">{escape(annex.note)}</p>'
    if not annex.rows:
        yield f'<p class="note">{escape(annex.empty)}</p>'
        return
    opened = ['<td class="n">' if head in SHORT_HEADS else "<td>" for head in annex.heads]
    heads = "".join(
        f'<th scope="col"{narrow}>{escape(head)}</th>'
        for head in annex.heads
        for narrow in (' class="n"' if head in SHORT_HEADS else "",)
    )
    yield f'<div class="wide"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
    for row in annex.rows:
        cells = (f"{cell}{escape(value)}</td>" for cell, value in zip(opened, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>\n</table></div>"
    if annex.left_out:
        yield f'<p class="note">另有{annex.left_out}行没有列出，全部内容见 findings.xlsx。</p>'
