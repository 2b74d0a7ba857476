//! The report and what it holds. Each class wraps the core's own type; attributes become Python objects when they are
//! asked for.

use crate::record::text;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use replylint::output::{self, Format, Item, Options};
use replylint::{Category, Offsets, report as core};
use serde::{Serialize, de::DeserializeOwned};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

/// A value of the report as JSON on one line, without a line break.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("reports are plain data")
}

/// Reads what [`json`] wrote. The error gives the place, never the text.
fn from_json<T: DeserializeOwned>(what: &str, json: &str) -> PyResult<T> {
    serde_json::from_str(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        PyValueError::new_err(format!("the text is not the JSON of a {what}: line {line} column {column}"))
    })
}

fn hash<T: Serialize>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    json(value).hash(&mut hasher);
    hasher.finish()
}

fn to_dict<'py, T: Serialize>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json(value),))
}

fn words_of<'py, T: Copy>(py: Python<'py>, words: &[T], of: fn(T) -> &'static str) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, words.iter().map(|&word| of(word)))
}

/// Wraps parts of a list, each as an object of its class.
fn all<'py, T: Clone, W: From<T> + IntoPyObject<'py>>(py: Python<'py>, parts: &[T]) -> PyResult<Bound<'py, PyTuple>> {
    let objects: PyResult<Vec<_>> = parts.iter().cloned().map(|part| W::from(part).into_bound_py_any(py)).collect();
    PyTuple::new(py, objects?)
}

/// Declares a class that wraps a part of the report: its attributes, and what all of them can do.
macro_rules! plain {
    ($(#[$meta:meta])* $name:ident($core:ty) shows [$($shown:literal),*]; |$it:ident, $py:ident| {
        $($(#[$about:meta])* $field:ident: $value:expr;)*
    }) => {
        $(#[$meta])*
        #[pyclass(frozen, module = "replylint")]
        pub(crate) struct $name($core);

        impl From<$core> for $name {
            fn from(part: $core) -> Self {
                Self(part)
            }
        }

        #[pymethods]
        impl $name {
            $($(#[$about])*
            #[getter]
            fn $field<'py>(&self, $py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                let $it = &self.0;
                ($value).into_bound_py_any($py)
            })*

            /// The same as a dict of plain values, with the keys of the report's JSON.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                to_dict(py, &self.0)
            }

            fn __eq__(&self, other: &Self) -> bool {
                self.0 == other.0
            }

            fn __hash__(&self) -> u64 {
                hash(&self.0)
            }

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                let shown: &[&str] = &[$($shown),*];
                let parts: PyResult<Vec<String>> =
                    shown.iter().map(|&name| Ok(format!("{name}={}", slf.getattr(name)?.repr()?))).collect();
                Ok(format!("{}({})", stringify!($name), parts?.join(", ")))
            }

            fn __copy__(slf: Py<Self>) -> Py<Self> {
                slf
            }

            fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
                slf
            }

            fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (&'static str, String))> {
                Ok((restorer(py)?, (stringify!($name), json(&self.0))))
            }
        }
    };
}

plain! {
    /// Where something stands: `start` up to `end`, in the unit that `Report.offsets` names.
    Span(core::Span) shows ["start", "end"];
    |it, py| {
        /// The first unit.
        start: it.start;
        /// One past the last unit.
        end: it.end;
    }
}

plain! {
    /// One fault of a draft.
    ///
    /// With the default offsets, `draft[finding.start:finding.end]` is what was found.
    Finding(core::Finding) shows ["rule", "level", "start", "end"];
    |it, py| {
        /// The rule's id, `category/fault`.
        rule: &*it.rule;
        /// What the rule is about: 'phi', 'privacy', 'generic', 'brand' or 'vale'.
        category: it.category.as_str();
        /// How grave it is here: 'note', 'revise' or 'block'.
        level: it.level.as_str();
        /// Where it stands in the draft.
        span: Span(it.span);
        /// The first unit of the span, in the unit that `Report.offsets` names.
        start: it.span.start;
        /// One past the last unit of the span.
        end: it.span.end;
        /// Sixteen hexadecimal digits that stay the same when the draft is edited elsewhere; for baselines.
        fingerprint: &*it.fingerprint;
        /// What is wrong: plain, lower case, no full stop.
        message: &*it.message;
        /// Why it matters.
        why: &*it.why;
        /// What to do instead.
        advice: &*it.advice;
        /// The sources of every legal or factual claim.
        cite: PyTuple::new(py, it.cite.iter().map(|source| &**source))?;
        /// What the brand's own guide says of it, if it was told.
        guide: it.guide.as_deref().cloned().map(Guide);
        /// Whether experts disagree about this wording.
        disputed: it.disputed;
        /// Who says what about it, where it is disputed.
        sources: it.sources.as_deref().cloned().map(Sources);
        /// What in the text carried the finding.
        cues: PyTuple::new(py, it.cues.iter().map(|cue| &**cue))?;
        /// Changes that would settle it.
        fixes: all::<_, Fix>(py, &it.fixes)?;
        /// Other places that belong to it.
        related: all::<_, Related>(py, &it.related)?;
    }
}

plain! {
    /// A change that would settle a finding.
    Fix(core::Fix) shows ["title", "applicability"];
    |it, py| {
        /// What it does, in a few words.
        title: &*it.title;
        /// 'safe': mechanical, keeps the meaning. 'suggested': a person should look first.
        applicability: it.applicability.as_str();
        /// The replacements, ascending and disjoint.
        edits: all::<_, Edit>(py, &it.edits)?;
    }
}

plain! {
    /// One replacement of a fix: put `text` in the place of `draft[start:end]`.
    Edit(core::Edit) shows ["start", "end"];
    |it, py| {
        /// The first unit to replace, in the unit that `Report.offsets` names.
        start: it.start;
        /// One past the last unit to replace.
        end: it.end;
        /// What to put there.
        text: &*it.text;
    }
}

plain! {
    /// Who says what about wording that experts dispute.
    Sources(core::Sources) shows ["for_", "against"];
    |it, py| {
        /// Sources that call it a fault; `for` in the JSON.
        for_: PyTuple::new(py, &it.for_)?;
        /// Sources that allow it.
        against: PyTuple::new(py, &it.against)?;
    }
}

plain! {
    /// What a brand's own guide says of a rule.
    Guide(core::Guide) shows ["quote", "link"];
    |it, py| {
        /// Its own words.
        quote: it.quote.as_deref();
        /// Where they stand.
        link: it.link.as_deref();
    }
}

plain! {
    /// Another place that belongs to a finding.
    Related(core::Related) shows ["place", "start", "end"];
    |it, py| {
        /// Which text it lies in: 'draft' or 'inbound'; `in` in the JSON.
        place: it.place.as_str();
        /// The first unit, in the unit that `Report.offsets` names.
        start: it.start;
        /// One past the last unit.
        end: it.end;
        /// What it has to do with the finding.
        message: &*it.message;
    }
}

plain! {
    /// A route to a person who must approve: not a fault of the draft.
    Escalation(core::Escalation) shows ["topic", "role", "satisfied_by"];
    |it, py| {
        /// What it is about.
        topic: &*it.topic;
        /// Who must approve: 'privacy', 'legal', 'clinical', 'pr' or 'safety'.
        role: it.role.as_str();
        /// The person who approves, where the brand names one.
        approver: it.approver.as_deref();
        /// Why.
        why: &*it.why;
        /// What to do now, where it cannot wait for the approval.
        advice: it.advice.as_deref();
        /// The sources of every legal or factual claim.
        cite: PyTuple::new(py, it.cite.iter().map(|source| &**source))?;
        /// Who already approved, or a role's name where the approver is not named, or 'holding text'.
        satisfied_by: it.satisfied_by.as_deref();
    }
}

plain! {
    /// A rule that the policy switched off, weakened or did not apply, and why.
    Overridden(core::Overridden) shows ["rule", "reason", "by", "at"];
    |it, py| {
        /// The rule's id.
        rule: &*it.rule;
        /// The reason that the policy gives.
        reason: &*it.reason;
        /// Who decided.
        by: it.by.as_deref();
        /// When, as the policy says it.
        at: it.at.as_deref();
    }
}

plain! {
    /// Whether each category was checked: True, False, or None where it does not apply or no rule of it is loaded.
    Checked(core::Checked) shows ["phi", "privacy", "generic", "brand", "vale"];
    |it, py| {
        /// Disclosure of health information.
        phi: it.phi;
        /// Identifiers of a person outside health-privacy law.
        privacy: it.privacy;
        /// Stock phrases, open slots, machine leftovers.
        generic: it.generic;
        /// The brand's own guidelines.
        brand: it.brand;
        /// Rules loaded from Vale styles.
        vale: it.vale;
    }
}

plain! {
    /// A category that could not be checked.
    Unchecked(core::Unchecked) shows ["category", "reason"];
    |it, py| {
        /// Which one.
        category: it.category.as_str();
        /// Why: 'empty', 'language' or 'limit'.
        reason: it.reason.as_str();
    }
}

plain! {
    /// A part of the source that is not the draft, and was not linted.
    Skipped(core::SkippedPart) shows ["start", "end", "reason"];
    |it, py| {
        /// The first unit, in the unit that `Report.offsets` names.
        start: it.start;
        /// One past the last unit.
        end: it.end;
        /// Why: 'quoted_history' or 'signature'.
        reason: it.reason.as_str();
    }
}

plain! {
    /// How generic a draft is: integers, per mille or counts; None where it was not measured.
    Scores(core::Scores) shows ["coverage", "anchors", "own_facts", "reuse"];
    |it, py| {
        /// Share of the draft's words inside common word sequences, per mille.
        coverage: it.coverage;
        /// How many content words of the inbound the draft takes up.
        anchors: it.anchors;
        /// How many numbers, times, names, links and the like are the draft's own.
        own_facts: it.own_facts;
        /// Share of the draft that stands in an earlier reply, per mille.
        reuse: it.reuse;
    }
}

plain! {
    /// A pack that took part.
    PackId(core::PackId) shows ["id", "version"];
    |it, py| {
        /// Its name.
        id: &*it.id;
        /// Its version.
        version: &*it.version;
    }
}

plain! {
    /// Under what policy a report was made.
    Policy(core::Policy) shows ["digest", "regime", "profile", "channel"];
    |it, py| {
        /// SHA-256 over everything that decides: same digest, same draft, same offsets give the same bytes.
        digest: &*it.digest;
        /// The version of replylint.
        engine: &*it.engine;
        /// The packs, by name.
        packs: all::<_, PackId>(py, &it.packs)?;
        /// Which law binds the sender: 'none', 'hipaa' or 'part2'.
        regime: it.regime.as_str();
        /// Whether someone said so, or it is the default.
        regime_given: it.regime_given;
        /// What kind of practice the sender is: 'general', 'behavioral' or 'sud'.
        practice: it.practice.as_str();
        /// What happens to disputed wording: 'lenient', 'standard' or 'strict'.
        profile: it.profile.as_str();
        /// Where the reply will be posted.
        channel: it.channel.as_str();
        /// The date under which dated parts of the policy were read, if one was given.
        as_of: it.as_of.as_deref();
    }
}

/// What linting a draft gave. Holds no text of the draft.
///
/// Reports are compared by value, can be hashed and pickled, and never change. A report has no truth value: ask for
/// `passed`, `verdict` or `findings`.
#[pyclass(frozen, module = "replylint")]
pub(crate) struct Report {
    report: core::Report,
    findings: OnceLock<Py<PyTuple>>,
}

impl From<core::Report> for Report {
    fn from(report: core::Report) -> Self {
        Self { report, findings: OnceLock::new() }
    }
}

#[pymethods]
impl Report {
    /// The version of this shape.
    #[getter]
    fn schema(&self) -> u32 {
        self.report.schema
    }

    /// The draft's id, if it had one.
    #[getter]
    fn id(&self) -> Option<&str> {
        self.report.id.as_deref()
    }

    /// What should happen to the draft: 'pass', 'unchecked', 'revise', 'escalate' or 'block'.
    #[getter]
    fn verdict(&self) -> &'static str {
        self.report.verdict.as_str()
    }

    /// Whether the verdict is 'pass': these rules found nothing. It never means that a reply complies with the law.
    #[getter]
    fn passed(&self) -> bool {
        self.report.verdict == core::Verdict::Pass
    }

    /// The gravest level among the findings, None where there are none.
    #[getter]
    fn worst(&self) -> Option<&'static str> {
        self.report.worst().map(core::Level::as_str)
    }

    /// Which categories were checked.
    #[getter]
    fn checked(&self) -> Checked {
        Checked(self.report.checked)
    }

    /// The categories that could not be checked, and why.
    #[getter]
    fn unchecked<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        all::<_, Unchecked>(py, &self.report.unchecked)
    }

    /// What offsets count: 'chars' (str indices), 'utf-8' (bytes) or 'utf-16' (code units).
    #[getter]
    fn offsets(&self) -> &'static str {
        self.report.offsets.as_str()
    }

    /// The faults, by place.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyTuple>> {
        if let Some(findings) = self.findings.get() {
            return Ok(findings.bind(py));
        }
        let findings = all::<_, Finding>(py, &self.report.findings)?.unbind();
        Ok(self.findings.get_or_init(|| findings).bind(py))
    }

    /// The people to ask.
    #[getter]
    fn escalations<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        all::<_, Escalation>(py, &self.report.escalations)
    }

    /// Rules that the policy kept from applying to this draft.
    #[getter]
    fn overridden<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        all::<_, Overridden>(py, &self.report.overridden)
    }

    /// How generic the draft is.
    #[getter]
    fn scores(&self) -> Scores {
        Scores(self.report.scores)
    }

    /// Limits that were hit: 'findings', 'length'.
    #[getter]
    fn incomplete<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        words_of(py, &self.report.incomplete, core::Limit::as_str)
    }

    /// Parts of the source that are not the draft.
    #[getter]
    fn skipped<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        all::<_, Skipped>(py, &self.report.skipped)
    }

    /// Under what policy the report was made.
    #[getter]
    fn policy(&self) -> Policy {
        Policy(self.report.policy.clone())
    }

    /// The report as JSON on one line, without a line break: the same bytes as every other door of replylint gives.
    fn to_json(&self) -> String {
        self.report.to_json()
    }

    /// The report as a dict of plain values, with the keys of its JSON.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_dict(py, &self.report)
    }

    /// Reads what `to_json` wrote.
    ///
    /// Raises ValueError for any other text, and for a report of a newer version.
    #[staticmethod]
    #[pyo3(signature = (text, /))]
    fn from_json(text: &str) -> PyResult<Self> {
        let report: core::Report = from_json("report", text)?;
        if report.schema != core::SCHEMA {
            let message = format!("the report has schema {}, this version reads {}", report.schema, core::SCHEMA);
            return Err(PyValueError::new_err(message));
        }
        Ok(report.into())
    }

    /// The same report with offsets in another unit: 'chars', 'utf-8' or 'utf-16'.
    ///
    /// `draft` and `inbound` must be what was linted. Places in the inbound are dropped when it is not given. Raises
    /// ValueError for another unit.
    #[pyo3(signature = (draft, offsets, *, inbound=None))]
    fn with_offsets(
        &self,
        draft: &Bound<'_, PyString>,
        offsets: &str,
        inbound: Option<&Bound<'_, PyString>>,
    ) -> PyResult<Self> {
        let inbound = inbound.map(text).transpose()?;
        Ok(self.report.with_offsets(&text(draft)?, inbound.as_deref(), word(offsets)?).into())
    }

    /// The draft as an HTML fragment in which findings are marked. It holds the text of the draft.
    #[pyo3(signature = (draft, /))]
    fn highlight(&self, draft: &Bound<'_, PyString>) -> PyResult<String> {
        Ok(self.report.highlight(&text(draft)?))
    }

    /// The draft with each character of what was found replaced by `char`, line breaks kept; for logs.
    ///
    /// Masks what `phi` and `privacy` findings name unless `categories` names others; what no rule found is not
    /// masked. Raises ValueError when `char` is not one character, or for an unknown category.
    #[pyo3(signature = (draft, /, *, char='*', categories=None), text_signature = "($self, draft, /, *, char='*', categories=None)")]
    fn mask(&self, draft: &Bound<'_, PyString>, char: char, categories: Option<Vec<String>>) -> PyResult<String> {
        let draft = text(draft)?;
        match categories {
            None => Ok(self.report.mask(&draft, char)),
            Some(names) => {
                let categories: PyResult<Vec<Category>> = names.iter().map(|name| word(name)).collect();
                Ok(self.report.mask_categories(&draft, char, &categories?))
            }
        }
    }

    /// A short instruction for whoever wrote the draft, a language model above all: what is wrong, why, and what to do
    /// instead, in the words of the brand's guide where it has any. It quotes nothing of the draft.
    ///
    /// With the draft, which must be what was linted, it also says in which sentences.
    #[pyo3(signature = (draft=None, /))]
    fn feedback(&self, draft: Option<&Bound<'_, PyString>>) -> PyResult<String> {
        Ok(match draft {
            Some(draft) => self.report.feedback_on(&text(draft)?),
            None => self.report.feedback(),
        })
    }

    fn _repr_html_(&self) -> String {
        self.report.table()
    }

    fn __str__(&self) -> String {
        output::render(Format::Text, &[Item::new(&self.report)], &Options::default()).trim_end().to_owned()
    }

    fn __repr__(&self) -> String {
        let report = &self.report;
        let (findings, escalations) = (report.findings.len(), report.escalations.len());
        format!("Report(verdict='{}', findings={findings}, escalations={escalations})", report.verdict)
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(PyTypeError::new_err("a report has no truth value; ask for .passed, .verdict or .findings"))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.report == other.report
    }

    fn __hash__(&self) -> u64 {
        hash(&self.report)
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (&'static str, String))> {
        Ok((restorer(py)?, ("Report", self.report.to_json())))
    }
}

/// Reads a word of a closed list.
pub(crate) fn word<T: std::str::FromStr<Err = String>>(word: &str) -> PyResult<T> {
    word.parse().map_err(PyValueError::new_err)
}

/// What pickles call to get a value back.
fn restorer(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import("replylint._core")?.getattr("_restore")
}

/// Makes a value of the class `kind` from the JSON that its pickle holds.
#[pyfunction(name = "_restore")]
#[pyo3(signature = (kind, json, /))]
pub(crate) fn restore<'py>(py: Python<'py>, kind: &str, json: &str) -> PyResult<Bound<'py, PyAny>> {
    macro_rules! kinds {
        ($($name:ident),+) => {
            match kind {
                "Report" => Report::from(from_json::<core::Report>("report", json)?).into_bound_py_any(py),
                $(stringify!($name) => $name(from_json(stringify!($name), json)?).into_bound_py_any(py),)+
                _ => Err(PyValueError::new_err("the pickle holds no class of replylint")),
            }
        };
    }
    kinds!(
        Span, Finding, Fix, Edit, Sources, Guide, Related, Escalation, Overridden, Checked, Unchecked, Skipped, Scores,
        PackId, Policy
    )
}

/// The words of every closed list, by the name of its type; a test compares them with the annotations.
#[pyfunction(name = "_words")]
pub(crate) fn words(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    use replylint::{Channel, Consent, Level, Practice, Profile, Regime, Role, Speaker, Verdict};
    let table = PyDict::new(py);
    macro_rules! lists {
        ($($name:literal: $words:path),+ $(,)?) => {
            $(table.set_item($name, words_of(py, <$words>::ALL, <$words>::as_str)?)?;)+
        };
    }
    lists!(
        "ApplicabilityName": core::Applicability, "CategoryName": Category, "ChannelName": Channel,
        "ConsentName": Consent, "FormatName": replylint::Format, "LevelName": Level, "LimitName": core::Limit,
        "OffsetsName": Offsets, "PlaceName": core::Place, "PracticeName": Practice, "ProfileName": Profile,
        "RegimeName": Regime, "RoleName": Role, "SkippedName": core::SkippedReason, "SpeakerName": Speaker,
        "UncheckedName": core::UncheckedReason, "VerdictName": Verdict,
    );
    Ok(table)
}
