//! Reports as columns.

use super::part::Refused;
use super::schema::{ERROR, ESCALATION, FINDING, UNCHECKED};
use arrow_array::builder::{BooleanBuilder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, ListArray, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields};
use replylint::{Category, Level, Report};
use std::sync::Arc;

/// Columns that grow by a report or an error.
pub(super) struct Columns {
    /// Whether findings say what, why and what instead.
    explain: bool,
    row: Int64Builder,
    id: StringBuilder,
    verdict: StringBuilder,
    worst: StringBuilder,
    counts: [Int32Builder; 8],
    findings: Lists<Findings>,
    escalations: Lists<Texts<5>>,
    scores: [Int32Builder; 4],
    unchecked: Lists<Texts<2>>,
    incomplete: Lists<Texts<1>>,
    policy: StringBuilder,
    errors: Texts<3>,
    failed: NullBufferBuilder,
}

impl Columns {
    pub(super) fn new(rows: usize, explain: bool) -> Self {
        Self {
            explain,
            row: Int64Builder::with_capacity(rows),
            id: StringBuilder::new(),
            verdict: StringBuilder::new(),
            worst: StringBuilder::new(),
            counts: std::array::from_fn(|_| Int32Builder::with_capacity(rows)),
            findings: Lists::new(rows),
            escalations: Lists::new(rows),
            scores: std::array::from_fn(|_| Int32Builder::with_capacity(rows)),
            unchecked: Lists::new(rows),
            incomplete: Lists::new(rows),
            policy: StringBuilder::with_capacity(rows, rows * 64),
            errors: Texts::default(),
            failed: NullBufferBuilder::new(rows),
        }
    }

    pub(super) fn report(&mut self, row: i64, report: &Report) {
        self.row.append_value(row);
        self.id.append_option(report.id.as_deref());
        self.verdict.append_value(report.verdict.as_str());
        self.worst.append_option(report.worst().map(Level::as_str));
        let mut counts = [0; 8];
        for finding in &report.findings {
            counts[finding.category as usize] += 1;
            counts[Category::ALL.len() + finding.level as usize] += 1;
        }
        for (column, count) in self.counts.iter_mut().zip(counts) {
            column.append_value(count);
        }
        for finding in &report.findings {
            self.findings.items.push(finding, self.explain);
        }
        self.findings.end(report.findings.len());
        for it in &report.escalations {
            let role = it.role.as_str();
            self.escalations.items.push([
                Some(&it.topic),
                Some(role),
                it.approver.as_deref(),
                Some(&it.why),
                it.satisfied_by.as_deref(),
            ]);
        }
        self.escalations.end(report.escalations.len());
        let scores = &report.scores;
        let scores = [scores.coverage, scores.anchors, scores.own_facts, scores.reuse];
        for (column, score) in self.scores.iter_mut().zip(scores) {
            column.append_option(score.map(|score| i32::try_from(score).unwrap_or(i32::MAX)));
        }
        for it in &report.unchecked {
            self.unchecked.items.push([Some(it.category.as_str()), Some(it.reason.as_str())]);
        }
        self.unchecked.end(report.unchecked.len());
        for limit in &report.incomplete {
            self.incomplete.items.push([Some(limit.as_str())]);
        }
        self.incomplete.end(report.incomplete.len());
        self.policy.append_value(&report.policy.digest);
        self.errors.push([None; 3]);
        self.failed.append_null();
    }

    /// A row that was refused: all columns of the report are null.
    pub(super) fn refused(&mut self, row: i64, refused: &Refused) {
        self.row.append_value(row);
        self.id.append_option(refused.id.as_deref());
        for column in [&mut self.verdict, &mut self.worst, &mut self.policy] {
            column.append_null();
        }
        for column in self.counts.iter_mut().chain(&mut self.scores) {
            column.append_null();
        }
        self.findings.null();
        self.escalations.null();
        self.unchecked.null();
        self.incomplete.null();
        let error = &refused.error;
        self.errors.push([Some(error.code), error.field.as_deref(), Some(&error.message)]);
        self.failed.append_non_null();
    }

    /// The arrays, in the order of the schema.
    pub(super) fn finish(mut self) -> Vec<ArrayRef> {
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.row.finish())];
        for column in [&mut self.id, &mut self.verdict, &mut self.worst] {
            arrays.push(Arc::new(column.finish()));
        }
        arrays.extend(self.counts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        arrays.push(self.findings.finish(|items| items.finish()));
        arrays.push(self.escalations.finish(|items| items.structs(&ESCALATION)));
        arrays.extend(self.scores.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        arrays.push(self.unchecked.finish(|items| items.structs(&UNCHECKED)));
        arrays.push(self.incomplete.finish(|mut items| items.arrays().swap_remove(0)));
        arrays.push(Arc::new(self.policy.finish()));
        arrays.push(Arc::new(StructArray::new(ERROR.clone(), self.errors.arrays(), self.failed.finish())));
        arrays
    }
}

/// A column of lists: the items of all rows, and how many each row has.
struct Lists<T> {
    items: T,
    lengths: Vec<usize>,
    nulls: NullBufferBuilder,
}

impl<T: Default> Lists<T> {
    fn new(rows: usize) -> Self {
        Self { items: T::default(), lengths: Vec::with_capacity(rows), nulls: NullBufferBuilder::new(rows) }
    }

    /// Ends the list of a row.
    fn end(&mut self, items: usize) {
        self.lengths.push(items);
        self.nulls.append_non_null();
    }

    fn null(&mut self) {
        self.lengths.push(0);
        self.nulls.append_null();
    }

    fn finish(mut self, items: impl FnOnce(T) -> ArrayRef) -> ArrayRef {
        let items = items(self.items);
        let field = Arc::new(Field::new("item", items.data_type().clone(), true));
        let offsets = OffsetBuffer::from_lengths(self.lengths);
        Arc::new(ListArray::new(field, offsets, items, self.nulls.finish()))
    }
}

/// Columns of texts beside each other.
struct Texts<const N: usize>([StringBuilder; N]);

impl<const N: usize> Default for Texts<N> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| StringBuilder::new()))
    }
}

impl<const N: usize> Texts<N> {
    fn push(&mut self, texts: [Option<&str>; N]) {
        for (column, text) in self.0.iter_mut().zip(texts) {
            column.append_option(text);
        }
    }

    fn arrays(&mut self) -> Vec<ArrayRef> {
        self.0.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect()
    }

    fn structs(mut self, fields: &Fields) -> ArrayRef {
        Arc::new(StructArray::new(fields.clone(), self.arrays(), None))
    }
}

/// The columns of `findings`, without those of texts that come before and after the numbers.
#[derive(Default)]
struct Findings {
    head: Texts<3>,
    start: Int64Builder,
    end: Int64Builder,
    tail: Texts<4>,
    disputed: BooleanBuilder,
}

impl Findings {
    fn push(&mut self, it: &replylint::Finding, explain: bool) {
        self.head.push([Some(&it.rule), Some(it.category.as_str()), Some(it.level.as_str())]);
        self.start.append_value(i64::try_from(it.span.start).unwrap_or(i64::MAX));
        self.end.append_value(i64::try_from(it.span.end).unwrap_or(i64::MAX));
        let explained = |text| explain.then_some(text);
        self.tail.push([explained(&*it.message), explained(&*it.why), explained(&*it.advice), Some(&it.fingerprint)]);
        self.disputed.append_value(it.disputed);
    }

    fn finish(mut self) -> ArrayRef {
        let mut arrays = self.head.arrays();
        arrays.push(Arc::new(self.start.finish()));
        arrays.push(Arc::new(self.end.finish()));
        arrays.extend(self.tail.arrays());
        arrays.push(Arc::new(self.disputed.finish()));
        let structs = StructArray::new(FINDING.clone(), arrays, None);
        debug_assert_eq!(structs.data_type(), &DataType::Struct(FINDING.clone()));
        Arc::new(structs)
    }
}
