"""What the tests share: a pack with rules of every shape that the tests need, so that no built-in rule decides them."""

from __future__ import annotations

import pytest

import replylint

HOUSE = """\
schema = 1
pack = "house"
version = "1.2.0"

[[rule]]
id = "brand/cheap"
level = "revise"
message = "calls something cheap"
why = "The house says affordable."
do = "Say affordable."
match.phrase.any = ["cheap"]
fix = { title = "say affordable", replace = "affordable", safe = true }
hits = [{ draft = "It is cheap.", flags = "cheap" }]
passes = [{ draft = "It is affordable.", because = "the house's word" }]
"""

BRAND = """\
schema = 1
brand = "acme"
"""


@pytest.fixture(scope="session")
def house() -> replylint.Linter:
    """A linter with the house's pack alone."""
    return replylint.Linter(packs=[replylint.Pack.parse(HOUSE, "house.toml")], builtin=False)
