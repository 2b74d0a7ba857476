"""``replylint.audit``: what it reads, what it gives, and that parts add up."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import replylint
from replylint import _audit, _core

ROWS: list[dict[str, Any]] = [
    {
        "id": f"r{at}",
        "inbound": "The wait was far too long and nobody said why." if at % 3 == 0 else "Lovely people.",
        "draft": "" if at % 5 == 0 else f"Thank you for telling us about window {at}; it has been mended since.",
        "rating": 1 if at % 3 == 0 else 5,
        "location": f"Store {at % 4}",
        "agent": f"Ann {at % 3}",
        "received_at": f"2026-07-{1 + at % 28:02}T09:00:00Z",
        "posted_at": None if at % 5 == 0 else f"2026-07-{1 + at % 28:02}T{10 + at % 9}:00:00Z",
    }
    for at in range(60)
]
ROWS[7]["draft"] = "Thank you for your visit! We are glad that your root canal went well."


@pytest.fixture(scope="module")
def made() -> replylint.Audit:
    """The audit of all rows."""
    return replylint.audit(ROWS)


def test_figures_are_those_of_the_rows(made: replylint.Audit) -> None:
    metrics = made.metrics
    assert metrics["rows"]["added"] == len(made) == 60
    whole = metrics["whole"]["current"]
    assert whole["replies"] == 48
    assert whole["disclosing"]["count"] == 1
    negative = [row for row in ROWS if row["rating"] == 1]
    answered = sum(1 for row in negative if row["draft"])
    assert (whole["answered"]["negative"]["count"], whole["answered"]["negative"]["of"]) == (answered, len(negative))
    hours = sorted(int(str(row["posted_at"])[11:13]) - 9 for row in ROWS if row["posted_at"])
    times = whole["response"]["calendar"]
    assert times["n"] == 48
    assert times["median_s"] == hours[23] * 3600
    assert times["p90_s"] == hours[43] * 3600, "the nearest rank: the 44th of 48"
    assert [group["name"] for group in metrics["locations"]] == [f"Store {at}" for at in range(4)]
    assert metrics == json.loads(made.to_json())


def test_parts_add_up_in_any_order(made: replylint.Audit) -> None:
    parts = [replylint.audit(ROWS[at::3]) for at in range(3)]
    forth = parts[0].merge(parts[1]).merge(parts[2])
    back = parts[2].merge(parts[1]).merge(parts[0])
    assert forth.to_bytes() == back.to_bytes() == made.to_bytes() == replylint.audit(ROWS[::-1]).to_bytes()
    assert forth.metrics == made.metrics
    assert len(parts[0]) == 20, "merging leaves the parts as they are"


def test_a_state_comes_back(made: replylint.Audit) -> None:
    again = replylint.Audit.from_bytes(made.to_bytes())
    assert again.metrics == made.metrics
    for copied in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made)):
        assert copied.to_html() == made.to_html()
    with pytest.raises(ValueError, match="not the state"):
        replylint.Audit.from_bytes(b"something else")
    with pytest.raises(ValueError, match="merge only what was made alike"):
        replylint.Audit.from_bytes(made.to_bytes(), by_agent=True)


def test_a_pickle_keeps_key_brand_and_settings() -> None:
    brand = replylint.Brand.parse('schema = 1\nbrand = "Harbor <Dental>"\n', "brand.toml")
    audit = replylint.audit(
        ROWS, brand=brand, key=b"0123456789abcdef", period=(date(2026, 7, 1), "2026-07-14"), target=60
    )
    again = pickle.loads(pickle.dumps(audit))
    assert again.to_html() == audit.to_html()
    assert "Harbor &lt;Dental&gt;" in audit.to_html()
    assert again.metrics["period"]["to"] == "2026-07-14"
    assert again.metrics["targets"]["open_s"] == 60
    assert audit.to_bytes() != replylint.audit(ROWS, brand=brand).to_bytes(), "the key decides the hashes"


def test_agents_and_texts_show_only_when_asked_for(made: replylint.Audit) -> None:
    assert "Ann 1" not in made.to_html() + made.to_json()
    assert "root canal" not in made.to_html() + made.to_json()
    assert b"root canal" not in made.to_bytes()
    shown = replylint.audit(ROWS, by_agent=True, show_text=True)
    assert "Ann 1" in shown.to_html()
    assert "root canal" in shown.to_html()


def test_any_rows_will_do(tmp_path: Path, made: replylint.Audit) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    half = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for at, part in enumerate(half):
        part.write_text("".join(json.dumps(row) + "\n" for row in ROWS[at::2]), encoding="utf-8")
    same = made.to_bytes()
    assert replylint.audit(path).to_bytes() == same
    assert replylint.audit(str(path)).to_bytes() == same
    assert replylint.audit(half).to_bytes() == same
    assert replylint.audit(row for row in ROWS).to_bytes() == same


class Frame:
    """Enough of a DataFrame."""

    columns = tuple(ROWS[0])

    def itertuples(self, index: bool, name: str | None) -> Any:
        """Rows as tuples."""
        assert not index
        assert name is None
        return ((row.get(column) for column in self.columns) for row in ROWS)


class Batches:
    """Enough of an Arrow table."""

    def to_batches(self, max_chunksize: int) -> list[Batches]:
        """One batch."""
        assert max_chunksize
        return [self]

    def to_pylist(self) -> list[dict[str, Any]]:
        """Its rows."""
        return ROWS


def test_tables_are_read_row_by_row(made: replylint.Audit) -> None:
    assert replylint.audit(Frame()).to_bytes() == made.to_bytes()  # type: ignore[arg-type]
    assert replylint.audit(Batches()).to_bytes() == made.to_bytes()  # type: ignore[arg-type]


def test_columns_presets_and_times() -> None:
    rows = [{"Antwort": "Thank you.", "Wann": "03/04/2026 10:00"}]
    audit = replylint.audit(rows, columns={"draft": "Antwort", "posted_at": "Wann"}, dates="day-first", time_zone="UTC")
    assert audit.metrics["rows"]["first"] == "2026-04-03"
    assert any('draft from "Antwort" (given)' in note for note in audit.notes)
    reviews = [{"reviewId": "a", "starRating": "TWO", "comment": "Slow.", "createTime": "2026-07-01T10:00:00Z"}]
    preset = replylint.audit(reviews, preset="google-business-profile")
    assert preset.metrics["rows"]["unanswered"] == 1
    stamp = datetime(2026, 7, 1, 10, tzinfo=timezone.utc)
    row = {"draft": "Thanks.", "inbound": "Hi", "received_at": stamp, "posted_at": stamp + timedelta(hours=2)}
    times = replylint.audit([row])
    assert times.metrics["whole"]["current"]["response"]["calendar"]["longest_s"] == 7200


def test_bad_rows_are_counted_and_named() -> None:
    rows = [ROWS[1], {**ROWS[2], "channel": "fax"}, {}, {**ROWS[3], "channel": "email"}]
    audit = replylint.audit(rows, columns={"channel": "channel"})
    assert audit.failed == 2
    assert [(row, "fax" in reason) for _, row, reason in audit.faults] == [(2, True), (3, False)]
    assert audit.metrics["rows"]["added"] == 2
    assert "2 rows could not be read" in audit.to_html()
    guessed = replylint.audit(rows)
    assert guessed.failed == 1, "a value of a column that nobody named is no fault of its row"
    assert any("1 value of channel" in note for note in guessed.notes)


def as_partitions(rows: list[dict[str, Any]], parts: list[list[dict[str, Any]]], **options: Any) -> replylint.Audit:
    """What Spark does: the first rows settle how all are read, each partition becomes a state, and these are merged."""
    linter = options.pop("linter", None) or replylint.default_linter()
    key = options.pop("key", None)
    how = _audit.how_of(options.pop("columns", None), options.pop("preset", None), options.pop("dates", None))
    names = ("period", "as_of", "target", "target_closed", "time_zone", "by_agent", "show_text", "title")
    given = {name: options.pop(name, None) for name in names}
    given |= {name: bool(given[name]) for name in ("by_agent", "show_text")}
    assert not options
    settings = _audit.settings_of(**given)
    settled, paths, _ = _core._audit_settle(rows[:1000], how, settings)
    needed = [{name: row[name] for name in row if f"{name}." in f"{'. '.join(paths)}."} for row in rows]
    assert all(needed)
    done = [_core._audit_part(part, linter, how, settings, key, settled) for part in parts]
    return _core._audit_whole(done, linter, settings, key, settled)


def test_partitions_add_up_to_the_audit_of_one_machine() -> None:
    rows: list[dict[str, Any]] = [dict(row) for row in ROWS * 20]
    for at, row in enumerate(rows):
        row["id"] = f"r{at}" if at % 7 else "r3"
        stars = row.pop("rating")
        row["stars"] = stars if at % 11 else "lots"
        row["received_at"] = f"{7 + at % 3}/{1 + at % 28}/2026 9:00" if at % 13 else "soon"
        if at % 97 == 5:
            row["draft"] = {"no": "text"}
    brand = replylint.Brand.parse(
        'schema = 1\nbrand = "Harbor"\n[themes]\nwaiting = ["wait*"]\n[[identity.locations]]\nname = "Store 1"\n'
        'hours = ["Mon-Fri 9:00-17:00"]\ntime_zone = "America/Denver"\n',
        "brand.toml",
    )
    options: dict[str, Any] = {
        "linter": replylint.Linter(brand=brand, regime="hipaa"),
        "columns": {"received_at": "received_at"},
        "period": "2026-08",
        "target": 3600,
        "time_zone": "America/New_York",
        "show_text": True,
        "title": "Partitions",
        "key": bytes(range(16)),
    }
    whole = replylint.audit(rows, **options)
    assert whole.failed > 0
    assert any("values of rating" in note for note in whole.notes), whole.notes
    for sizes in ([1200], [1, 700, 0, 499], [100] * 12):
        parts, at = [], 0
        for size in sizes:
            parts.append(rows[at : at + size])
            at += size
        merged = as_partitions(rows, parts, **options)
        assert merged.to_bytes() == whole.to_bytes()
        assert merged.to_json() == whole.to_json()
        assert merged.to_html() == whole.to_html(), "faults keep the numbers of their rows"
        assert (merged.failed, merged.faults, merged.notes) == (whole.failed, whole.faults, whole.notes)
    turned = as_partitions(rows, [rows[600:], rows[:600]], **options)
    assert turned.to_bytes() == whole.to_bytes(), "the state does not know the order"
    assert turned.to_json() == whole.to_json()
    assert as_partitions(rows, [rows[600:]], **options).to_bytes() != whole.to_bytes()


def test_parts_of_another_key_or_of_other_bytes_are_refused() -> None:
    how = _audit.how_of(None, None, None)
    settings = _audit.settings_of(None, None, None, None, None, False, False, None)
    linter = replylint.default_linter()
    settled, paths, conversation = _core._audit_settle(ROWS, how, settings)
    assert {"draft", "inbound", "rating", "location"} <= set(paths)
    assert conversation is None
    state, told = _core._audit_part(ROWS, linter, how, settings, b"0123456789abcdef", settled)
    with pytest.raises(ValueError, match="keys"):
        _core._audit_whole([(state, told)], linter, settings, None, settled)
    with pytest.raises(ValueError, match="damaged"):
        _core._audit_whole([(state[:-1], told)], linter, settings, b"0123456789abcdef", settled)


def test_days_and_decimals_of_tables_are_read() -> None:
    rows = [
        {"draft": "Thanks.", "rating": Decimal("4.0"), "posted_at": date(2026, 7, 3)},
        {"draft": "Sorry.", "rating": Decimal(2), "posted_at": date(2026, 7, 4)},
    ]
    metrics = replylint.audit(rows).metrics
    assert (metrics["rows"]["first"], metrics["rows"]["last"]) == ("2026-07-03", "2026-07-04")
    assert metrics["whole"]["current"]["sentiment"]["stars"] == [0, 1, 0, 1, 0]


def test_messages_without_a_rating_are_judged_by_their_words() -> None:
    texts = [
        ("Lovely people, and the soup was delicious.", "praising"),
        ("The clerk was rude and the floor was filthy.", "complaining"),
        ("Nobody answered the phone. Terrible.", "complaining"),
        ("The room was not clean and not comfortable.", "complaining"),
        ("Great soup, but rude people.", "both"),
        ("When do you open on Sunday?", "unknown"),
        ("Gracias por todo, la comida era muy buena y la gente muy amable.", "unknown"),
    ]
    rows: list[dict[str, Any]] = [
        {"id": f"t{at}", "inbound": text, "draft": "Thank you.", "posted_at": f"2026-07-{1 + at:02}"}
        for at, (text, _) in enumerate(texts)
    ]
    rated = replylint.audit([*rows, {**rows[1], "id": "x", "rating": 5}]).metrics["whole"]
    found = rated["current"]["sentiment"]
    words = [mood for _, mood in texts]
    told = len(words) - words.count("unknown")
    assert (found["by_words"]["count"], found["by_words"]["of"]) == (told, len(texts)), "a rating goes before words"
    for mood in ("praising", "complaining"):
        assert (found[mood]["count"], found[mood]["of"]) == (words.count(mood), told)
    assert (found["mean"], found["rated"]["count"]) == (5, 1)
    assert sum(week["complaining"] for week in rated["weeks"]) == words.count("complaining")
    page = replylint.audit(rows).to_html()
    assert "by their words" in page
    assert "by their words" not in replylint.audit([{**row, "rating": 4} for row in rows]).to_html()


def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="no mapping"):
        replylint.audit(["a"] * 2 + [3])
    with pytest.raises(TypeError, match="give a path"):
        replylint.audit({"draft": "x"})
    with pytest.raises(OSError, match="missing"):
        replylint.audit(tmp_path / "missing.csv")
    with pytest.raises(ValueError, match="2026-Q3"):
        replylint.audit(ROWS, period="soon")
    with pytest.raises(ValueError, match="time zone"):
        replylint.audit(ROWS, time_zone="Mars/Olympus")
    with pytest.raises(ValueError, match="no preset"):
        replylint.audit(ROWS, preset="zoho")
    with pytest.raises(ValueError, match="--dates"):
        replylint.audit([{"draft": "Thanks.", "posted_at": "03/04/2026"}])
    with pytest.raises(TypeError, match="leave the linter out"):
        replylint.audit(ROWS, linter=replylint.default_linter(), regime="none")

    def rows() -> Any:
        yield ROWS[1]
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        replylint.audit(rows())


def test_it_is_saved_and_shown(made: replylint.Audit, tmp_path: Path) -> None:
    made.save(tmp_path / "report.html")
    made.save(tmp_path / "metrics.json")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == made.to_html()
    assert json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8")) == made.metrics
    frame = made._repr_html_()
    assert frame.startswith("<iframe")
    assert frame.count('"') % 2 == 0
    assert "<!doctype" not in frame.replace("<!doctype html>", "", 1) or frame.count("<!doctype html>") == 1
    assert repr(made) == "Audit(rows=60, failed=0)"


def test_progress_is_told() -> None:
    said: list[tuple[int, int | None]] = []
    replylint.audit(ROWS, progress=lambda done, total: said.append((done, total)))
    assert said[-1] == (60, 60)
