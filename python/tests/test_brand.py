"""Brand files: read from beside one another, reviewed, pickled, and what their guide says."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from replylint import Brand, Linter, Pack, PackError

OWN = """
schema = 1
brand = "Elm Dental"
extends = "group.toml"
regime = "none"
[guide]
link = "https://guide.example"
[terms]
banned = [{ say = "gnarly", quote = "We do not say gnarly." }]
[escalate]
approvers = { press = "Dag" }
[[suppress]]
rule = "brand/forbidden-term"
text = "Epic Pass"
reason = "the name of a ticket"
author = "Ruth"
expires = 2026-12-31
"""
GROUP = 'schema = 1\nbrand = "group"\n[terms]\nbanned = ["epic"]\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "group.toml").write_text(GROUP)
    path = tmp_path / "brand.toml"
    path.write_text(OWN)
    return path


def brand_rules(linter: Linter, draft: str) -> list[str]:
    return [finding.rule for finding in linter.lint(draft).findings if finding.category == "brand"]


def test_what_a_file_extends_is_read_from_beside_it(path: Path) -> None:
    linter = Linter(brand=path, as_of="2026-11-22")
    draft = "An epic, gnarly day with an Epic Pass."
    assert brand_rules(linter, draft) == ["brand/forbidden-term", "brand/forbidden-term.gnarly"]
    guide = linter.lint(draft).findings[1].guide
    assert guide is not None
    assert (guide.quote, guide.link) == ("We do not say gnarly.", "https://guide.example")
    brand = Brand.load(path)
    assert [Path(name).name for name, _ in brand.extended] == ["group.toml"]
    assert brand.text == OWN


def test_a_brand_is_pickled_with_what_it_extends(path: Path) -> None:
    linter = Linter(brand=path)
    path.unlink()
    (path.parent / "group.toml").unlink()
    again = pickle.loads(pickle.dumps(linter))
    assert brand_rules(again, "An epic, gnarly day.") == brand_rules(linter, "An epic, gnarly day.")


def test_a_text_alone_cannot_find_what_it_extends(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"nowhere\.toml"):
        Brand.parse(OWN.replace("group.toml", "nowhere.toml"), str(tmp_path / "brand.toml"))


def test_what_is_unclear_is_listed(path: Path) -> None:
    lines = Brand.load(path).review(as_of=date(2027, 1, 1))
    assert any("[no-approver]" in line for line in lines)
    assert any("[expired]" in line and "brand.toml:12:1" in line for line in lines)
    assert not any("[expired]" in line for line in Brand.load(path).review())


def test_optional_packs_are_named() -> None:
    assert "reviews" in Pack.optional_names()
    linter = Linter(packs=[Pack.optional("reviews")], regime="none")
    assert "brand/review-incentive.offer" in brand_rules(linter, "Leave us a review and get 10% off.")
    with pytest.raises(PackError, match="did you mean `reviews`"):
        Pack.optional("review")
