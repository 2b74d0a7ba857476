//! The detector of reuse that rules see: a linter with the history of what was read so far.

use super::{Judgement, Reply, Reuse};
use crate::eval::EvalError;
use replylint::{Draft, History, HistoryBuilder, HistoryKey, Linter, LinterBuilder};
use std::collections::BTreeMap;

/// The rules that report reuse.
const RULES: [&str; 2] = ["generic/reused-reply", "generic/reused-sentence"];

/// Lints each reply with the earlier ones as its history.
pub struct Histories {
    linter: Linter,
    key: HistoryKey,
    history: History,
    ids: BTreeMap<u32, String>,
}

impl Histories {
    /// A history without replies, for the linter that `builder` makes.
    ///
    /// # Errors
    ///
    /// Rules that make no sense together.
    pub fn new(builder: LinterBuilder) -> Result<Self, EvalError> {
        let linter = builder.build()?;
        let key = HistoryKey::new(b"corpora are no secret").expect("long enough");
        let history = write(HistoryBuilder::new(key.clone()), &key);
        Ok(Self { linter, key, history, ids: BTreeMap::new() })
    }
}

impl Reuse for Histories {
    fn judge(&mut self, reply: &Reply) -> Judgement {
        let mut draft = Draft::new(reply.text.as_str());
        draft.id = Some(reply.id.as_str().into());
        draft.brand = Some(reply.brand.as_str().into());
        draft.location = Some(reply.location.as_str().into());
        draft.posted_at = reply.posted_at.as_deref().map(Into::into);
        let report = self.linter.with_history(self.history.clone()).lint(&draft);
        let flagged = |rule: &str| report.findings.iter().any(|finding| *finding.rule == *rule);
        let like = if flagged(RULES[0]) { self.history.ids_like(&draft) } else { Vec::new() };
        let like = like.iter().filter_map(|id| self.ids.get(id).cloned()).collect();
        let judgement = Judgement { flagged: RULES.iter().any(|rule| flagged(rule)), like };

        let mut builder = HistoryBuilder::new(self.key.clone());
        builder.merge(&self.history).expect("the same key");
        builder.add(&draft).expect("a corpus is small");
        self.history = write(builder, &self.key);
        self.ids.insert(self.key.id(&reply.id), reply.id.clone());
        judgement
    }
}

fn write(builder: HistoryBuilder, key: &HistoryKey) -> History {
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory takes everything");
    History::open(bytes, key).expect("just written")
}
