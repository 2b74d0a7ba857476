"""The examples of the documentation run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

import replylint

ROOT = Path(__file__).resolve().parents[2]
PAGES = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if page.exists()]
BLOCK = re.compile(r"^```(?:python|py)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_module_s_own() -> None:
    result = doctest.testmod(replylint, optionflags=doctest.ELLIPSIS)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Blocks of a page run in order and share their names; those with prompts are compared with what they show.

    They run in a folder of their own. A block that needs what a test has not is marked ```python no-test and skipped.
    """
    names: dict[str, Any] = {}
    text = page.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for match in BLOCK.finditer(text):
        line, code = text[: match.start()].count("\n") + 2, match[1]
        if ">>>" not in code:
            exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(code, names, page.name, str(page), line - 1)
        said: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append, clear_globs=False)
        names.update(test.globs)
        assert not said, "".join(said)
