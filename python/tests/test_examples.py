"""The examples run and do what they say."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from replylint.guardrails import DraftRefusedError, Gate

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "examples" / "python"
MACROS = ROOT / "examples" / "pre-commit"


def example(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """An example as a module."""
    spec = importlib.util.spec_from_file_location(name, PYTHON / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Models look their annotations up there.
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_the_retry_loop_mends_a_draft() -> None:
    done = subprocess.run([sys.executable, PYTHON / "retry_loop.py"], capture_output=True, text=True, check=True)
    refused, sent = done.stdout.splitlines()
    assert refused == "refused: block, 3 findings; 2 tries left"
    assert sent.startswith("We are sorry about the wait.")
    assert "root canal" not in done.stdout


def test_the_retry_loop_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = example("retry_loop", monkeypatch)
    told: list[list[dict[str, str]]] = []

    def stubborn(messages: list[dict[str, str]]) -> str:
        told.append(list(messages))
        return "Your root canal went well."

    with pytest.raises(DraftRefusedError, match="phi/treatment") as caught:
        loop.answer(loop.REVIEW, stubborn, Gate(regime="hipaa"), tries=2)
    assert "root canal" not in str(caught.value)
    assert [len(messages) for messages in told] == [2, 4]
    assert "Leave the treatment out." in told[1][-1]["content"]
    with pytest.raises(ValueError, match="counts from 1"):
        loop.answer(loop.REVIEW, stubborn, Gate(regime="hipaa"), tries=0)


def test_the_web_application_checks_before_it_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    web = example("fastapi_app", monkeypatch)
    from fastapi.testclient import TestClient

    client = TestClient(web.app)

    def send(**reply: Any) -> Any:
        return client.post("/replies", json=reply)

    good = "We are sorry about the wait. From 3 May our front desk texts when we run more than ten minutes late."
    assert send(draft=good, inbound="Waited an hour.", rating=2).status_code == 201
    refused = send(draft="Your root canal went well.", inbound="Nice.", author="Ann B.")
    assert refused.status_code == 422
    assert refused.json()["detail"]["report"]["verdict"] == "block"
    assert "root canal" not in refused.text
    assert send(draft="", inbound="Nice.").status_code == 422
    # A misspelt field, and one that would weaken the policy, are refused.
    assert send(draft=good, inbond="Nice.").status_code == 422
    assert send(draft=good, regime="none").status_code == 422
    assert [good] == web.SENT


def hooks() -> dict[str, dict[str, str]]:
    """The hooks that the repository defines: flat mappings of words."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = [
        dict(re.findall(r"^(?:- |  )(\w+): (.*)$", part, re.M)) for part in re.split(r"^(?=- )", text, flags=re.M)
    ]
    return {entry["id"]: entry for entry in entries if entry}


def run_hook(name: str, folder: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """Runs a hook on files of a folder, as pre-commit does: its entry, the configuration's arguments, the files."""
    config = (folder / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    match = re.search(rf"- id: {name}\n\s+args: \[(.*)\]", config)
    assert match
    program, *words = shlex.split(hooks()[name]["entry"])
    assert program == "replylint"
    pattern = re.compile(hooks()[name]["files"])
    chosen = [str(file.relative_to(folder)) for file in files]
    assert all(pattern.search(file) for file in chosen)
    command = [sys.executable, "-m", "replylint", *words, *match[1].split(", "), *chosen]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_hooks_check_a_folder_of_macros(tmp_path: Path) -> None:
    folder = tmp_path / "macros-repository"
    shutil.copytree(MACROS, folder)
    texts, pages = sorted((folder / "macros").glob("*.txt")), sorted((folder / "macros").glob("*.html"))
    assert texts
    assert pages
    for name, files in (("replylint", texts), ("replylint-html", pages)):
        done = run_hook(name, folder, *files)
        assert done.returncode == 0, done.stdout + done.stderr
    bad = folder / "macros" / "thanks.txt"
    bad.write_text("Hi [NAME], thank you for your visit! Your cleaning went well.\n", encoding="utf-8")
    done = run_hook("replylint", folder, *texts, bad)
    assert done.returncode == 1
    assert "macros/thanks.txt" in done.stdout
    assert "generic/placeholder" in done.stdout
    assert "cleaning" not in done.stdout
    page = folder / "macros" / "thanks.html"
    page.write_text("<p>Thank you for your <b>visit</b>! Your cleaning went well.</p>\n", encoding="utf-8")
    assert run_hook("replylint-html", folder, *pages, page).returncode == 1


def test_known_findings_can_be_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "macros-repository"
    shutil.copytree(MACROS, folder)
    bad = folder / "macros" / "thanks.txt"
    bad.write_text("Hi [NAME], our office manager would like to hear more.\n", encoding="utf-8")
    config = folder / ".pre-commit-config.yaml"
    plain = config.read_text(encoding="utf-8")
    config.write_text(plain.replace("email]", "email, --write-baseline, known.json]"), encoding="utf-8")
    run_hook("replylint", folder, bad)
    config.write_text(plain.replace("email]", "email, --baseline, known.json]"), encoding="utf-8")
    done = run_hook("replylint", folder, bad)
    assert done.returncode == 0, done.stdout + done.stderr
