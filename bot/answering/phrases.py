"""The bot's own sentences, from gettext files, read once at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po

from bot.domain.talk import Language
from bot.errors import IntentFileError

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
                raise IntentFileError(str(path), message.lineno or 0, f"'{message.id}' has no text.", "Write it.")
    km, en = (set(texts[language]) for language in LANGUAGES)
    for key in sorted(km ^ en):
        raise IntentFileError(f"{folder}/{'en' if key in km else 'km'}", 0, f"the phrase '{key}' is missing.")
    return Phrases(texts)


def _catalog(path: Path, language: Language) -> Catalog:
    if not path.is_file():
        raise IntentFileError(str(path), 0, "this file of phrases is missing.")
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except UnicodeDecodeError as error:
        raise IntentFileError(str(path), 0, "this file is not saved as UTF-8.", "Save it again as UTF-8.") from error
    except PoFileError as error:
        raise IntentFileError(
            str(path), error.lineno + 1, "this line cannot be read.", "Look at its quotes."
        ) from error
