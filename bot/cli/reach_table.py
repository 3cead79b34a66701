"""A summary as text for people, each figure with its definition below it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from bot.domain.talk import Outcome
from bot.reach.counts import Part
from bot.reach.definitions import said, word
from bot.reach.fields import CHANNELS
from bot.reach.summary import Summary
from bot.text.clusters import columns

_WIDTH = 100
_NUMBER = 11  # room for a number with its thousands marked


def as_table(summary: Summary) -> str:
    """The summary in the language it was made in; numbers stand first, since Khmer letters differ in width."""
    return "\n".join(
        [*_head(summary), "", *_people(summary), "", *_queries(summary), *_parts(summary), "", *_foot(summary)]
    )


def _head(summary: Summary) -> list[str]:
    period, lang = summary.scope.period, summary.language
    counted = ", ".join(said("channel", name, lang) for name in summary.scope.channels)
    left_out = ", ".join(said("channel", name, lang) for name in CHANNELS if name not in summary.scope.channels)
    return [
        word("title", lang),
        f"{word('period', lang)}: {period.first} – {period.last}",
        f"{word('zone', lang)}: {period.zone.key}",
        *_definition(summary, "period"),
        f"{word('channels', lang)}: {counted}" + (f" ({word('not_counted', lang)}: {left_out})" if left_out else ""),
        *_definition(summary, "channels"),
        f"{word('counted_at', lang)}: {summary.counted_at:%Y-%m-%d %H:%M}",
    ]


def _people(summary: Summary) -> list[str]:
    people, lang = summary.people, summary.language
    counts = {"reached": people.reached, "new": people.new, "returning": people.returning, "sessions": summary.sessions}
    lines = []
    for name, count in counts.items():
        lines += [_figure(count, word(name, lang)), *_definition(summary, name)]
    return lines


def _queries(summary: Summary) -> list[str]:
    queries, lang = summary.queries, summary.language
    return [
        _figure(queries.total, word("queries", lang)),
        *(_figure(count, f"  {said('outcome', name, lang)}") for name, count in queries.outcomes.items()),
        *_definition(summary, "queries"),
        _share(summary),
        *_definition(summary, "answered"),
        _figure(queries.demonstration, word("demonstration", lang)),
        *_definition(summary, "demonstration"),
    ]


def _share(summary: Summary) -> str:
    lang, queries = summary.language, summary.queries
    percent = "–" if summary.answered_percent is None else f"{summary.answered_percent:.1f} %"
    counts = f"{queries.outcomes[Outcome.ANSWERED]:,} {word('of', lang)} {queries.total:,}"
    return f"{percent:>{_NUMBER}}  {word('answered_share', lang)} ({counts})"


def _parts(summary: Summary) -> list[str]:
    if not summary.by:
        return []
    lang = summary.language
    title = f"{word('by', lang)} {', '.join(word(name, lang) for name in summary.by)}"
    if not summary.parts:
        return ["", title, word("no_rows", lang)]
    head = [word(name, lang) for name in summary.by]
    cells = [[_cell(part, name, summary) for name in summary.by] for part in summary.parts]
    widths = [max(columns(row[at]) for row in [head, *cells]) for at in range(len(head))]
    lines = [f"{_right(word('people', lang))} {_right(word('queries', lang))}  {_padded(head, widths)}"]
    for part, row in zip(summary.parts, cells, strict=True):
        lines.append(f"{part.people:>{_NUMBER},} {part.queries:>{_NUMBER},}  {_padded(row, widths)}")
    return ["", title, *lines, *_definition(summary, "rows")]


def _foot(summary: Summary) -> list[str]:
    return [summary.definitions["publication"]]


def _cell(part: Part, name: str, summary: Summary) -> str:
    shown = said(name, part.values[name], summary.language)
    return f"{shown} {part.values['province_name']}".rstrip() if name == "province" else shown


def _figure(count: int, label: str) -> str:
    return f"{count:>{_NUMBER},}  {label}"


def _definition(summary: Summary, name: str) -> list[str]:
    indent = " " * (_NUMBER + 4)
    # Khmer is written without spaces between words; a long run of it must not be torn apart.
    return textwrap.wrap(
        summary.definitions[name], _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


def _right(text: str) -> str:
    return " " * (_NUMBER - columns(text)) + text


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
