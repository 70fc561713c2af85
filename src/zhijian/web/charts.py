"""Small charts drawn by the server: inline SVG with its numbers in a table beneath.

Nothing runs in the browser; colours are classes of ``frontend/css/charts.css``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 36, 16, 30
MOST_SERIES = 5
MOST_LABELS = 12
FEW = 4
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Series:
    """One line: its name, and a number for each label; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart as ``parts/chart.html`` shows it: what it says, the drawing, and its numbers."""

    title: str
    svg: SafeString
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    heading: str

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table beneath: a row for each label."""
        return [
            (label, [number_text(one.values[place]) for one in self.series])
            for place, label in enumerate(self.labels)
        ]


def line_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], *, heading: str = "时间"
) -> Chart:
    """Lines over the same labels, at most five; ``heading`` is what the labels are.

    The axis begins at 0 unless all numbers lie in its upper half (points of a hundred do).
    """
    drawn = tuple(series)[:MOST_SERIES]
    values = [value for one in drawn for value in one.values if value is not None]
    low, high, step = scale(values)
    across = Across(len(labels))
    parts = [
        *(_grid(at, low, high) for at in _ticks(low, high, step)),
        *(_label(across, place, label, len(labels)) for place, label in enumerate(labels)),
        *(_line(across, one, number, low, high) for number, one in enumerate(drawn, start=1)),
    ]
    svg = format_html(
        '<svg class="chart-svg" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        _in_words(title, labels, drawn),
        format_html_join("", "{}", ((part,) for part in parts)),
    )
    return Chart(title, svg, tuple(labels), drawn, heading)


@dataclass(frozen=True)
class Across:
    """Where the labels stand from left to right."""

    count: int

    def at(self, place: int) -> float:
        """The middle of a label."""
        room = WIDTH - LEFT - RIGHT
        return LEFT + room / 2 if self.count < 2 else LEFT + room * place / (self.count - 1)


def scale(values: Sequence[float]) -> tuple[float, float, float]:
    """The lowest and highest number of the axis, and the step between its lines.

    >>> scale([3, 12]), scale([91, 97.5]), scale([])
    ((0, 15, 5), (90, 98, 2), (0, 1, 1))
    """
    if not values:
        return 0, 1, 1
    low, high = min(values), max(values)
    begins = low if low > 0 and high - low < high / 2 else 0
    step = _step(max(high - begins, 1) / 4)
    bottom = int(begins // step) * step
    top = bottom + step
    while top < high:
        top += step
    return bottom, top, step


def number_text(value: float | None) -> str:
    """A number as people read it; — where there is none."""
    if value is None:
        return "—"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{int(value):,}"


def _step(least: float) -> float:
    power = 1
    while True:
        for one in STEPS:
            if one * power >= least:
                return one * power
        power *= 10


def _ticks(low: float, high: float, step: float) -> list[float]:
    count = round((high - low) / step)
    return [low + step * number for number in range(count + 1)]


def _up(value: float, low: float, high: float) -> float:
    room = HEIGHT - TOP - BOTTOM
    return TOP + room * (1 - (value - low) / (high - low))


def _grid(value: float, low: float, high: float) -> SafeString:
    y = f"{_up(value, low, high):.1f}"
    return format_html(
        '<line class="g" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="n" x="{}" y="{}">{}</text>',
        LEFT, WIDTH - RIGHT, y, y, LEFT - 8, f"{float(y) + 4:.1f}", number_text(value),
    )  # fmt: skip


def _label(across: Across, place: int, label: str, count: int) -> SafeString | str:
    every = -(-count // MOST_LABELS)
    if place % every:
        return ""
    kind = "t" if place % (every * FEW) == 0 else "t rare"  # a narrow screen has no room for all
    x = f"{across.at(place):.1f}"
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', kind, x, HEIGHT - 8, label)


def _line(across: Across, one: Series, number: int, low: float, high: float) -> SafeString:
    points = [
        (f"{across.at(place):.1f}", f"{_up(value, low, high):.1f}")
        for place, value in enumerate(one.values)
        if value is not None
    ]
    dots = format_html_join("", '<circle class="p" cx="{}" cy="{}" r="3"/>', points)
    path = " ".join(",".join(point) for point in points)
    return format_html('<g class="s{}"><polyline points="{}"/>{}</g>', number, path, dots)


def _in_words(title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    told = "；".join(
        f"{one.name}{labels[0]}为{number_text(one.values[0])}，"
        f"{labels[-1]}为{number_text(one.values[-1])}"
        for one in series
        if one.values
    )
    return f"{title}。{told}。数据见图下的表。" if told else title
