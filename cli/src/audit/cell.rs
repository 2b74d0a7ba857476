//! Values of Arrow's columns as values of JSON, which is what an export is read from.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use serde_json::{Map, Number, Value};

/// How deep lists and structs may lie in one another.
const DEPTH: usize = 8;
/// The length of a UUID.
const UUID: i32 = 16;

/// What values of a type are called, where no field can be read from them.
pub(super) fn refused(kind: &DataType) -> Option<&'static str> {
    within(kind, 0)
}

fn within(kind: &DataType, depth: usize) -> Option<&'static str> {
    use DataType as D;
    match kind {
        _ if depth > DEPTH => Some("lists and structs that lie too deep"),
        D::Null | D::Boolean | D::Utf8 | D::LargeUtf8 | D::Utf8View => None,
        D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 | D::UInt64 => None,
        D::Float16 | D::Float32 | D::Float64 => None,
        D::Decimal32(..) | D::Decimal64(..) | D::Decimal128(..) | D::Decimal256(..) => None,
        D::Date32 | D::Date64 | D::Timestamp(..) => None,
        // Old writers do not say that their bytes are texts.
        D::Binary | D::LargeBinary | D::BinaryView | D::FixedSizeBinary(UUID) => None,
        D::Dictionary(_, values) => within(values, depth + 1),
        D::List(inner) | D::LargeList(inner) | D::FixedSizeList(inner, _) => within(inner.data_type(), depth + 1),
        // What cannot be read in a struct is left out of it.
        D::Struct(_) => None,
        D::FixedSizeBinary(_) => Some("bytes"),
        D::Time32(_) | D::Time64(_) => Some("times of day"),
        D::Duration(_) | D::Interval(_) => Some("durations"),
        D::Map(..) => Some("maps"),
        _ => Some("values of a form that is not known"),
    }
}

/// The value at a place; null where there is none.
pub(super) fn value(array: &dyn Array, at: usize) -> Value {
    nested(array, at, 0)
}

fn nested(array: &dyn Array, at: usize, depth: usize) -> Value {
    use DataType as D;
    if depth > DEPTH || array.is_null(at) {
        return Value::Null;
    }
    let float = |number: f64| Number::from_f64(number).map_or(Value::Null, Value::Number);
    match array.data_type() {
        D::Boolean => Value::Bool(array.as_boolean().value(at)),
        D::Utf8 => text(array.as_string::<i32>().value(at)),
        D::LargeUtf8 => text(array.as_string::<i64>().value(at)),
        D::Utf8View => text(array.as_string_view().value(at)),
        D::Binary => bytes(array.as_binary::<i32>().value(at)),
        D::LargeBinary => bytes(array.as_binary::<i64>().value(at)),
        D::BinaryView => bytes(array.as_binary_view().value(at)),
        D::FixedSizeBinary(UUID) => uuid(array.as_fixed_size_binary().value(at)),
        D::Int8 => array.as_primitive::<Int8Type>().value(at).into(),
        D::Int16 => array.as_primitive::<Int16Type>().value(at).into(),
        D::Int32 => array.as_primitive::<Int32Type>().value(at).into(),
        D::Int64 => array.as_primitive::<Int64Type>().value(at).into(),
        D::UInt8 => array.as_primitive::<UInt8Type>().value(at).into(),
        D::UInt16 => array.as_primitive::<UInt16Type>().value(at).into(),
        D::UInt32 => array.as_primitive::<UInt32Type>().value(at).into(),
        D::UInt64 => array.as_primitive::<UInt64Type>().value(at).into(),
        D::Float16 => float(array.as_primitive::<Float16Type>().value(at).to_f64()),
        D::Float32 => float(array.as_primitive::<Float32Type>().value(at).into()),
        D::Float64 => float(array.as_primitive::<Float64Type>().value(at)),
        D::Decimal32(..) => text(&array.as_primitive::<Decimal32Type>().value_as_string(at)),
        D::Decimal64(..) => text(&array.as_primitive::<Decimal64Type>().value_as_string(at)),
        D::Decimal128(..) => text(&array.as_primitive::<Decimal128Type>().value_as_string(at)),
        D::Decimal256(..) => text(&array.as_primitive::<Decimal256Type>().value_as_string(at)),
        D::Date32 => day(i64::from(array.as_primitive::<Date32Type>().value(at)) * 86_400),
        D::Date64 => day(array.as_primitive::<Date64Type>().value(at).div_euclid(1_000)),
        D::Timestamp(unit, zone) => {
            let moment = match unit {
                TimeUnit::Second => Timestamp::from_second(array.as_primitive::<TimestampSecondType>().value(at)),
                TimeUnit::Millisecond => {
                    Timestamp::from_millisecond(array.as_primitive::<TimestampMillisecondType>().value(at))
                }
                TimeUnit::Microsecond => {
                    Timestamp::from_microsecond(array.as_primitive::<TimestampMicrosecondType>().value(at))
                }
                TimeUnit::Nanosecond => {
                    let nanoseconds = array.as_primitive::<TimestampNanosecondType>().value(at);
                    Timestamp::from_nanosecond(i128::from(nanoseconds))
                }
            };
            moment.map_or(Value::Null, |moment| time(moment, zone.as_deref()))
        }
        D::Dictionary(..) => {
            let words = array.as_any_dictionary();
            let key = nested(words.keys(), at, depth + 1).as_u64().and_then(|key| usize::try_from(key).ok());
            key.map_or(Value::Null, |key| nested(words.values().as_ref(), key, depth + 1))
        }
        D::List(_) => list(&array.as_list::<i32>().value(at), depth),
        D::LargeList(_) => list(&array.as_list::<i64>().value(at), depth),
        D::FixedSizeList(..) => list(&array.as_fixed_size_list().value(at), depth),
        D::Struct(fields) => {
            let columns = fields.iter().zip(array.as_struct().columns());
            let known = columns.filter(|(field, _)| within(field.data_type(), depth + 1).is_none());
            let map: Map<String, Value> =
                known.map(|(field, column)| (field.name().clone(), nested(column, at, depth + 1))).collect();
            Value::Object(map)
        }
        _ => Value::Null,
    }
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// Bytes that are no text are an empty list, which no field takes for a value.
fn bytes(bytes: &[u8]) -> Value {
    std::str::from_utf8(bytes).map_or_else(|_| Value::Array(Vec::new()), text)
}

fn uuid(bytes: &[u8]) -> Value {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map(|(from, to)| digits.get(from..to).unwrap_or(""));
    Value::String(parts.join("-"))
}

fn list(items: &ArrayRef, depth: usize) -> Value {
    Value::Array((0..items.len()).map(|at| nested(items.as_ref(), at, depth + 1)).collect())
}

fn day(seconds: i64) -> Value {
    Timestamp::from_second(seconds)
        .map_or(Value::Null, |moment| Value::String(moment.to_zoned(TimeZone::UTC).date().to_string()))
}

/// A moment with the offset of its column's zone; without a zone it is a wall clock that names none.
fn time(moment: Timestamp, zone: Option<&str>) -> Value {
    const PARSER: DateTimeParser = DateTimeParser::new();
    Value::String(match zone {
        None => moment.to_zoned(TimeZone::UTC).datetime().to_string(),
        Some("UTC" | "Z" | "+00:00") => moment.to_string(),
        Some(zone) => {
            let zone = PARSER.parse_time_zone(zone).unwrap_or(TimeZone::UTC);
            moment.display_with_offset(zone.to_offset(moment)).to_string()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::types::{Int8Type, Int32Type};
    use arrow_array::{
        BinaryArray, Date32Array, Date64Array, Decimal128Array, DictionaryArray, DurationSecondArray,
        FixedSizeBinaryArray, Float32Array, Int64Array, ListArray, NullArray, StringViewArray, StructArray,
        TimestampMicrosecondArray, TimestampNanosecondArray, UInt64Array,
    };
    use serde_json::json;
    use std::sync::Arc;

    fn values(array: &dyn Array) -> Vec<Value> {
        (0..array.len()).map(|at| value(array, at)).collect()
    }

    #[test]
    fn values_are_those_of_their_columns() {
        let decimals = Decimal128Array::from(vec![Some(450), None, Some(-7)]).with_precision_and_scale(9, 2);
        assert_eq!(values(&decimals.expect("fits")), [json!("4.50"), json!(null), json!("-0.07")]);
        assert_eq!(values(&UInt64Array::from(vec![u64::MAX])), [json!(u64::MAX)]);
        assert_eq!(values(&Int64Array::from(vec![Some(-3), None])), [json!(-3), json!(null)]);
        assert_eq!(values(&Float32Array::from(vec![4.5, f32::NAN])), [json!(4.5), json!(null)]);
        assert_eq!(values(&StringViewArray::from(vec![Some("a"), None])), [json!("a"), json!(null)]);
        assert_eq!(values(&NullArray::new(2)), [json!(null), json!(null)]);
        let words: DictionaryArray<Int8Type> = vec![Some("b"), None, Some("a"), Some("b")].into_iter().collect();
        assert_eq!(values(&words), [json!("b"), json!(null), json!("a"), json!("b")]);
        assert_eq!(values(&BinaryArray::from(vec![&b"text"[..], b"\xff"])), [json!("text"), json!([])]);
        let uuid = FixedSizeBinaryArray::try_from_iter([[0xab_u8; 16]].into_iter()).expect("sixteen");
        assert_eq!(values(&uuid), [json!("abababab-abab-abab-abab-abababababab")]);
    }

    #[test]
    fn times_keep_what_their_column_says_of_zones() {
        assert_eq!(values(&Date32Array::from(vec![20_635, -1])), [json!("2026-07-01"), json!("1969-12-31")]);
        assert_eq!(values(&Date64Array::from(vec![1_782_864_000_000])), [json!("2026-07-01")]);
        let summer = 1_782_898_200_000_000_i64;
        let with = |zone: Option<&str>| {
            let array = TimestampMicrosecondArray::from(vec![summer]);
            values(&array.with_timezone_opt(zone.map(str::to_owned)))[0].clone()
        };
        assert_eq!(with(None), json!("2026-07-01T09:30:00"));
        assert_eq!(with(Some("UTC")), json!("2026-07-01T09:30:00Z"));
        assert_eq!(with(Some("America/New_York")), json!("2026-07-01T05:30:00-04:00"));
        assert_eq!(with(Some("+05:30")), json!("2026-07-01T15:00:00+05:30"));
        assert_eq!(with(Some("Mars/Olympus")), json!("2026-07-01T09:30:00+00:00"));
        assert_eq!(values(&TimestampNanosecondArray::from(vec![5])), [json!("1970-01-01T00:00:00.000000005")]);
        assert_eq!(values(&TimestampMicrosecondArray::from(vec![i64::MAX])), [json!(null)]);
    }

    #[test]
    fn lists_and_structs_are_read_and_what_has_no_form_is_named() {
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1), None]), None]);
        assert_eq!(values(&lists), [json!([1, null]), json!(null)]);
        let name: ArrayRef = Arc::new(StringViewArray::from(vec!["Dana"]));
        let wait: ArrayRef = Arc::new(DurationSecondArray::from(vec![5]));
        let author = StructArray::try_from(vec![("name", name), ("wait", Arc::clone(&wait))]).expect("even");
        assert_eq!(values(&author), [json!({"name": "Dana"})]);
        assert_eq!(refused(wait.data_type()), Some("durations"));
        assert_eq!(refused(&DataType::Time32(TimeUnit::Second)), Some("times of day"));
        let deep = (0..20).fold(DataType::Utf8, |inner, _| DataType::new_list(inner, true));
        assert_eq!(refused(&deep), Some("lists and structs that lie too deep"));
    }
}
