"""Runs the snippets of docs/guardrails.md, with what each needs given as names."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[3] / "docs" / "guardrails.md"


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop for what asks for one outside of any: frameworks make their own and leave it open."""
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    try:
        yield made
    finally:
        asyncio.set_event_loop(None)
        made.close()


def section(title: str) -> str:
    """The text under one heading."""
    text = PAGE.read_text(encoding="utf-8")
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, title
    return match[1]


def blocks(title: str, language: str) -> list[str]:
    """The blocks of a language under one heading."""
    return re.findall(rf"^```{language}[^\n]*\n(.*?)^```", section(title), re.MULTILINE | re.DOTALL)


def run_page(title: str, names: dict[str, Any]) -> dict[str, Any]:
    """Runs the Python of a section; gives the names that it leaves."""
    code = blocks(title, "python")
    assert code, title
    with event_loop():
        for block in code:
            exec(compile(block, f"{PAGE.name}, {title}", "exec"), names)
    return names
