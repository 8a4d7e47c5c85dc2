"""The small town's workbook, made once a session."""
from __future__ import annotations

import pytest

from allocator import words
from allocator.report.context import Context
from allocator.report.workbook import workbook
from tests.report import small
from tests.report.spreadsheet import Book


def in_language(language: str) -> Context:
    """The context; its record holds sentences of that language."""
    words.use(language)
    return small.made()


def content_of(made: Context) -> bytes:
    return workbook(made.record, made.case, made.instance, made.extras)


@pytest.fixture(scope="session")
def contents() -> dict[str, bytes]:
    return {language: content_of(in_language(language)) for language in ("zh", "en")}


@pytest.fixture(scope="session")
def books(contents: dict[str, bytes]) -> dict[str, Book]:
    return {language: Book(content) for language, content in contents.items()}


@pytest.fixture(params=["zh", "en"])
def book(request: pytest.FixtureRequest, books: dict[str, Book]) -> Book:
    return books[request.param]


@pytest.fixture
def chinese_book(books: dict[str, Book]) -> Book:
    return books["zh"]


@pytest.fixture
def context() -> Context:
    return small.made()
