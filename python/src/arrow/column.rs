//! The cells of one column: texts are borrowed where they lie, whatever their layout; other values become JSON, as the
//! core reads records.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BinaryViewArray, LargeStringArray, StringArray, temporal_conversions as temporal};
use arrow_schema::{DataType, TimeUnit};
use replylint::record::RecordError;
use serde_json::{Map, Number, Value};

/// How deep lists and structs may lie within each other.
const MAX_DEPTH: usize = 8;

/// A column of a table.
pub(crate) enum Column {
    /// Texts in Arrow's buffers.
    Texts(Texts),
    /// Values of another type in Arrow's buffers.
    Values(ArrayRef),
    /// Values of Python, read one by one.
    Cells(Vec<Result<Value, Box<RecordError>>>),
}

/// A cell.
pub(super) enum Cell<'a> {
    Null,
    Text(&'a str),
    NotUtf8,
    Value(Value),
    Refused(&'a RecordError),
}

impl Column {
    /// A column of an Arrow array, if the type is one that a field can hold.
    pub(super) fn new(array: &ArrayRef) -> Option<Self> {
        match Texts::new(array) {
            Some(texts) => Some(Self::Texts(texts)),
            None => is_readable(array.data_type(), 0).then(|| Self::Values(array.clone())),
        }
    }

    pub(super) fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Texts(texts) => match texts.get(row).map(std::str::from_utf8) {
                None => Cell::Null,
                Some(Ok(text)) => Cell::Text(text),
                Some(Err(_)) => Cell::NotUtf8,
            },
            Self::Values(array) => match value(array, row) {
                Value::Null => Cell::Null,
                value => Cell::Value(value),
            },
            Self::Cells(cells) => match &cells[row] {
                Ok(Value::Null) => Cell::Null,
                Ok(Value::String(text)) => Cell::Text(text),
                Ok(value) => Cell::Value(value.clone()),
                Err(error) => Cell::Refused(error),
            },
        }
    }

    /// How many bytes of text a cell holds.
    pub(super) fn bytes(&self, row: usize) -> usize {
        match self {
            Self::Texts(texts) => texts.get(row).map_or(0, <[u8]>::len),
            Self::Cells(cells) => cells[row].as_ref().ok().and_then(Value::as_str).map_or(0, str::len),
            Self::Values(_) => 0,
        }
    }
}

/// A column of texts.
pub(crate) enum Texts {
    Small(StringArray),
    Large(LargeStringArray),
    View(BinaryViewArray),
    Dictionary { keys: Vec<usize>, indices: ArrayRef, words: Box<Texts> },
}

impl Texts {
    fn new(array: &ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Self::Small(array.as_string().clone()),
            DataType::LargeUtf8 => Self::Large(array.as_string().clone()),
            DataType::Utf8View => Self::View(array.as_string_view().clone().to_binary_view()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary_opt()?;
                let words = Box::new(Self::new(dictionary.values())?);
                // Of a dictionary without words every cell is null.
                let keys = if dictionary.values().is_empty() { Vec::new() } else { dictionary.normalized_keys() };
                Self::Dictionary { keys, indices: array.clone(), words }
            }
            _ => return None,
        })
    }

    /// The bytes of a text, which nobody has checked to be UTF-8.
    fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Small(array) if array.is_valid(row) => {
                let at = array.value_offsets();
                Some(&array.value_data()[at[row] as usize..at[row + 1] as usize])
            }
            Self::Large(array) if array.is_valid(row) => {
                let at = array.value_offsets();
                Some(&array.value_data()[at[row] as usize..at[row + 1] as usize])
            }
            Self::View(array) if array.is_valid(row) => Some(array.value(row)),
            Self::Dictionary { keys, indices, words } if indices.is_valid(row) => words.get(*keys.get(row)?),
            _ => None,
        }
    }
}

/// Whether values of a type can be read as JSON.
pub(super) fn is_readable(of: &DataType, depth: usize) -> bool {
    use DataType as T;
    match of {
        T::Null | T::Boolean | T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Timestamp(_, _) | T::Date32 | T::Date64 => {
            true
        }
        T::Decimal128(_, _) => true,
        of if of.is_integer() || of.is_floating() => true,
        T::Dictionary(_, of) => is_readable(of, depth),
        T::List(field) | T::LargeList(field) => depth < MAX_DEPTH && is_readable(field.data_type(), depth + 1),
        T::Struct(fields) => depth < MAX_DEPTH && fields.iter().all(|field| is_readable(field.data_type(), depth + 1)),
        _ => false,
    }
}

/// A value as JSON; null for what is no number, as tables write what is missing.
fn value(array: &ArrayRef, row: usize) -> Value {
    macro_rules! number {
        ($of:ty) => {
            Value::Number(array.as_primitive::<$of>().value(row).into())
        };
    }
    let float = |value: f64| Number::from_f64(value).map_or(Value::Null, Value::Number);
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float16 => float(array.as_primitive::<Float16Type>().value(row).to_f64()),
        DataType::Float32 => float(array.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(_, scale) => {
            float(array.as_primitive::<Decimal128Type>().value(row) as f64 / 10f64.powi((*scale).into()))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Texts::new(array)
            .and_then(|texts| Some(String::from_utf8_lossy(texts.get(row)?).into_owned()))
            .map_or(Value::Null, Value::String),
        DataType::Dictionary(_, _) => {
            // Keys are read in bulk; a slice of one row has one.
            let one = array.slice(row, 1);
            let dictionary = one.as_any_dictionary();
            if dictionary.values().is_empty() {
                return Value::Null;
            }
            value(dictionary.values(), dictionary.normalized_keys()[0])
        }
        DataType::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => {
                    temporal::timestamp_s_to_datetime(array.as_primitive::<TimestampSecondType>().value(row))
                }
                TimeUnit::Millisecond => {
                    temporal::timestamp_ms_to_datetime(array.as_primitive::<TimestampMillisecondType>().value(row))
                }
                TimeUnit::Microsecond => {
                    temporal::timestamp_us_to_datetime(array.as_primitive::<TimestampMicrosecondType>().value(row))
                }
                TimeUnit::Nanosecond => {
                    temporal::timestamp_ns_to_datetime(array.as_primitive::<TimestampNanosecondType>().value(row))
                }
            };
            // An instant is written in UTC, whatever zone it is to be shown in.
            let zone = if zone.is_some() { "Z" } else { "" };
            time.map_or(Value::Null, |time| Value::String(format!("{}{zone}", time.format("%Y-%m-%dT%H:%M:%S%.f"))))
        }
        DataType::Date32 => temporal::date32_to_datetime(array.as_primitive::<Date32Type>().value(row))
            .map_or(Value::Null, |date| Value::String(date.format("%Y-%m-%d").to_string())),
        DataType::Date64 => temporal::date64_to_datetime(array.as_primitive::<Date64Type>().value(row))
            .map_or(Value::Null, |date| Value::String(date.format("%Y-%m-%d").to_string())),
        DataType::List(_) => list(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(row)),
        DataType::Struct(_) => {
            let columns = array.as_struct();
            let cell = |(name, column): (&str, &ArrayRef)| (name.to_owned(), value(column, row));
            let cells = columns.column_names().into_iter().zip(columns.columns()).map(cell);
            // A key that is null is one that was not given: structs have all keys in every row.
            Value::Object(cells.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        _ => Value::Null,
    }
}

fn list(items: &ArrayRef) -> Value {
    Value::Array((0..items.len()).map(|item| value(items, item)).collect())
}
