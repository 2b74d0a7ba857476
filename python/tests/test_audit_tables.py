"""Files of tables that pyarrow writes: the package and the command read them as they read the same rows from CSV."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import replylint

pa: Any = pytest.importorskip("pyarrow")
ROOT = Path(__file__).parents[2]
COMMAND = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "replylint"
START = datetime(2026, 7, 1, 9, tzinfo=timezone.utc)
ROWS = 500


def table() -> Any:
    """Rows of many types."""
    late = [None if at % 5 == 0 else START + timedelta(hours=at, minutes=at % 90) for at in range(ROWS)]
    sold = "Thank you for telling us about the window; it has been mended since."
    replies = [
        None if at % 5 == 0 else sold if at % 3 == 0 else f"Thank you, table {at} is yours." for at in range(ROWS)
    ]
    replies[7] = "Thank you for your visit! We are glad that your root canal went well."
    return pa.table(
        {
            "id": pa.array(range(ROWS), pa.int32()),
            "location": pa.array([f"Store {at % 4}" for at in range(ROWS)]).dictionary_encode(),
            "agent": pa.array([f"Ann {at % 3}" for at in range(ROWS)], pa.large_string()),
            "rating": pa.array([Decimal(1 + at % 5) if at % 7 else None for at in range(ROWS)], pa.decimal128(3, 1)),
            "review": ['The wait, they said, was "long".' if at % 3 == 0 else "Lovely people." for at in range(ROWS)],
            "received_at": pa.array([START + timedelta(hours=at) for at in range(ROWS)], pa.timestamp("us", tz="UTC")),
            "reply": replies,
            "posted_at": pa.array(late, pa.timestamp("ms", tz="UTC")),
        }
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same rows in all forms, CSV first."""
    from pyarrow import csv, feather, parquet

    folder = tmp_path_factory.mktemp("tables")
    rows = table()
    at = rows.schema.get_field_index("location")
    csv.write_csv(rows.set_column(at, "location", rows["location"].cast(pa.string())), folder / "rows.csv")
    for codec in ["none", "snappy", "gzip", "lz4", "zstd"]:
        parquet.write_table(rows, folder / f"{codec}.parquet", compression=codec, row_group_size=120)
    parquet.write_table(rows, folder / "pages.pq", version="1.0", data_page_version="2.0", use_dictionary=False)
    feather.write_feather(rows, str(folder / "rows.feather"), compression="lz4", chunksize=120)
    feather.write_feather(rows, str(folder / "rows.arrow"), compression="zstd")
    with pa.ipc.new_stream(folder / "rows.arrows", rows.schema) as stream:
        stream.write_table(rows, max_chunksize=120)
    return sorted(folder.iterdir(), key=lambda path: (path.suffix != ".csv", path.name))


def test_the_package_reads_them(files: list[Path]) -> None:
    expected = replylint.audit(files[0])
    assert expected.metrics["rows"]["added"] == ROWS
    assert expected.metrics["whole"]["current"]["disclosing"]["count"] == 1
    for path in files[1:]:
        assert replylint.audit(path).metrics == expected.metrics, path.name


def test_the_command_reads_them(files: list[Path]) -> None:
    # The package's own command reads no tables; the tests of the crates build the one that does.
    assert COMMAND.exists(), "build it: cargo build -p replylint-cli"

    def figures(path: Path) -> bytes:
        run = subprocess.run([COMMAND, "audit", path, "--json", "-"], capture_output=True, check=True)
        return run.stdout

    expected = figures(files[0])
    assert json.loads(expected) == replylint.audit(files[0]).metrics
    for path in files[1:]:
        assert figures(path) == expected, path.name
