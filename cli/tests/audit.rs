//! Exports are read as their tools write them: one synthetic export for each preset, in the documented layout, and what
//! is left open is settled in the open. And the page that comes of figures.

use replylint::Channel;
use replylint_cli::audit::{DayOrder, Entry, Export, Found, Reading, parse_map, preset, presets, zone};

fn export(text: &'static str, name: &str, reading: &Reading) -> Result<Export<'static>, String> {
    Export::open(Box::new(text.as_bytes()), name, reading)
}

fn of_preset(name: &str) -> Reading {
    let mut reading = Reading::default();
    reading.preset = Some(preset(name).expect("known"));
    reading.channel = reading.preset.map(|preset| preset.channel);
    reading
}

/// A line for each entry: what an audit reads of it.
fn told(export: &mut Export<'_>) -> Vec<String> {
    export
        .map(|found| {
            let Found { row, entry, .. } = found.expect("readable");
            let (what, draft) = match entry {
                Ok(Entry::Reply(draft)) => ("reply", draft),
                Ok(Entry::Unanswered(draft)) => ("unanswered", draft),
                Ok(_) => unreachable!(),
                Err(error) => return format!("{row} {}", error.code),
            };
            let mut line = format!("{row} {what}");
            let mut put = |name: &str, value: Option<&str>| {
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    line.push_str(&format!(" {name}={value:?}"));
                }
            };
            put("id", draft.id.as_deref());
            put("text", Some(&*draft.text));
            put("format", draft.format.map(|format| format.as_str()));
            put("inbound", draft.inbound.as_deref());
            put("author", draft.author.as_deref());
            put("rating", draft.rating.map(|stars| stars.to_string()).as_deref());
            put("channel", draft.channel.map(Channel::as_str));
            put("location", draft.location.as_deref());
            put("brand", draft.brand.as_deref());
            put("agent", draft.agent.as_deref());
            put("received", draft.received_at.as_deref());
            put("posted", draft.posted_at.as_deref());
            line
        })
        .collect()
}

const GOOGLE: &str = r#"{
  "reviews": [
    {"name": "accounts/11/locations/22/reviews/a1", "reviewId": "a1",
     "reviewer": {"displayName": "Dana K.", "isAnonymous": false}, "starRating": "ONE",
     "comment": "Rude at the desk.", "createTime": "2026-07-01T15:01:23.045123456Z", "updateTime": "2026-07-01T15:01:23Z",
     "reviewReply": {"comment": "Thank you for telling us.", "updateTime": "2026-07-02T09:00:00Z"}},
    {"name": "accounts/11/locations/33/reviews/b2", "reviewId": "b2",
     "reviewer": {"isAnonymous": true}, "starRating": "FIVE", "createTime": "2026-07-03T15:01:23Z"}
  ],
  "averageRating": 3.0, "totalReviewCount": 2
}"#;

#[test]
fn google_business_profile() {
    let mut export = export(GOOGLE, "reviews.json", &of_preset("google-business-profile")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="a1" text="Thank you for telling us." inbound="Rude at the desk." author="Dana K." rating="1" channel="public_review" location="22" received="2026-07-01T15:01:23.045123456Z" posted="2026-07-02T09:00:00Z""#,
            r#"2 unanswered id="b2" rating="5" channel="public_review" location="33" received="2026-07-03T15:01:23Z""#,
        ]
    );
    assert_eq!(export.notes(), [""; 0]);
}

#[test]
fn google_business_profile_as_a_table() {
    let table = "reviewId,reviewer.displayName,starRating,comment,createTime,reviewReply.comment,reviewReply.updateTime,name\n\
                 a1,Dana K.,TWO,\"Slow, and rude.\",2026-07-01T15:01:23Z,Thank you.,2026-07-02T09:00:00Z,accounts/11/locations/22/reviews/a1\n";
    let mut export = export(table, "reviews.csv", &of_preset("google-business-profile")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="a1" text="Thank you." inbound="Slow, and rude." author="Dana K." rating="2" channel="public_review" location="22" received="2026-07-01T15:01:23Z" posted="2026-07-02T09:00:00Z""#
        ]
    );
}

#[test]
fn yelp() {
    let text = r#"{"reviews": [{"id": "y1", "url": "u", "text": "Long wait.", "rating": 2, "time_created": "2026-07-01 00:41:13",
        "user": {"id": "u1", "name": "Ella A."}, "response_text": "We hear you.", "reply_date": "2026-07-01 10:00:00"}]}"#;
    let mut export = export(text, "yelp.json", &of_preset("yelp")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="y1" text="We hear you." inbound="Long wait." author="Ella A." rating="2" channel="public_review" received="2026-07-01T00:41:13-07:00" posted="2026-07-01T10:00:00-07:00""#
        ]
    );
    assert_eq!(export.notes(), ["times that name no zone are read in America/Los_Angeles, as the preset says"]);
}

#[test]
fn zendesk() {
    let text = concat!(
        r#"{"id": 35, "subject": "Bill", "requester_id": 7, "brand_id": 9, "created_at": "2026-07-01T10:00:00Z", "comments": ["#,
        r#"{"id": 1, "author_id": 7, "body": "My bill?", "html_body": "<p>My bill?</p>", "plain_body": "My bill?", "public": true, "created_at": "2026-07-01T10:00:00Z"},"#,
        r#"{"id": 2, "author_id": 8, "body": "Ask Ann.", "public": false, "created_at": "2026-07-01T10:05:00Z"},"#,
        r#"{"id": 3, "author_id": 8, "html_body": "<p>We are looking.</p>", "public": true, "created_at": "2026-07-01T10:30:00Z"},"#,
        r#"{"id": 4, "author_id": 7, "body": "Thanks", "public": true, "created_at": "2026-07-01T11:00:00Z"}]}"#,
        "\n",
        r#"{"id": 36, "requester_id": 7, "comments": [{"id": 5, "author_id": 7, "body": "Hello?", "public": true, "created_at": "2026-07-02T10:00:00Z"}]}"#,
        "\n"
    );
    let mut export = export(text, "tickets.json", &of_preset("zendesk")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="35/3" text="<p>We are looking.</p>" format="html" inbound="My bill?" channel="ticket" brand="9" agent="8" received="2026-07-01T10:00:00Z" posted="2026-07-01T10:30:00Z""#,
            r#"2 unanswered id="36" inbound="Hello?" channel="ticket" received="2026-07-02T10:00:00Z""#,
        ]
    );
}

#[test]
fn freshdesk() {
    let text = r#"[{"id": 20, "requester_id": 1, "responder_id": 2, "description": "<div>Where is it?</div>", "description_text": "Where is it?",
        "created_at": "2026-07-01T08:00:00Z", "conversations": [
        {"id": 3, "body_text": "A note.", "body": "<div>A note.</div>", "incoming": false, "private": true, "user_id": 2, "created_at": "2026-07-01T08:05:00Z"},
        {"id": 4, "body_text": "On its way.", "body": "<div>On its way.</div>", "incoming": false, "private": false, "user_id": 2, "created_at": "2026-07-01T09:00:00Z"},
        {"id": 5, "body_text": "Still not here.", "incoming": true, "private": false, "user_id": 1, "created_at": "2026-07-03T09:00:00Z"},
        {"id": 6, "body_text": "Sorry!", "incoming": false, "private": false, "user_id": 2, "created_at": "2026-07-03T09:10:00Z"}]}]"#;
    let mut export = export(text, "tickets.json", &of_preset("freshdesk")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="20/4" text="On its way." inbound="Where is it?" channel="ticket" agent="2" received="2026-07-01T08:00:00Z" posted="2026-07-01T09:00:00Z""#,
            r#"1 reply id="20/6" text="Sorry!" inbound="Still not here." channel="ticket" agent="2" received="2026-07-03T09:00:00Z" posted="2026-07-03T09:10:00Z""#,
        ]
    );
}

#[test]
fn intercom() {
    let text = r#"{"conversations": [{"type": "conversation", "id": "147", "created_at": 1751360400,
        "source": {"type": "conversation", "body": "<p>Do you open at 8?</p>", "author": {"type": "user", "id": "u", "name": "Jane"}},
        "conversation_parts": {"type": "conversation_part.list", "conversation_parts": [
          {"type": "conversation_part", "id": "1", "part_type": "assignment", "body": null, "created_at": 1751360410, "author": {"type": "admin", "id": "9"}},
          {"type": "conversation_part", "id": "2", "part_type": "comment", "body": "<p>I am a machine.</p>", "created_at": 1751360420, "author": {"type": "bot", "id": "5"}},
          {"type": "conversation_part", "id": "3", "part_type": "note", "body": "<p>ask Bo</p>", "created_at": 1751360430, "author": {"type": "admin", "id": "9"}},
          {"type": "conversation_part", "id": "4412", "part_type": "comment", "body": "<p>Yes, we open at 8.</p>", "created_at": 1751364000, "author": {"type": "admin", "id": "9", "name": "Ann"}}]}}]}"#;
    let mut export = export(text, "conversations.json", &of_preset("intercom")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="147/4412" text="<p>Yes, we open at 8.</p>" format="html" inbound="Do you open at 8?" author="Jane" channel="ticket" agent="9" received="2025-07-01T09:00:00Z" posted="2025-07-01T10:00:00Z""#
        ]
    );
}

#[test]
fn sprout() {
    let text = r#"{"guid":"g1","created_time":"2026-07-01T15:01:23Z","text":"Nice place.","customer_profile_id":492,"from":{"guid":"x","name":"Lou"},"reply":"Thank you, Lou.","replied at":"2026-07-01T16:00:00Z"}"#;
    let mut export = export(text, "messages.jsonl", &of_preset("sprout")).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="g1" text="Thank you, Lou." inbound="Nice place." author="Lou" channel="public_review" location="492" received="2026-07-01T15:01:23Z" posted="2026-07-01T16:00:00Z""#
        ]
    );
}

#[test]
fn hootsuite() {
    let text = "Conversation ID,Medium,Channel,Channel Display Name,Contact Primary Identifier,Message Direction,Message Content,Message Date,Agent Name\n\
                c1,Facebook,elm,Elm Street,Mo,inbound,Are you open?,2026-07-01 10:00:00,\n\
                c1,Facebook,elm,Elm Street,Mo,outbound,Until five.,2026-07-01 10:20:00,Ann\n\
                c2,Facebook,elm,Elm Street,Di,inbound,Hello?,2026-07-01 11:00:00,\n\
                c1,Facebook,elm,Elm Street,Mo,inbound,Thanks,2026-07-01 12:00:00,\n";
    let mut reading = of_preset("hootsuite");
    reading.zone = Some(zone("America/Chicago").expect("known"));
    let mut export = export(text, "messages.csv", &reading).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="c1/2026-07-01 10:20:00" text="Until five." inbound="Are you open?" author="Mo" channel="public_comment" location="Elm Street" agent="Ann" received="2026-07-01T10:00:00-05:00" posted="2026-07-01T10:20:00-05:00""#,
            r#"3 unanswered id="c2" inbound="Hello?" author="Di" channel="public_comment" location="Elm Street" received="2026-07-01T11:00:00-05:00""#,
            "4 not-together",
        ]
    );
}

#[test]
fn every_preset_is_read_by_a_test_here() {
    let own = include_str!("audit.rs");
    for preset in presets() {
        assert!(own.contains(&format!("of_preset(\"{}\")", preset.name)), "{}", preset.name);
    }
}

#[test]
fn columns_are_guessed_from_names_and_values() {
    let table = "Review ID,Review,Star Rating,Store,Response Time,Response,Review Date,Response Date\n\
                 1,Slow.,2 stars,Elm,2h 5m,Thank you.,07/13/2026 2:05 PM,07/13/2026 4:10 PM\n\
                 2,Good.,5 stars,Oak,,,07/14/2026 2:05 PM,\n\
                 3,Good.,lots,Oak,1h,Thanks!,07/14/2026 2:05 PM,soon\n\
                 4,Bad,1 star,Oak,1h\n";
    let mut export = export(table, "export.csv", &Reading::default()).expect("usable");
    assert_eq!(
        told(&mut export),
        [
            r#"1 reply id="1" text="Thank you." inbound="Slow." rating="2" location="Elm" received="2026-07-13T14:05:00" posted="2026-07-13T16:10:00""#,
            r#"2 unanswered id="2" inbound="Good." rating="5" location="Oak" received="2026-07-14T14:05:00""#,
            r#"3 reply id="3" text="Thanks!" inbound="Good." location="Oak" received="2026-07-14T14:05:00""#,
            "4 wrong-number-of-fields",
        ]
    );
    assert_eq!(export.mapping().unused(), ["Response Time"]);
    assert_eq!(
        export.notes(),
        [
            "times are read month-first, since some can be read in no other way",
            "4 times without a zone: read as the location's own time where the brand file has its zone, else as UTC; \
             `--time-zone` says otherwise",
            "1 value of rating could not be read and left out",
            "1 value of posted_at could not be read and left out",
        ]
    );
}

#[test]
fn what_was_named_and_cannot_be_read_is_a_bad_row() {
    let mut reading = Reading::default();
    reading.map = parse_map("draft=A,posted_at=When").expect("a map");
    reading.order = Some(DayOrder::DayFirst);
    let table = "A,When\nThank you.,soon\nThanks.,13/07/2026\n,\n";
    let lines = told(&mut export(table, "export.csv", &reading).expect("usable"));
    assert_eq!(lines, ["1 unknown-value", r#"2 reply text="Thanks." posted="2026-07-13""#, "3 missing-draft"]);
}

#[test]
fn what_makes_a_file_useless_is_said() {
    for (text, name, fault) in [
        ("Reply,Date\nThanks.,03/04/2026\n", "a.csv", "write `--dates month-first` or `--dates day-first`"),
        ("Reply,Date\nThanks.,13/04/2026\nThanks.,04/13/2026\n", "a.csv", "some times put the day first"),
        ("Notes,Date\nx,y\n", "a.csv", "no column looks like the reply; name it: `--map draft=NAME`"),
        ("", "a.csv", "is empty"),
        ("PAR1", "a.parquet", "are read from files"),
        ("PK", "a.xlsx", "save it as CSV"),
    ] {
        let error = export(text, name, &Reading::default()).expect_err(fault);
        assert!(error.contains(fault) && error.starts_with(name), "{error}");
    }
}

#[test]
fn an_export_of_faults_alone_is_read() {
    let mut export = export("{broken\n[1]\n", "a.jsonl", &Reading::default()).expect("usable");
    assert_eq!(told(&mut export), ["1 not-json", "2 not-an-object"]);
}

#[cfg(feature = "parquet")]
mod tables {
    //! Parquet and Arrow: the same rows as from CSV, whatever the types, and faults that are named.

    use super::{export, of_preset, told};
    use arrow_array::types::Int8Type;
    use arrow_array::{
        ArrayRef, Decimal128Array, DictionaryArray, DurationSecondArray, Int64Array, LargeStringArray, ListArray,
        RecordBatch, StringArray, StringViewArray, StructArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    };
    use arrow_ipc::writer::{FileWriter, StreamWriter};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::{Compression, GzipLevel, ZstdLevel};
    use parquet::file::properties::WriterProperties;
    use replylint::Linter;
    use replylint::audit::{Audit, AuditOptions, MetricsOptions};
    use replylint_cli::audit::{self, Export, Reading, Tally, parse_map};
    use std::sync::Arc;

    const CSV: &str = "id,location,agent,rating,review,received_at,reply,posted_at\n\
        1,Elm,Ann,1.0,\"Slow, and rude.\",2026-07-01T09:30:00-04:00,We are glad that your root canal went well.,2026-07-01T16:00:00Z\n\
        2,Oak,,5.0,Lovely people.,2026-07-02T09:30:00-04:00,,\n\
        3,Elm,Bo,,Where do I park?,2026-07-03T09:30:00-04:00,\"Thank you. \u{2764}\",2026-07-03T14:00:00.250Z\n\
        4,,Ann,4.0,,2026-07-04T09:30:00-04:00,Thank you for telling us about the window; it has been mended since.,2026-07-05T14:00:00Z\n\
        5,Elm,Ann,2.0,Cold soup.,,Thank you for telling us about the window; it has been mended since.,2026-07-06T14:00:00Z\n";
    const HOUR: i64 = 3_600_000_000;
    /// 2026-07-01T13:30:00Z.
    const FIRST: i64 = 1_782_912_600_000_000;

    /// The same rows as a table of many types.
    fn batch() -> RecordBatch {
        let thanks = "Thank you for telling us about the window; it has been mended since.";
        let locations: DictionaryArray<Int8Type> =
            vec![Some("Elm"), Some("Oak"), Some("Elm"), None, Some("Elm")].into_iter().collect();
        let ratings = Decimal128Array::from(vec![Some(10), Some(50), None, Some(40), Some(20)]);
        let received = (0..5).map(|day| (day < 4).then_some(FIRST + day * 24 * HOUR)).collect::<Vec<_>>();
        let posted = [Some(9_000_000), None, Some(174_600_250), Some(347_400_000), Some(433_800_000)];
        let posted = posted.map(|after| after.map(|after| FIRST / 1_000 + after));
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::new(Int64Array::from(vec![1, 2, 3, 4, 5]))),
            ("location", Arc::new(locations)),
            ("agent", Arc::new(StringViewArray::from(vec![Some("Ann"), None, Some("Bo"), Some("Ann"), Some("Ann")]))),
            ("rating", Arc::new(ratings.with_precision_and_scale(3, 1).expect("fits"))),
            (
                "review",
                Arc::new(LargeStringArray::from(vec![
                    Some("Slow, and rude."),
                    Some("Lovely people."),
                    Some("Where do I park?"),
                    None,
                    Some("Cold soup."),
                ])),
            ),
            ("received_at", Arc::new(TimestampMicrosecondArray::from(received).with_timezone("America/New_York"))),
            (
                "reply",
                Arc::new(StringArray::from(vec![
                    Some("We are glad that your root canal went well."),
                    None,
                    Some("Thank you. \u{2764}"),
                    Some(thanks),
                    Some(thanks),
                ])),
            ),
            ("posted_at", Arc::new(TimestampMillisecondArray::from(posted.to_vec()).with_timezone("UTC"))),
        ];
        RecordBatch::try_from_iter(columns).expect("even columns")
    }

    fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
        let properties =
            WriterProperties::builder().set_compression(compression).set_max_row_group_row_count(Some(2)).build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
        writer.write(batch).expect("written");
        writer.into_inner().expect("closed")
    }

    fn arrow(batch: &RecordBatch) -> [Vec<u8>; 2] {
        let mut file = FileWriter::try_new(Vec::new(), &batch.schema()).expect("a writer");
        let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).expect("a writer");
        for at in [0, 2] {
            let part = batch.slice(at, (batch.num_rows() - at).min(2 + at));
            file.write(&part).expect("written");
            stream.write(&part).expect("written");
        }
        [file.into_inner().expect("closed"), stream.into_inner().expect("closed")]
    }

    fn opened(bytes: &[u8], name: &str, reading: &Reading) -> Result<Export<'static>, String> {
        let mut file = tempfile::tempfile().expect("a file");
        std::io::Write::write_all(&mut file, bytes).expect("written");
        std::io::Seek::rewind(&mut file).expect("rewound");
        assert!(Export::is_table(name, reading));
        Export::of_table(file, name, reading)
    }

    fn figures(export: &mut Export<'_>) -> String {
        let linter = Linter::new().expect("built in");
        let (mut audit, mut tally) = (Audit::new(AuditOptions::new()), Tally::default());
        while let (Some(portion), ended) = audit::read(export, "export", &mut tally) {
            ended.expect("readable");
            audit::add(&portion, &linter, &mut audit, 1, |_| {}).expect("room");
        }
        let metrics = audit.metrics(&MetricsOptions::new()).expect("figures");
        serde_json::to_string(&metrics).expect("JSON")
    }

    #[test]
    fn tables_give_what_the_same_rows_give_as_csv() {
        let reading = Reading::default();
        let of_csv = || export(CSV, "export.csv", &reading).expect("usable");
        let (lines, metrics) = (told(&mut of_csv()), figures(&mut of_csv()));
        assert_eq!(lines.len(), 5);
        assert!(lines[0].contains("2026-07-01T09:30:00-04:00") && lines[2].contains('\u{2764}'), "{lines:?}");
        let mut files = Vec::new();
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(GzipLevel::default()),
            Compression::LZ4,
            Compression::LZ4_RAW,
            Compression::ZSTD(ZstdLevel::default()),
        ] {
            files.push((parquet(&batch(), compression), "export.parquet"));
        }
        files.extend(arrow(&batch()).map(|bytes| (bytes, "export.arrow")));
        for (bytes, name) in &files {
            let table = opened(bytes, name, &reading).expect("usable");
            assert_eq!(table.total(), name.ends_with("parquet").then_some(5));
            let got: Vec<String> = told(&mut { table }).into_iter().map(|line| line.replace(".25Z", ".250Z")).collect();
            assert_eq!(got, lines, "{name}");
            assert_eq!(figures(&mut opened(bytes, name, &reading).expect("usable")), metrics, "{name}");
        }
    }

    #[test]
    fn objects_and_lists_are_those_of_json() {
        let name: ArrayRef = Arc::new(StringArray::from(vec!["Dana K."]));
        let comment: ArrayRef = Arc::new(StringArray::from(vec!["Thank you for telling us."]));
        let time: ArrayRef = Arc::new(StringArray::from(vec!["2026-07-02T09:00:00Z"]));
        let reply = StructArray::try_from(vec![("comment", comment), ("updateTime", time)]).expect("even");
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("reviewId", Arc::new(StringArray::from(vec!["a1"]))),
            ("reviewer", Arc::new(StructArray::try_from(vec![("displayName", name)]).expect("even"))),
            ("starRating", Arc::new(StringArray::from(vec!["ONE"]))),
            ("comment", Arc::new(StringArray::from(vec!["Rude at the desk."]))),
            ("reviewReply", Arc::new(reply)),
        ];
        let batch = RecordBatch::try_from_iter(columns).expect("even columns");
        let bytes = parquet(&batch, Compression::SNAPPY);
        let mut table = opened(&bytes, "reviews.parquet", &of_preset("google-business-profile")).expect("usable");
        let line = r#"1 reply id="a1" text="Thank you for telling us." inbound="Rude at the desk." author="Dana K." rating="1" channel="public_review" posted="2026-07-02T09:00:00Z""#;
        assert_eq!(told(&mut table), [line]);
    }

    #[test]
    fn columns_that_hold_no_values_are_named() {
        let tags = ListArray::from_iter_primitive::<Int8Type, _, _>(vec![Some(vec![Some(1)])]);
        let from: ArrayRef = Arc::new(StringArray::from(vec!["Dana"]));
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("reply", Arc::new(StringArray::from(vec!["Thank you."]))),
            ("tags", Arc::new(tags)),
            ("from", Arc::new(StructArray::try_from(vec![("name", from)]).expect("even"))),
            ("wait", Arc::new(DurationSecondArray::from(vec![5]))),
        ];
        let bytes = parquet(&RecordBatch::try_from_iter(columns).expect("even columns"), Compression::SNAPPY);
        let table = opened(&bytes, "a.parquet", &Reading::default()).expect("usable");
        assert_eq!(table.notes(), ["the column \"wait\" is not read: it holds durations"]);
        for (map, fault) in [
            ("posted_at=wait", "the column `wait` holds durations, from which posted_at cannot be read"),
            ("draft=tags", "the column `tags` holds lists, from which draft cannot be read"),
            ("author=from", "the column `from` holds objects; what stands in them has names with dots"),
        ] {
            let mut reading = Reading::default();
            reading.map = parse_map(map).expect("a map");
            let error = opened(&bytes, "a.parquet", &reading).expect_err(fault);
            assert!(error.starts_with("a.parquet: ") && error.contains(fault), "{error}");
        }
        let mut reading = Reading::default();
        reading.map = parse_map("author=from.name").expect("a map");
        assert_eq!(
            told(&mut opened(&bytes, "a.parquet", &reading).expect("usable")),
            [r#"1 reply text="Thank you." author="Dana""#]
        );
    }

    #[test]
    fn what_is_no_table_is_said() {
        let whole = parquet(&batch(), Compression::SNAPPY);
        let [file, _] = arrow(&batch());
        for (bytes, name, fault) in [
            (&b"PAR1"[..], "a.parquet", "is no Parquet file that can be read"),
            (b"id,reply\n1,Thanks.\n", "a.parquet", "is no Parquet file that can be read"),
            (&whole[..whole.len() / 2], "a.parquet", "is no Parquet file that can be read"),
            (b"", "a.arrow", "is no Arrow file that can be read"),
            (&file[..file.len() / 2], "a.feather", "is no Arrow file that can be read"),
            (&whole, "a.arrow", "is no Arrow file that can be read"),
        ] {
            let error = opened(bytes, name, &Reading::default()).expect_err(fault);
            assert!(error.starts_with(name) && error.contains(fault), "{error}");
        }
    }

    /// Numbers of their own, so that a failure comes again.
    fn numbers() -> impl FnMut(usize) -> usize {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        move |bound| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % bound
        }
    }

    #[test]
    fn damaged_tables_end_and_never_panic() {
        let mut below = numbers();
        let mut files = vec![
            (parquet(&batch(), Compression::UNCOMPRESSED), "a.parquet"),
            (parquet(&batch(), Compression::ZSTD(ZstdLevel::default())), "a.parquet"),
        ];
        files.extend(arrow(&batch()).map(|bytes| (bytes, "a.arrow")));
        let (mut refused, mut broken) = (0, 0);
        for (whole, name) in &files {
            for round in 0..60 {
                let mut bytes = whole.clone();
                if round % 4 == 0 {
                    bytes.truncate(below(whole.len()));
                } else {
                    for _ in 0..=below(3) {
                        let at = below(bytes.len());
                        bytes[at] ^= 1 << below(8);
                    }
                }
                match opened(&bytes, name, &Reading::default()) {
                    Err(_) => refused += 1,
                    Ok(table) => {
                        let mut faults = 0;
                        for found in table.take(10_000) {
                            faults += usize::from(found.is_err());
                        }
                        assert!(faults <= 1, "nothing follows a damaged batch");
                        broken += faults;
                    }
                }
            }
        }
        assert!(refused > 50 && broken > 5, "{refused} refused, {broken} broken");
    }
}

mod page {
    //! The page of fixed figures, byte for byte but for what is the same on every page, and what holds for every page.

    use replylint::audit::metrics::Metrics;
    use replylint::audit::{Audit, AuditOptions, MetricsOptions};
    use replylint::output::audit::{AuditPage, RowFault, audit_page};
    use std::collections::HashSet;
    use std::path::Path;

    fn small() -> Metrics {
        serde_json::from_str(include_str!("page/small.json")).expect("figures")
    }

    fn told() -> AuditPage {
        let mut page = AuditPage::default();
        page.title = Some("Harbor <Dental>".to_owned());
        page.sources = vec!["reviews.csv: draft from \"Reply\" (given).".to_owned()];
        page.notes = vec!["reviews.csv: 2 times name no zone and are read as UTC.".to_owned()];
        page.failed = 3;
        let reason = "the row has 3 fields and the header 9".to_owned();
        page.faults = vec![RowFault { source: "reviews.csv".to_owned(), row: 17, reason }];
        page
    }

    const STYLE: &str = include_str!("../../src/output/audit/style.css");
    const SCRIPT: &str = include_str!("../../src/output/audit/script.js");

    /// The page without what is the same on every page: style, script, and their digests in its policy.
    fn changing(html: &str) -> String {
        let html = html.replacen(STYLE, "…", 1).replacen(SCRIPT, "…", 1);
        let mut parts = html.split("'sha256-");
        let mut out = parts.next().expect("a first part").to_owned();
        for part in parts {
            out.push_str("'sha256-…");
            out.push_str(part.trim_start_matches(|c: char| c != '\''));
        }
        // A line each, so that a difference can be read.
        out.replace("<section", "\n<section").replace("<tr>", "\n<tr>").replace("<figure", "\n<figure")
    }

    #[test]
    fn style_and_script_stand_on_the_page_as_they_are() {
        let html = audit_page(&small(), &told());
        for (text, open, close) in [(STYLE, "<style>", "</style>"), (SCRIPT, "<script>", "</script>")] {
            assert_eq!(html.matches(open).count(), 1, "{open}");
            assert!(html.contains(&format!("{open}{text}{close}")), "{open}");
            assert!(!text.contains("</"), "{open} would end early");
        }
        let empty = audit_page(&Metrics::clone(&small()), &AuditPage::default());
        let policy = |html: &str| {
            html.split("Content-Security-Policy").nth(1).map(|rest| rest.split('>').next().map(str::to_owned))
        };
        assert_eq!(policy(&html), policy(&empty));
        assert_eq!(policy(&html).flatten().expect("a policy").matches("'sha256-").count(), 2);
    }

    #[test]
    fn fixed_figures_give_this_page() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/small.html");
        let html = changing(&audit_page(&small(), &told()));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &html).expect("the page can be written");
        }
        let wanted = std::fs::read_to_string(&path).expect("the page");
        assert!(html == wanted, "the page changed; UPDATE=1 accepts it, and then look at it in a browser");
    }

    #[test]
    fn everything_is_escaped_and_texts_show_only_when_asked_for() {
        let mut page = told();
        let html = audit_page(&small(), &page);
        assert!(
            html.contains("Elm &amp; &lt;b&gt;Oak&lt;/b&gt; &quot;A&quot;") && html.contains("Harbor &lt;Dental&gt;")
        );
        assert!(!html.contains("<b>Oak</b>") && !html.contains("Harbor <Dental>"));
        assert!(!html.contains("so much") && !html.contains("<blockquote>"));
        page.show_text = true;
        let html = audit_page(&small(), &page);
        assert!(html.contains("Thank you &lt;b&gt;so much&lt;/b&gt;") && !html.contains("<b>so much</b>"));
    }

    #[test]
    fn the_page_is_one_document_that_needs_nothing_else() {
        let html = audit_page(&small(), &told());
        for outside in ["http:", "https:", "src=", "@import", "url(", " style=", " onclick", "<iframe", "javascript:"] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert!(html.contains("default-src 'none'") && html.contains("not a statement of compliance"));
        let mut ids = HashSet::new();
        for part in html.split(" id=\"").skip(1) {
            let id = part.split('"').next().expect("an id");
            assert!(ids.insert(id), "{id} stands twice");
        }
        for part in html.split("href=\"#").skip(1) {
            let id = part.split('"').next().expect("a link");
            assert!(ids.contains(id), "{id} is linked to and stands nowhere");
        }
    }

    #[test]
    fn nothing_at_all_is_said_in_words() {
        let audit = Audit::new(AuditOptions::new());
        let metrics = audit.metrics(&MetricsOptions::new()).expect("figures");
        let html = audit_page(&metrics, &AuditPage::default());
        for words in ["No reply was read for this period", "No row names a location", "No row names who answered"] {
            assert!(html.contains(words), "{words}");
        }
    }
}
