"""Vale rules through the Python door."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from replylint import Linter, PackError


@pytest.fixture
def styles(tmp_path: Path) -> Path:
    house = tmp_path / "styles" / "House"
    house.mkdir(parents=True)
    (house / "Hype.yml").write_text("extends: existence\nmessage: \"Avoid '%s'.\"\nlevel: error\ntokens: [epic]\n")
    (house / "Tags.yml").write_text("extends: sequence\nmessage: x\ntokens: [{tag: NN}]\n")
    return tmp_path / "styles"


def test_rules_run_beside_the_others(styles: Path) -> None:
    linter = Linter(vale=styles, builtin=False)
    draft = "An é epic day"
    report = linter.lint(draft)
    (finding,) = report.findings
    assert (finding.rule, finding.level, draft[finding.start : finding.end]) == ("vale/House.Hype", "block", "epic")
    assert report.verdict == "block"
    assert report.checked.vale is True
    assert Path(linter.vale or "") == styles
    assert [line for line in linter.vale_skipped if "Tags.yml" in line]


def test_a_linter_with_rules_is_pickled(styles: Path) -> None:
    linter = pickle.loads(pickle.dumps(Linter(vale=str(styles))))
    assert "vale=" in repr(linter)
    assert any(finding.rule == "vale/House.Hype" for finding in linter.lint("epic").findings)


def test_a_path_with_nothing_behind_it(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no file and no folder"):
        Linter(vale=tmp_path / "none")
