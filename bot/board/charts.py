"""Charts as SVG made on the server: no script, no remote asset, readable on paper; each has its table beside it.

What is drawn leads to its rows where an address is given. Keys reach the same rows through the table: a chart of two years
would put seventy stops before it. Why no library draws them is told in docs/architecture.md, "Charts".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup, escape

from bot.text.clusters import clusters

INKS = ("#0b4f6c", "#e08a00", "#a61b1b", "#7a8a93")
"""Colours of the layers of a chart, told apart by people who do not see red and green alike."""

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 360, 210, 50, 30  # about a phone: letters are as large as those around them
_HALO = " stroke='#f3f6f7' stroke-width='3' stroke-linejoin='round' paint-order='stroke'"  # readable upon a bubble
_EDGE = 32  # of the map
_TEXT = "font-size='13' fill='#17242b'"


@dataclass(frozen=True)
class Bubble:
    """A place on the map and how much happened there."""

    name: str
    latitude: float
    longitude: float
    value: int
    way: str = ""


@dataclass(frozen=True)
class Layer:
    """A part of every column: None is a number that is hidden and has no column, for it is not 0."""

    name: str
    values: Sequence[int | None]
    ways: Sequence[str] = ()


def columns(title: str, names: Sequence[str], layers: Sequence[Layer], said: Callable[[int], str]) -> Markup:
    """Columns over time, the layers of each upon one another; ``said`` writes a number in the reader's digits."""
    totals = [sum(layer.values[at] or 0 for layer in layers) for at in range(len(names))]
    most = _round_up(max(totals, default=0))
    step = (_WIDTH - _LEFT) / max(len(names), 1)
    drawn = [_scale(most, said)]
    for at, name in enumerate(names):
        height = 0.0
        for number, layer in enumerate(layers):
            if (value := layer.values[at]) is None:
                continue
            tall = _up(value, most)
            top = _HEIGHT - _BOTTOM - height - tall
            shape = _rect(_LEFT + at * step + step * 0.1, top, step * 0.8, tall, INKS[number])
            drawn.append(_led(f"{name}: {layer.name} {said(value)}", shape, layer.ways[at] if layer.ways else ""))
            height += tall
        if at % max(1, len(names) // 4) == 0:
            drawn.append(_label(_LEFT + at * step + step / 2, _HEIGHT - 12, name, "middle"))
    return _svg(title, _WIDTH, _HEIGHT, drawn)


def bars(title: str, rows: Sequence[tuple[str, int, str]], said: Callable[[int], str]) -> Markup:
    """One bar a row, given as name, number and address; the name stands above the bar, and a finger finds all of it."""
    most = max((value for _, value, _ in rows), default=0) or 1
    drawn = []
    for at, (name, value, way) in enumerate(rows):
        top, told = at * 44, f"{name} · {said(value)}"
        room = Markup("<rect x='0' y='{}' width='{}' height='44' fill='none' pointer-events='all'/>").format(
            top, _WIDTH
        )
        bar = _rect(0, top + 23, max(2.0, _WIDTH * value / most), 12, INKS[0])
        drawn.append(_led(told, room + _label(0, top + 16, told, "start") + bar, way))
    return _svg(title, _WIDTH, max(44, 44 * len(rows)), drawn)


def bubbles(title: str, found: Sequence[Bubble], said: Callable[[int], str]) -> Markup:
    """Bubbles at their places; the area of each stands for its number. North is up."""
    size = _WIDTH
    most = max((one.value for one in found), default=0) or 1
    drawn = [_rect(0, 0, size, size * 0.86, "#f3f6f7")]
    for one in _largest(found):
        x, y = _spot(one)
        radius = 3 + 20 * sqrt(one.value / most)
        circle = Markup("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='{}' fill-opacity='.55' stroke='{}'/>").format(
            x, y, radius, INKS[0], INKS[0]
        )
        drawn.append(_led(f"{one.name}: {said(one.value)}", circle, one.way))
    drawn += _names([(*_spot(one), f"{one.name} {said(one.value)}") for one in _largest(found)])
    return _svg(title, size, int(size * 0.86), drawn)


def _largest(found: Sequence[Bubble]) -> list[Bubble]:
    return sorted(found, key=lambda one: -one.value)


def _spot(one: Bubble) -> tuple[float, float]:
    """Where a place lies in the drawing: the country lies between 10.3° and 14.7° north, 102.3° and 107.7° east."""
    x = _EDGE + (one.longitude - 102.3) / 5.4 * (_WIDTH - 2 * _EDGE)
    return x, _EDGE + (14.7 - one.latitude) / 4.4 * (_WIDTH * 0.86 - 2 * _EDGE)


def _names(labels: Sequence[tuple[float, float, str]]) -> list[Markup]:
    """Labels in their order, less those that would lie upon an earlier one; the table beside the map names all."""
    drawn: list[Markup] = []
    taken: list[tuple[float, float, float]] = []
    for x, y, text in labels:
        half = len(clusters(text)) * 4.6  # half the width, near enough: a letter stack is about 9 wide
        x = min(max(x, half), _WIDTH - half)
        if all(abs(x - other) > half + wide or abs(y - level) > 20 for other, level, wide in taken):
            taken.append((x, y, half))
            drawn.append(_label(x, y + 5, text, "middle", _HALO))
    return drawn


def _led(told: str, shape: Markup, way: str) -> Markup:
    """A shape with what it stands for, and the way to its rows."""
    named = Markup("<g><title>{}</title>{}</g>").format(told, shape)
    return Markup("<a href='{}' tabindex='-1' aria-label='{}'>{}</a>").format(way, told, named) if way else named


def _svg(title: str, width: int, height: int, drawn: Sequence[Markup]) -> Markup:
    inside = Markup("").join(drawn)
    role = "group" if "<a " in inside else "img"  # what is an image for those who cannot see has nothing to follow
    head = Markup("<svg class='chart' role='{}' viewBox='0 0 {} {}' aria-label='{}'>").format(
        role, width, height, title
    )
    return head + inside + Markup("</svg>")


def _scale(most: int, said: Callable[[int], str]) -> Markup:
    lines = []
    for share in (0, 0.5, 1):
        y = _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - 16)
        lines.append(
            Markup("<line x1='{}' x2='{}' y1='{:.1f}' y2='{:.1f}' stroke='#c9d3d8'/>").format(_LEFT, _WIDTH, y, y)
        )
        lines.append(_label(_LEFT - 6, y + 5, said(int(most * share)), "end"))
    return Markup("").join(lines)


def _up(value: int, most: int) -> float:
    return value / most * (_HEIGHT - _BOTTOM - 16)


def _rect(x: float, y: float, width: float, height: float, ink: str) -> Markup:
    return Markup("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' fill='{}'/>").format(
        x, y, width, height, ink
    )


def _label(x: float, y: float, text: str, anchor: str, more: str = "") -> Markup:
    return Markup(f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' {_TEXT}{more}>{escape(text)}</text>")


def _round_up(value: int) -> int:
    """The next round number at or above; at least 2, so that the middle line has a whole number."""
    step = 10 ** max(len(str(value)) - 1, 0)
    return max(2, -(-value // step) * step)
