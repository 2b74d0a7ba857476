"""The command line, by both of its Python doors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path

import pytest

import replylint

SCRIPT = Path(sysconfig.get_path("scripts")) / ("replylint.exe" if os.name == "nt" else "replylint")
DOORS = [pytest.param([sys.executable, "-m", "replylint"], id="module"), pytest.param([str(SCRIPT)], id="script")]


def run(door: list[str], *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*door, *args], input=stdin, capture_output=True, encoding="utf-8", check=False, timeout=60)


@pytest.mark.parametrize("door", DOORS)
def test_codes_and_output(door: list[str]) -> None:
    found = run(door, "check", "--format", "jsonl", "--offsets", "chars", "-", stdin="👍 Thanks for your recent visit!")
    assert found.returncode == 1, found.stderr
    assert found.stdout == replylint.lint("👍 Thanks for your recent visit!").to_json() + "\n"
    assert json.loads(found.stdout)["verdict"] == "block"
    assert run(door, "check", "-", stdin="Our office is open until five.").returncode == 0
    assert run(door, "check", "--no-such-option").returncode == 2
    version = run(door, "--version")
    assert version.returncode == 0
    assert replylint.__version__ in version.stdout


def test_a_reader_that_leaves_is_no_crash() -> None:
    command = f'"{sys.executable}" -m replylint check --help | head -1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, timeout=60)
    assert "Traceback" not in done.stderr
    assert "panicked" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_ends_it() -> None:
    command = [sys.executable, "-m", "replylint", "check", "-"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    try:
        child.wait(timeout=10)
    finally:
        child.kill()
        _, errors = child.communicate()
    assert child.returncode in (130, -signal.SIGINT)
    assert b"Traceback" not in errors


def test_the_server_comes_with_the_package() -> None:
    command = [sys.executable, "-m", "replylint", "serve", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().removeprefix("listening on ").strip()
            body = json.dumps({"draft": "Thanks for your recent visit!"}).encode()
            url = f"{address}/v1/check?offsets=chars"
            request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.read().decode() == replylint.lint("Thanks for your recent visit!").to_json() + "\n"
            server.terminate()
            _, errors = server.communicate(timeout=30)
        finally:
            server.kill()
    assert os.name == "nt" or server.returncode == 0
    assert "Traceback" not in errors
