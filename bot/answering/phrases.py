"""The bot's own sentences, from gettext files, read once at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po

from bot.domain.talk import Language
from bot.errors import IntentFileError
from bot.faults.fault import Fault

LANGUAGES: tuple[Language, ...] = ("km", "en")


class Phrases:
    """Sentences by key and language."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    def __call__(self, key: str, language: str) -> str:
        """The sentence of a key. Raises KeyError for a key that no file has: a programmer's mistake."""
        return self._texts[language][key]

    def known(self) -> set[str]:
        """All keys that both languages have."""
        return set.intersection(*(set(texts) for texts in self._texts.values()))


def read_phrases(folder: Path, domain: str = "messages") -> Phrases:
    """Read ``<language>/LC_MESSAGES/<domain>.po``: ``messages`` for citizens, others for staff.

    Raises IntentFileError where a sentence lacks in one language.
    """
    texts: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        path = folder / language / "LC_MESSAGES" / f"{domain}.po"
        catalog = _catalog(path, language)
        texts[language] = {str(message.id): str(message.string) for message in catalog if message.id}
        for message in catalog:
            if message.id and not message.string:
                raise IntentFileError(
                    [Fault("phrase_empty", str(path), line=message.lineno or 0, details={"key": message.id})]
                )
    km, en = (set(texts[language]) for language in LANGUAGES)
    lacking = [(key, "en" if key in km else "km") for key in sorted(km ^ en)]
    if lacking:
        raise IntentFileError([Fault("phrase_missing", f"{folder}/{to}", details={"key": key}) for key, to in lacking])
    return Phrases(texts)


def _catalog(path: Path, language: Language) -> Catalog:
    if not path.is_file():
        raise IntentFileError([Fault("phrases_missing", str(path))])
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except UnicodeDecodeError as error:
        raise IntentFileError([Fault("file_not_utf8", str(path))]) from error
    except PoFileError as error:
        raise IntentFileError([Fault("phrase_line", str(path), line=error.lineno + 1)]) from error
