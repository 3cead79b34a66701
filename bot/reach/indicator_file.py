"""Reads ``indicators.yml``, which staff edit: every fault named with its line, nothing half read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from bot.domain.facts import Both
from bot.errors import IntentFileError
from bot.faults.fault import Fault
from bot.reach.splitting import FACT, breakdowns

UNITS = ("person", "session", "query", "event", "project")
MEASURES = (
    "people", "people female", "people male", "new", "returning", "sessions", "queries", "queries answered",
    "queries not_understood", "queries no_data", "events", "pairs", "increased",
)  # fmt: skip
PERIODS = ("year", "quarter", "month")
HOLES = {"value", "numerator", "denominator", "female", "male", "unknown", "events", "pairs", "reported"}

_NEEDED = ("name", "definition", "unit", "numerator", "period", "sentence")
_KEYS = (*_NEEDED, "denominator", "by", "baseline", "target")
_HOLE = re.compile(r"\(\(([^()]*)\)\)")
_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(%?)")


@dataclass(frozen=True)
class Goal:
    """A baseline or target: a number, or a percentage."""

    value: float
    percent: bool


@dataclass(frozen=True)
class Indicator:
    """One indicator as staff wrote it."""

    id: str
    name: Both
    definition: Both
    unit: str
    numerator: str
    denominator: str
    by: str
    baseline: Goal | None
    target: Goal | None
    period: str
    sentence: Both


def read_indicators(path: Path) -> list[Indicator]:
    """All indicators in the order of the file. Raises IntentFileError with the line of the first fault."""
    if not path.is_file():
        raise _wrong("indicators_missing", str(path))
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise _wrong("file_not_utf8", str(path)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _wrong("indicators_yaml", str(path), line) from error
    reader = _Reader(str(path))
    return [reader.indicator(key, node) for key, node in reader.pairs(root)]


class _Reader:
    """Walks the nodes of the file and knows their lines."""

    def __init__(self, path: str) -> None:
        self._path = path

    def pairs(self, node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self._fault("indicators_pairs", node)
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise self._fault("indicators_twice", key)
            seen.add(key.value)
        return list(node.value)

    def indicator(self, key: yaml.Node, node: yaml.Node) -> Indicator:
        id, parts = str(key.value), {}
        for name, value in self.pairs(node):
            self._one_of(name, _KEYS)
            parts[str(name.value)] = value
        for name in _NEEDED:
            if name not in parts:
                raise self._fault("indicators_lacks", key, key=name)
        sentence = self._both(parts["sentence"])
        for text in (sentence.km, sentence.en):
            for hole in _HOLE.findall(text):
                if hole not in HOLES:
                    raise self._fault("indicators_hole", parts["sentence"], hole, HOLES)
        numerator = self._measure(parts["numerator"], "numerator")
        denominator = self._measure(parts["denominator"], "denominator") if "denominator" in parts else ""
        splits = [one for one in breakdowns(numerator) if not denominator or one in breakdowns(denominator)]
        return Indicator(
            id,
            self._both(parts["name"]),
            self._both(parts["definition"]),
            self._one_of(parts["unit"], UNITS, "unit"),
            numerator,
            denominator,
            self._one_of(parts["by"], splits, "by") if "by" in parts else "",
            self._goal(parts.get("baseline")),
            self._goal(parts.get("target")),
            self._one_of(parts["period"], PERIODS, "period"),
            sentence,
        )

    def _both(self, node: yaml.Node) -> Both:
        texts: Mapping[str, yaml.Node] = {str(key.value): value for key, value in self.pairs(node)}
        for language in ("km", "en"):
            if not isinstance(texts.get(language), yaml.ScalarNode) or not str(texts[language].value).strip():
                raise self._fault("indicators_text", node, key=language)
        return Both(str(texts["km"].value).strip(), str(texts["en"].value).strip())

    def _measure(self, node: yaml.Node, key: str) -> str:
        text = " ".join(str(node.value).split())
        return text if text.startswith(FACT) else self._one_of(node, MEASURES, key)

    def _goal(self, node: yaml.Node | None) -> Goal | None:
        if node is None or not str(node.value).strip():
            return None
        found = _FIGURE.fullmatch(str(node.value).strip())
        if not found:
            raise self._fault("indicators_number", node)
        return Goal(float(found[1].replace(",", "")), bool(found[2]))

    def _one_of(self, node: yaml.Node, known: Sequence[str], key: str = "") -> str:
        """The text of a node, which must be one of ``known``; ``key``: whose value it is, empty for a key itself."""
        text = " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else ""
        if text not in known:
            raise self._fault("indicators_choice" if key else "indicators_key", node, text, known, key)
        return text

    def _fault(
        self, kind: str, node: yaml.Node | None, value: str = "", known: Iterable[str] = (), key: str = ""
    ) -> IntentFileError:
        names = sorted(known)
        near = get_close_matches(value, names, n=1)
        said = value or (str(node.value) if isinstance(node, yaml.ScalarNode) else "")
        details = {"value": said, "known": tuple(names), "key": key}
        return _wrong(kind, self._path, node.start_mark.line + 1 if node else 1, details, near[0] if near else "")


def _wrong(
    kind: str, path: str, line: int = 0, details: Mapping[str, object] | None = None, near: str = ""
) -> IntentFileError:
    return IntentFileError([Fault(kind, path, line=line, details=details or {}, near=near)])
