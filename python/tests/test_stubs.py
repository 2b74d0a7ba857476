"""Annotations agree with the module, and the package with its annotations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("mypy")


def check(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stub_describes_the_module() -> None:
    allowed = ("--allowlist", "python/tests/stubtest-allowlist.txt")
    check("mypy.stubtest", "replylint", *allowed, "--mypy-config-file", "pyproject.toml")


def test_types() -> None:
    check("mypy")


def test_style() -> None:
    pytest.importorskip("ruff")
    check("ruff", "check", "python")
    check("ruff", "format", "--check", "python")
