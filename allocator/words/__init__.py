"""Every sentence that a person reads, in Chinese and English: `say(key, **fields)`."""
from __future__ import annotations

from contextvars import ContextVar

from allocator.words import kinds, questions, reading, report, rules, run, siting, solver, whatif

SENTENCES: dict[str, tuple[str, str]] = {
    **rules.SENTENCES, **kinds.SENTENCES, **reading.SENTENCES, **run.SENTENCES, **report.SENTENCES, **solver.SENTENCES,
    **questions.SENTENCES, **siting.SENTENCES, **whatif.SENTENCES,
}
LANGUAGES = ("zh", "en")
_language: ContextVar[str] = ContextVar("language", default="zh")


def use(language: str) -> None:
    """Set the language of everything said from here on: "zh" or "en"."""
    _language.set(language)


def language() -> str:
    """The language in use."""
    return _language.get()


def say(key: str, /, **fields: object) -> str:
    """One sentence with its fields filled in.

    Raises
    ------
    KeyError
        if there is no such sentence, or a field of it is missing.
    """
    return SENTENCES[key][LANGUAGES.index(_language.get())].format(**fields)


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in SENTENCES
