"""replylint.spark on a real Spark: several Python processes give what one gives.

Skipped where pyspark or Java is missing; `scripts/spark` brings both together.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import replylint
from replylint import Brand, History, HistoryError, Linter, Pack, RecordError, Report, RowError

pyspark = pytest.importorskip("pyspark")
pandas = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Java is not installed", allow_module_level=True)
if not (Path(pyspark.__file__).parent / "jars").is_dir() or int(pandas.__version__.partition(".")[0]) > 2:
    pytest.skip("pyspark is the client alone, or pandas is newer than what Spark knows", allow_module_level=True)

from conftest import BRAND, HOUSE  # noqa: E402
from pyspark.sql import DataFrame, Row, SparkSession  # noqa: E402
from pyspark.sql.types import StructType  # noqa: E402

from replylint import spark as on_spark  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
REPLIES = ROOT / "examples" / "python" / "replies.csv"
KEY = bytes(range(32))
SCHEMA = (
    "number long, id string, location string, channel string, rating double, author string, posted_at timestamp, "
    "inbound string, draft string, extra map<string,int>"
)

# What a session on one machine needs where no name of the machine is known.
LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "3",
}
ENVIRONMENT = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    os.environ.update(ENVIRONMENT)
    builder = SparkSession.builder.master("local[2]").appName("replylint")
    for name, value in LOCAL.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def rows(count: int = 400) -> list[dict[str, Any]]:
    """Rows of a DataFrame: the replies of the example over and over, some null, some that make no sense."""
    with REPLIES.open(encoding="utf-8", newline="") as file:
        replies = list(csv.DictReader(file))
    made = []
    for number in range(count):
        reply: dict[str, Any] = {name: value or None for name, value in replies[number % len(replies)].items()}
        reply["number"] = number
        reply["id"] = f"{reply['id']}-{number}"
        reply["rating"] = float(reply["rating"]) if reply["rating"] else None
        reply["posted_at"] = datetime(2026, 9, 1, 23, 30, tzinfo=timezone.utc) + timedelta(hours=number)
        reply["extra"] = {"a": number} if number % 3 else None
        if number % 17 == 3:
            reply["draft"] = None
        if number % 17 == 5:
            reply["draft"] = f"👋🏽 {reply['draft']} é"
        if number % 17 == 7:
            reply["channel"] = "pigeon"
        if number % 17 == 9:
            reply["rating"] = 9.0
        if number % 17 == 11:
            reply["draft"] = ""
        made.append(reply)
    return made


def frame(session: SparkSession, made: list[dict[str, Any]], partitions: int = 7) -> DataFrame:
    names = [column.split()[0] for column in SCHEMA.split(", ")]
    df = session.createDataFrame([tuple(row[name] for name in names) for row in made], SCHEMA)
    return df.repartition(partitions)


def records(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows as `lint_many` takes them."""
    return [{name: value for name, value in row.items() if name not in ("number", "extra")} for row in made]


def same(cell: dict[str, Any], expected: Report | RowError) -> None:
    """A cell of the column `replylint` says what a report says."""
    if isinstance(expected, RowError):
        assert cell["error"] == {"code": expected.code, "field": expected.field, "message": expected.message}
        assert (cell["verdict"], cell["findings"], cell["policy"]) == (None, None, None)
        return
    assert cell["error"] is None
    assert cell["id"] == expected.id
    assert (cell["verdict"], cell["worst"]) == (expected.verdict, expected.worst)
    findings = [{name: getattr(finding, name) for name in cell["findings"][0]} for finding in expected.findings]
    assert cell["findings"] == findings
    assert [item["role"] for item in cell["escalations"]] == [item.role for item in expected.escalations]
    assert [item["reason"] for item in cell["unchecked"]] == [item.reason for item in expected.unchecked]
    for score in ("coverage", "anchors", "own_facts", "reuse"):
        assert cell[score] == getattr(expected.scores, score)
    assert cell["policy"] == expected.policy.digest


def compare(checked: DataFrame, made: list[dict[str, Any]], linter: Linter) -> list[Row]:
    """Every row is there, once, and is what one machine says."""
    done = sorted(checked.collect(), key=lambda row: row["number"])
    assert [row["number"] for row in done] == [row["number"] for row in made]
    expected = linter.lint_many(records(made), errors="return")
    for row, report in zip(done, expected, strict=True):
        same(row["replylint"].asDict(recursive=True), report)
    return done


def test_every_row_is_what_one_machine_says(session: SparkSession) -> None:
    made = rows()
    df = frame(session, made)
    linter = Linter(regime="hipaa", packs=[Pack(HOUSE)])
    checked = on_spark.lint(df, linter=linter)
    done = compare(checked, made, linter)
    codes = [row["replylint"]["error"]["code"] for row in done if row["replylint"]["error"]]
    assert set(codes) == {"missing-draft", "unknown-value", "wrong-type"}
    assert 0 < len(codes) < len(done) // 2
    assert {row["replylint"]["verdict"] for row in done} >= {"pass", "revise", "block", "unchecked", None}

    # The input's columns stand first, as they were.
    assert checked.schema == StructType([*df.schema.fields, *checked.schema.fields[-1:]])
    before = sorted(df.collect(), key=lambda row: row["number"])
    assert [tuple(row)[:-1] for row in done] == [tuple(row) for row in before]
    # The declared type is that of the tables of reports.
    declared = checked.schema["replylint"].dataType
    assert declared == on_spark.report_type()
    table = linter.lint_table(records(made)[:2])
    assert [of.name for of in on_spark.report_type()] == [
        name for name in table.to_pyarrow().column_names if name != "row"
    ]


def test_several_processes_build_the_linter_once_each(session: SparkSession) -> None:
    made = rows(300)
    df = frame(session, made, partitions=12)
    linter = Linter(regime="part2", profile="strict")
    compare(on_spark.lint(df, linter=linter), made, linter)
    compare(on_spark.lint(df, linter=linter), made, linter)

    def probe(batches: Iterator[Any]) -> Iterator[Any]:
        import os
        import time

        import pyarrow as pa

        from replylint import spark

        for _ in batches:
            pass
        time.sleep(0.3)
        info = spark._linter.cache_info()
        row = {"pid": [os.getpid()], "misses": [info.misses], "hits": [info.hits]}
        yield pa.RecordBatch.from_pydict(row)

    workers = {row["pid"]: row for row in df.mapInArrow(probe, "pid long, misses long, hits long").collect()}
    assert len(workers) > 1
    assert os.getpid() not in workers
    built = [row for row in workers.values() if row["misses"]]
    assert len(built) > 1
    # Two policies at the most were seen by these processes so far, in many tasks.
    assert all(row["misses"] <= 3 for row in built)
    assert sum(row["hits"] for row in built) > sum(row["misses"] for row in built)


def test_columns_of_other_names_and_shapes(session: SparkSession) -> None:
    schema = (
        "n int, reply string, review string, who string, posted_at timestamp_ntz, regime string, "
        "context struct<authenticated: boolean, consent: string>, thread array<struct<role: string, text: string>>, "
        "`a.b` decimal(3,1)"
    )
    at = datetime(2026, 9, 1, 8)
    data: list[tuple[Any, ...]] = [
        (1, "Lea, your crown is in!", "When?", "Lea", at, "hipaa", (True, None), [("customer", "Hi")], Decimal(5)),
        (2, "Thanks for your recent visit!", None, None, None, None, None, None, None),
        (3, "The gate is open from nine.", "Is it?", "Al", at, "none", (None, "reminders"), [], Decimal("1.0")),
    ]
    df = session.createDataFrame(data, schema)
    names = {"author": "who", "rating": "a.b"}
    done = on_spark.lint(df, draft="reply", inbound="review", columns=names, report="found", explain=False, threads=2)
    expected = replylint.lint_many(
        [
            {
                "draft": draft,
                "inbound": inbound,
                "author": who,
                "posted_at": posted_at,
                "regime": regime,
                "context": context and {"authenticated": context[0], "consent": context[1]},
                "thread": thread and [{"role": role, "text": text} for role, text in thread],
                "rating": rating and float(rating),
            }
            for _, draft, inbound, who, posted_at, regime, context, thread, rating in data
        ]
    )
    for row, report in zip(sorted(done.collect()), expected, strict=True):
        assert row["found"]["verdict"] == report.verdict
        assert [item["rule"] for item in row["found"]["findings"]] == [item.rule for item in report.findings]
        assert all(item["why"] is None for item in row["found"]["findings"])
        assert row["found"]["policy"] == report.policy.digest
    assert done.where("found.verdict = 'block'").selectExpr("explode(found.findings.rule) rule").count() > 0
    assert on_spark.lint(df.where("n > 3"), draft="reply").count() == 0


def test_what_cannot_work_is_refused_at_once(session: SparkSession, tmp_path: Path) -> None:
    df = frame(session, rows(4))
    with pytest.raises(ValueError, match="no column `reply`"):
        on_spark.lint(df, draft="reply")
    with pytest.raises(RecordError, match="chanel"):
        on_spark.lint(df.withColumn("chanel", df["channel"]))
    with pytest.raises(RecordError, match="no column `draft`"):
        on_spark.lint(df.drop("draft"))
    with pytest.raises(TypeError, match="Map"):
        on_spark.lint(df, inbound="extra")
    with pytest.raises(ValueError, match="named twice"):
        on_spark.lint(df, draft="draft", columns={"draft": "inbound"})
    with pytest.raises(ValueError, match="has a column `DRAFT`"):
        on_spark.lint(df, report="DRAFT")
    with pytest.raises(ValueError, match="threads"):
        on_spark.lint(df, threads=0)
    with pytest.raises(TypeError, match="belong to the linter"):
        on_spark.lint(df, linter=Linter(), regime="none")
    with pytest.raises(FileNotFoundError):
        on_spark.lint(df, brand=tmp_path / "none.toml")
    history = History.build(["The gate is open again, and the bell beside it rings upstairs."], key=KEY)
    with pytest.raises(TypeError, match="give key="):
        on_spark.lint(df, history=history)
    with pytest.raises(TypeError, match="give history="):
        on_spark.lint(df, key=KEY)
    with pytest.raises(HistoryError, match="key"):
        on_spark.lint(df, history=history, key=KEY[::-1])
    with pytest.raises(HistoryError, match="at least 16"):
        on_spark.history(df, key=b"short")


def test_brand_and_history_travel(session: SparkSession, tmp_path: Path) -> None:
    """Both files are gone before the first task runs."""
    made = rows(120)
    earlier = [row for row in records(made) if row["draft"] and row["rating"] != 9 and row["channel"] != "pigeon"]
    history = History.build(earlier, key=KEY)
    brand, file = tmp_path / "house.toml", tmp_path / "replies.history"
    brand.write_text(BRAND + '[terms]\nbanned = ["croissants"]\n', encoding="utf-8")
    history.save(file)
    linter = Linter(brand=Brand.load(brand), regime="hipaa", history=history)
    df = frame(session, made, partitions=5)
    checked = [
        on_spark.lint(df, brand=brand, regime="hipaa", history=str(file), key=KEY),
        on_spark.lint(df, brand=linter.brand, regime="hipaa", history=history, key=KEY),
        on_spark.lint(df, linter=linter, key=KEY),
    ]
    brand.unlink()
    file.unlink()
    for each in checked:
        done = compare(each, made, linter)
    found = {finding["rule"] for row in done for finding in row["replylint"]["findings"] or ()}
    assert "generic/reused-reply" in found
    assert any(rule.startswith("brand/") for rule in found)


def test_a_history_is_the_same_however_it_is_built(session: SparkSession) -> None:
    made = [row for row in rows(500) if row["draft"] and row["rating"] != 9 and row["channel"] != "pigeon"]
    made += made[40:60]  # exports overlap; a reply with an id counts once
    made += [made[5] | {"id": None}, made[5] | {"id": None}]
    whole = History.build(records(made), key=KEY)
    for partitions in (1, 2, 7, 40):
        assert on_spark.history(frame(session, made, partitions), key=KEY).to_bytes() == whole.to_bytes()
    df = frame(session, made)
    session.conf.set("spark.sql.session.timeZone", "Pacific/Auckland")
    assert on_spark.history(df.orderBy("draft"), key=KEY) == whole
    session.conf.set("spark.sql.session.timeZone", "UTC")
    renamed = df.withColumnsRenamed({"draft": "what we said", "author": "who"})
    assert on_spark.history(renamed, text="what we said", columns={"author": "who"}, key=KEY) == whole
    assert on_spark.history(df.withColumnRenamed("draft", "reply"), key=KEY) == whole
    assert len(whole) == len(made) - 20
    assert on_spark.history(df.where("false"), key=KEY) == History.build([], key=KEY)


def test_a_reply_that_makes_no_sense_is_named(session: SparkSession) -> None:
    made = rows(4)
    with pytest.raises(RecordError) as raised:
        on_spark.history(frame(session, made), key=KEY)
    assert (raised.value.code, raised.value.id, raised.value.row) == ("missing-draft", made[3]["id"], None)


def blocks(kind: str) -> str:
    """The blocks of the page on Spark that are of a kind, one after the other."""
    page = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```python no-test {kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found
    return "\n".join(found)


def test_the_page_on_spark(
    session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("brand.toml").write_text(BRAND, encoding="utf-8")
    Path("tenant.key").write_bytes(KEY)
    made = [row for row in rows(60) if row["draft"] and row["rating"] != 9 and row["channel"] != "pigeon"]
    names: dict[str, Any] = {"replies": frame(session, made).drop("number").withColumnRenamed("draft", "reply_text")}
    exec(blocks("spark"), names)
    assert names["checked"].count() == names["repeated"].count() == len(names["history"]) == len(made)
    assert "phi/treatment" in capsys.readouterr().out


def same_audit(made: replylint.Audit, expected: replylint.Audit, ordered: bool = True) -> None:
    """State, figures and page, byte for byte; the page names bad rows by number, so where rows have an order alone."""
    assert made.to_bytes() == expected.to_bytes()
    assert made.to_json() == expected.to_json()
    assert (made.failed, made.notes) == (expected.failed, expected.notes)
    assert Counter(reason for *_, reason in made.faults) == Counter(reason for *_, reason in expected.faults)
    if ordered:
        assert made.faults == expected.faults
        assert made.to_html() == expected.to_html()


def test_an_audit_is_that_of_one_machine(session: SparkSession, tmp_path: Path) -> None:
    brand = tmp_path / "house.toml"
    brand.write_text(
        BRAND + '[themes]\nwaiting = ["wait*", "queue"]\n[[identity.locations]]\nname = "Elm Street"\n'
        'hours = ["Mon-Fri 9:00-17:00"]\ntime_zone = "America/New_York"\n',
        encoding="utf-8",
    )
    options: dict[str, Any] = {
        "columns": {"inbound": "inbound", "channel": "channel"},
        "brand": brand,
        "regime": "hipaa",
        "period": "2026-09",
        "target": 3600,
        "key": KEY,
        "title": "House",
        "show_text": True,
        "by_agent": True,
    }
    made = rows(400)
    df = frame(session, made).drop("extra")
    session.conf.set("spark.sql.session.timeZone", "Pacific/Auckland")
    for each, ordered in ((df, False), (df.coalesce(1), False), (df.orderBy("number"), True)):
        there = [row.asDict() for row in each.collect()]
        for row in there:
            row["posted_at"] = row["posted_at"].astimezone(timezone.utc) if row["posted_at"] else None
        expected = replylint.audit(there, **options)
        assert expected.failed > 0
        same_audit(on_spark.audit(each, **options), expected, ordered)
    session.conf.set("spark.sql.session.timeZone", "UTC")
    brand.unlink()

    dates = df.selectExpr(
        "draft", "inbound", "location as store", "date_format(posted_at, 'M/d/yyyy HH:mm') as replied_at"
    )
    there = [row.asDict() for row in dates.collect()]
    given: dict[str, Any] = {"dates": "month-first", "time_zone": "America/Chicago"}
    expected = replylint.audit(there, **given)
    assert expected.metrics["rows"]["first"] is not None
    same_audit(on_spark.audit(dates, threads=2, **given), expected, ordered=False)
    same_audit(on_spark.audit(df.where("false")), replylint.audit([]))


def test_an_audit_runs_in_several_processes(session: SparkSession) -> None:
    df = frame(session, rows(300), partitions=12)

    def probe(batches: Iterator[Any]) -> Iterator[Any]:
        import os
        import time

        import pyarrow as pa

        from replylint import spark

        for _ in batches:
            pass
        time.sleep(0.3)
        yield pa.RecordBatch.from_pydict({"pid": [os.getpid()], "misses": [spark._linter.cache_info().misses]})

    def built() -> dict[int, int]:
        return {row["pid"]: row["misses"] for row in df.mapInArrow(probe, "pid long, misses long").collect()}

    before = built()
    audited = on_spark.audit(df, linter=Linter(regime="part2", profile="lenient"))
    assert len(audited) + audited.failed == 300
    after = built()
    assert len([pid for pid in after if after[pid] > before.get(pid, 0)]) > 1
    assert os.getpid() not in after


def test_conversations_come_together(session: SparkSession) -> None:
    messages: list[dict[str, Any]] = [
        {
            "thread": f"c{at % 20}",
            "role": role,
            "text": text,
            "at": datetime(2026, 9, 1 + at % 20, hour, tzinfo=timezone.utc),
        }
        for hour, role, text in (
            (8, "customer", "Are you open?"),
            (9, "agent", "Until five."),
            (10, "customer", "Thanks"),
        )
        for at in range(20)
    ]
    together = sorted(messages, key=lambda row: row["thread"])
    names = {"conversation": "thread"}
    schema = "thread string, role string, text string, at timestamp"
    df = session.createDataFrame([tuple(row.values()) for row in messages], schema).repartitionByRange(4, "at")
    made = on_spark.audit(df, columns=names)
    assert made.failed == 0
    expected = replylint.audit(together, columns=names)
    assert made.metrics["whole"]["current"]["replies"] == 20
    assert made.metrics["whole"]["current"]["response"]["calendar"]["median_s"] == 3600
    assert made.to_json() == expected.to_json()


def test_tickets_with_their_comments(session: SparkSession) -> None:
    """A preset of nested rows, whose times lie within lists of structs."""
    at = datetime(2026, 9, 1, 23, 30, tzinfo=timezone.utc)
    tickets = [
        {
            "id": number,
            "requester_id": 7,
            "brand_id": 9,
            "created_at": at,
            "comments": [
                {"id": 1, "author_id": 7, "plain_body": "My bill?", "public": True, "created_at": at},
                {"id": 2, "author_id": 8, "plain_body": "Ask Ann.", "public": False, "created_at": at},
                {
                    "id": 3,
                    "author_id": 8,
                    "plain_body": f"We look into bill {number}.",
                    "public": True,
                    "created_at": at + timedelta(hours=number),
                },
            ],
        }
        for number in range(1, 25)
    ]
    schema = (
        "id long, requester_id long, brand_id long, created_at timestamp, comments array<struct<"
        "id: long, author_id: long, plain_body: string, public: boolean, created_at: timestamp>>"
    )
    df = session.createDataFrame(tickets, schema).repartition(5)
    session.conf.set("spark.sql.session.timeZone", "Pacific/Auckland")
    made = on_spark.audit(df, preset="zendesk")
    session.conf.set("spark.sql.session.timeZone", "UTC")
    expected = replylint.audit(tickets, preset="zendesk")
    assert made.to_bytes() == expected.to_bytes()
    assert made.to_json() == expected.to_json()
    assert made.metrics["rows"]["last"] == "2026-09-02"


def test_an_audit_that_cannot_be_made_is_refused_at_once(session: SparkSession) -> None:
    df = frame(session, rows(4))
    history = History.build(["The gate is open again, and the bell beside it rings upstairs."], key=KEY)
    with pytest.raises(ValueError, match="without a history"):
        on_spark.audit(df, linter=Linter(history=history))
    with pytest.raises(ValueError, match="no column looks like the reply"):
        on_spark.audit(df.select("inbound"))
    with pytest.raises(ValueError, match="there is no column"):
        on_spark.audit(df, columns={"draft": "Reply"})
    with pytest.raises(ValueError, match="2026-Q3"):
        on_spark.audit(df, period="soon")
    with pytest.raises(ValueError, match="time zone"):
        on_spark.audit(df, time_zone="Mars/Olympus")
    with pytest.raises(ValueError, match="threads"):
        on_spark.audit(df, threads=0)
    with pytest.raises(TypeError, match="leave the linter out"):
        on_spark.audit(df, linter=Linter(), regime="none")


CLUSTER = """
import os, sys
from pyspark.sql import SparkSession
import replylint
from replylint import History, Linter, spark

KEY = bytes(range(32))
builder = SparkSession.builder
for name, value in {local!r}.items():
    builder = builder.config(name, value)
session = builder.{master}.getOrCreate()
texts = ["Lea, your crown is in!", "Thanks for your recent visit!", None, "The gate on Pier Street is open again."]
drafts = [(number, texts[number % 4]) for number in range(200)]
df = session.createDataFrame(drafts, "number int, draft string").repartition(6)
history = spark.history(df.where("draft is not null"), key=KEY)
assert history == History.build([text for _, text in drafts if text], key=KEY)
linter = Linter(regime="hipaa", history=history)
done = sorted(spark.lint(df, linter=linter, key=KEY).collect())
expected = linter.lint_many([{{"draft": text}} for _, text in drafts], errors="return")
assert len(done) == len(expected) == 200
for row, report in zip(done, expected):
    found = row["replylint"]
    if row["draft"] is None:
        assert found["error"]["code"] == report.code == "missing-draft"
        continue
    assert found["verdict"] == report.verdict and found["policy"] == report.policy.digest
    assert [item["fingerprint"] for item in found["findings"]] == [item.fingerprint for item in report.findings]
    assert found["reuse"] == report.scores.reuse

rows = [dict(number=number, draft=text, location=f"Store {{number % 3}}") for number, text in drafts]
sent = session.createDataFrame(rows, "number int, draft string, location string").orderBy("number")
audited = spark.audit(sent, columns=dict(id="number"), regime="hipaa", key=KEY)
assert audited.metrics["whole"]["current"]["disclosing"]["count"] > 0
there = replylint.audit([row.asDict() for row in sent.collect()], columns=dict(id="number"), regime="hipaa", key=KEY)
assert audited.to_bytes() == there.to_bytes() and audited.to_html() == there.to_html()

def probe(batches):
    import os, time
    import pyarrow as pa
    for _ in batches:
        pass
    time.sleep(0.5)
    yield pa.RecordBatch.from_pydict({{"parent": [os.getppid()], "pid": [os.getpid()]}})

workers = {{tuple(row) for row in df.mapInArrow(probe, "parent long, pid long").collect()}}
print("parents", len({{parent for parent, _ in workers}}), "workers", len(workers))
session.stop()
"""


def test_daft() -> None:
    """The recipe of the page."""
    daft = pytest.importorskip("daft")
    made = rows(60)
    replies = daft.from_pydict({name: [row[name] for row in made] for name in ("number", "draft", "inbound")})
    names: dict[str, Any] = {"replies": replies}
    exec(blocks("daft"), names)
    linter: Linter = names["linter"]
    texts = [{"draft": row["draft"], "inbound": row["inbound"]} for row in made]
    done = sorted(names["checked"].to_pylist(), key=lambda row: row["number"])
    for row, report in zip(done, linter.lint_many(texts, errors="return"), strict=True):
        same(row["replylint"], report)


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    return done.stdout


def test_a_cluster_of_two_workers() -> None:
    """Two executors, each a JVM with Python processes of its own, and files fetched from the driver."""
    said = run(CLUSTER.format(local=LOCAL, master='master("local-cluster[2,1,1024]")'))
    assert "parents 2 workers 2" in said


@pytest.mark.skipif(importlib.util.find_spec("grpc") is None, reason="Spark Connect needs grpcio")
def test_spark_connect() -> None:
    assert "workers 2" in run(CLUSTER.format(local={}, master='remote("local[2]")'))
