"""The figures of an audit, calculated again by other means: pandas, NumPy, the time zones of the standard library."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

np: Any = pytest.importorskip("numpy")
pd: Any = pytest.importorskip("pandas")
tomllib: Any = pytest.importorskip("tomllib")

ROOT = Path(__file__).parents[2]
SCRIPT = Path(sysconfig.get_path("scripts")) / "replylint"
ZONES = {"Elm": "America/New_York", "Oak": "Europe/Berlin", "Fir": "America/Phoenix"}
HOLIDAY = "2026-03-10"


def audit(folder: Path, rows: list[dict[str, Any]], brand: str) -> dict[str, Any]:
    """What the command line says of rows."""
    export, brand_file, out = folder / "export.jsonl", folder / "brand.toml", folder / "metrics.json"
    export.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    brand_file.write_text(brand, encoding="utf-8")
    page = folder / "report.html"
    command: list[str | Path] = [SCRIPT, "audit", export, "--brand", brand_file, "--json", out, "--out", page]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def brand() -> str:
    text = 'schema = 1\nbrand = "Courts"\n'
    for name, zone in ZONES.items():
        text += f'[[identity.locations]]\nname = "{name}"\nhours = ["Mon-Fri 9:00-17:00"]\n'
        text += f'time_zone = "{zone}"\nholidays = [{HOLIDAY}]\n'
    return text


def open_seconds(location: str, begin: datetime, end: datetime) -> int:
    """Opening time between two instants, day by day on the wall clock of the place."""
    zone = ZoneInfo(ZONES[location])
    day, total = begin.astimezone(zone).date(), 0.0
    while day <= end.astimezone(zone).date():
        if day.weekday() < 5 and day.isoformat() != HOLIDAY:
            opens = datetime(day.year, day.month, day.day, 9, tzinfo=zone).astimezone(timezone.utc)
            closes = datetime(day.year, day.month, day.day, 17, tzinfo=zone).astimezone(timezone.utc)
            total += max(0.0, (min(end, closes) - max(begin, opens)).total_seconds())
        day += timedelta(days=1)
    return int(total)


@pytest.fixture(scope="module")
def export() -> list[dict[str, Any]]:
    """Rows around the days on which clocks are set in America (8 March 2026) and Europe (29 March 2026)."""
    random = np.random.default_rng(7)
    begin = datetime(2026, 3, 1, tzinfo=timezone.utc)
    rows: list[dict[str, Any]] = []
    for number in range(400):
        received = begin + timedelta(seconds=int(random.integers(0, 31 * 86_400)))
        posted = received + timedelta(seconds=int(10 ** random.uniform(1.5, 5.6)))
        row: dict[str, Any] = {
            "id": f"r{number}",
            "location": list(ZONES)[int(random.integers(0, 3))],
            "rating": int(random.integers(1, 6)),
            "inbound": "The courts were wet.",
            "received_at": received.isoformat(),
            "draft": "",
        }
        if random.random() > 0.2:
            row |= {"draft": f"Court {number} is dry since the roof was mended.", "posted_at": posted.isoformat()}
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def metrics(export: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return audit(tmp_path_factory.mktemp("audit"), export, brand())


@pytest.fixture(scope="module")
def frame(export: list[dict[str, Any]]) -> Any:
    frame = pd.DataFrame(export)
    for column in ("received_at", "posted_at"):
        frame[column] = pd.to_datetime(frame[column], utc=True, format="ISO8601")
    frame["elapsed"] = (frame["posted_at"] - frame["received_at"]).dt.total_seconds()
    both = frame.dropna(subset=["posted_at"])
    frame.loc[both.index, "open"] = [
        open_seconds(row.location, row.received_at.to_pydatetime(), row.posted_at.to_pydatetime())
        for row in both.itertuples()
    ]
    return frame


def check_times(found: dict[str, Any], times: Any) -> None:
    assert found["n"] == len(times)
    assert found["average_s"] == int(times.sum() // len(times))
    # NumPy calls the nearest rank the inverted distribution function.
    assert found["median_s"] == np.percentile(times, 50, method="inverted_cdf")
    assert found["p90_s"] == np.percentile(times, 90, method="inverted_cdf")
    assert found["longest_s"] == times.max()


def groups(metrics: dict[str, Any], frame: Any) -> list[tuple[dict[str, Any], Any]]:
    named = [(group, frame[frame["location"] == group["location"]]) for group in metrics["locations"]]
    return [(metrics["whole"], frame), *named]


def test_percentiles_by_the_calendar_and_within_hours(metrics: dict[str, Any], frame: Any) -> None:
    assert len(metrics["locations"]) == 3
    for group, rows in groups(metrics, frame):
        response = group["current"]["response"]
        check_times(response["calendar"], rows["elapsed"].dropna())
        check_times(response["open_hours"], rows["open"].dropna())


def test_in_time_and_off_hours(metrics: dict[str, Any], frame: Any) -> None:
    def is_open(location: str, at: Any) -> bool:
        return open_seconds(location, at.to_pydatetime(), at.to_pydatetime() + timedelta(seconds=1)) > 0

    answered = frame.dropna(subset=["posted_at"]).copy()
    answered["came_open"] = [is_open(row.location, row.received_at) for row in answered.itertuples()]
    answered["posted_open"] = [is_open(row.location, row.posted_at) for row in answered.itertuples()]
    in_time = np.where(answered["came_open"], answered["open"] <= 2 * 3600, answered["elapsed"] <= 86_400)
    answered["in_time"] = in_time
    for group, rows in groups(metrics, answered):
        response = group["current"]["response"]
        assert response["in_time"]["count"] == rows["in_time"].sum()
        assert response["in_time_open"]["of"] == rows["came_open"].sum()
        assert response["off_hours"]["count"] == (~rows["posted_open"]).sum()


def test_rates_by_rating(metrics: dict[str, Any], frame: Any) -> None:
    latest = max(frame["received_at"].max(), frame["posted_at"].max())
    old = frame["posted_at"].notna() | (latest - frame["received_at"] >= pd.Timedelta(hours=24))
    kinds = pd.cut(frame["rating"], [0, 2, 3, 5], labels=["negative", "neutral", "positive"])
    for kind, rows in frame[old].groupby(kinds[old], observed=True):
        found = metrics["whole"]["current"]["answered"][kind]
        assert (found["count"], found["of"]) == (rows["posted_at"].notna().sum(), len(rows))
        assert found["per_mille"] == int(found["count"] * 1000 / found["of"] + 0.5)
    missed = frame[old & frame["posted_at"].isna() & (frame["rating"] <= 2)].sort_values("received_at")
    assert [own["inbound"]["id"] for own in metrics["ignored"]["listed"]] == list(missed["id"])
    assert metrics["whole"]["current"]["sentiment"]["mean"] == pytest.approx(frame["rating"].mean(), abs=0.005)


def test_the_divergence_of_voices(tmp_path: Path) -> None:
    """Replies of common words alone, so that the features can be counted by splitting at spaces."""
    language = tomllib.loads((ROOT / "rules/language/en.audit.toml").read_text(encoding="utf-8"))
    words: list[str] = language["common"]
    plain = [word for word in words if "'" not in word and word not in {"i", "sorry"}]
    random = np.random.default_rng(3)
    own = {"Elm": plain[:90], "Oak": plain[30:120], "Fir": plain[30:120]}
    texts: dict[str, list[str]] = {
        name: [" ".join(["we", *random.choice(choice, 6)]) + "." for _ in range(60)] for name, choice in own.items()
    }
    rows = [
        {"id": f"{name}{number}", "location": name, "draft": text, "posted_at": f"2026-03-{1 + number % 28:02}"}
        for name, all_texts in texts.items()
        for number, text in enumerate(all_texts)
    ]
    found = audit(tmp_path, rows, brand())
    # Greetings, sign-offs and other features: one of each kind stands in every reply.
    size = len(words) + (len(language["greeting"]) + 1) + (len(language["sign_off"]) + 3) + 6

    def distribution(names: list[str]) -> Any:
        counts = np.zeros(size)
        for text in (text for name in names for text in texts[name]):
            for word in text.rstrip(".").split():
                counts[words.index(word)] += 1
            counts[len(words) : len(words) + 3] += 1
        return (counts + 0.5) / (counts + 0.5).sum()

    for voice in found["voices"]:
        name = voice["location"]
        p, q = distribution([name]), distribution([other for other in texts if other != name])
        mean = (p + q) / 2
        divergence = (p @ np.log2(p / mean) + q @ np.log2(q / mean)) / 2
        assert voice["replies"] == 60
        assert voice["drift"]["divergence"] == pytest.approx(divergence, abs=5.1e-5)
    drifts = {voice["location"]: voice["drift"] for voice in found["voices"]}
    assert drifts["Elm"]["flagged"]
    assert drifts["Elm"]["divergence"] > drifts["Elm"]["expected"]
