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


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    (tmp_path / "en_GB.aff").write_text("SET UTF-8\n")
    (tmp_path / "en_GB.dic").write_text("4\nwe\nreply\nto\nall\n")
    return tmp_path / "en_GB.dic"


def test_rules_that_check_spelling_read_the_dictionary(tmp_path: Path, styles: Path, dictionary: Path) -> None:
    (styles / "House" / "Spell.yml").write_text("extends: spelling\nmessage: \"'%s'?\"\n")
    brand = tmp_path / "brand.toml"
    brand.write_text('schema = 1\nbrand = "acme"\n[terms]\nspelling = "en"\n')
    linter = Linter(brand=brand, vale=styles, dictionaries=[dictionary])
    for same in (linter, pickle.loads(pickle.dumps(linter))):
        found = [f.rule for f in same.lint("We replie to all").findings if "pell" in f.rule]
        assert found == ["brand/spelling", "vale/House.Spell"]
        assert not [f for f in same.lint("We reply to all").findings if "pell" in f.rule]
        assert [Path(path) for path in same.dictionaries] == [dictionary]
    assert "en_GB.dic" in repr(linter)


def test_a_dictionary_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="en_US"):
        Linter(dictionaries=[tmp_path / "en_US.dic"])
    with pytest.raises(ValueError, match="begin with a language"):
        Linter(dictionaries=[tmp_path / "1.dic"])
