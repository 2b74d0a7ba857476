//! From a record and its report to the row that an audit keeps.

use super::names::Names;
use super::row::{Found, Mood, Raised, Row, Sentence};
use super::speech::speech;
use super::time::Moment;
use super::{style, themes};
use crate::draft::{Channel, Draft, Format};
use crate::history::{HistoryKey, Known, Telling};
use crate::report::{Report, Verdict};
use crate::text::{Markup, Text};
use std::cmp::Ordering;
use std::sync::Arc;

/// The longest id that is kept, in bytes.
const LONGEST_ID: usize = 256;

/// What rows are read with. The same value reads one row after the other.
pub(super) struct Reading {
    key: HistoryKey,
    registered: Arc<Known>,
    names_agents: bool,
    keeps_text: bool,
    text: Text,
    inbound: Text,
    telling: Telling,
    bytes: Vec<u8>,
}

impl Reading {
    pub(super) fn new(key: HistoryKey, registered: &[String], names_agents: bool, keeps_text: bool) -> Self {
        let registered = Arc::new(Known::new(registered.iter().map(String::as_str)));
        Self::with(key, registered, names_agents, keeps_text)
    }

    /// One that reads as this one does, for another thread.
    pub(super) fn another(&self) -> Self {
        Self::with(self.key.clone(), Arc::clone(&self.registered), self.names_agents, self.keeps_text)
    }

    fn with(key: HistoryKey, registered: Arc<Known>, names_agents: bool, keeps_text: bool) -> Self {
        let (text, inbound, telling, bytes) = (Text::new(), Text::new(), Telling::default(), Vec::new());
        Self { key, registered, names_agents, keeps_text, text, inbound, telling, bytes }
    }

    /// Hashes several texts, each apart from the next.
    fn hash(&mut self, kind: u8, parts: &[&[u8]]) -> u64 {
        self.bytes.clear();
        self.bytes.push(kind);
        for part in parts {
            self.bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            self.bytes.extend_from_slice(part);
        }
        self.key.of_audit(&self.bytes)
    }

    /// Reads a row; without a report nobody answered. Names that are new go into the table. Linear in the texts.
    pub(super) fn read(&mut self, draft: &Draft<'_>, report: Option<&Report>, names: &mut Names) -> Row {
        let [brand, location, agent] = [&draft.brand, &draft.location, &draft.agent].map(|name| name.as_deref());
        let inbound = draft.inbound.as_deref().filter(|text| !text.trim().is_empty());
        let author = draft.author.as_deref().filter(|name| !name.trim().is_empty());
        let [posted, received] =
            [&draft.posted_at, &draft.received_at].map(|time| time.as_deref().and_then(Moment::parse));
        let posted = posted.filter(|_| report.is_some());
        let place = names.place(&self.key, brand, location);
        let bytes =
            |text: Option<&'_ str>| -> Vec<u8> { text.map(|text| text.as_bytes().to_vec()).unwrap_or_default() };

        let id = draft.id.as_deref().filter(|id| !id.is_empty());
        let identity = id.map_or(0, |id| self.hash(1, &[&place.to_le_bytes(), id.as_bytes()]).max(1));
        let time = if report.is_some() { posted } else { received };
        // A day alone tells two replies of one template apart no better than their ids do.
        let tells = time.is_some_and(|time| !time.is_day || id.is_none());
        let content = if tells && (report.is_some() || inbound.is_some()) {
            let seconds = time.map_or(0, |time| time.seconds).to_le_bytes();
            let reply = if report.is_some() { draft.text.as_bytes() } else { &[] };
            let rating = [draft.rating.unwrap_or(0)];
            let parts: [&[u8]; 6] = [&place.to_le_bytes(), reply, &bytes(inbound), &bytes(author), &rating, &seconds];
            self.hash(2, &parts).max(1)
        } else {
            0
        };
        let author_hash = match (author, inbound) {
            (Some(author), _) => self.hash(3, &[author.to_lowercase().as_bytes()]) as u32 | 1,
            (None, Some(inbound)) => self.hash(4, &[inbound.as_bytes()]) as u32 | 1,
            (None, None) => 0,
        };
        let markup = if draft.format == Some(Format::Html) { Markup::Html } else { Markup::Plain };
        let terms = inbound.map_or_else(Vec::new, |inbound| {
            self.inbound.read(inbound, Markup::Plain);
            themes::read(&self.inbound, inbound, &self.key, [author, agent, brand, location])
        });
        let rating = draft.rating.filter(|rating| (1..=5).contains(rating)).unwrap_or(0);
        let judged = if rating == 0 && inbound.is_some() { speech(self.inbound.language()) } else { None };
        let mood = judged.map_or(Mood::Unknown, |speech| match speech.mood(&style::words(&self.inbound)) {
            [0, 0] => Mood::Unknown,
            [praise, complaint] => match praise.cmp(&complaint) {
                Ordering::Greater => Mood::Praises,
                Ordering::Less => Mood::Complains,
                Ordering::Equal => Mood::Both,
            },
        });
        let mut row = Row {
            identity,
            content,
            is_unanswered: report.is_none(),
            has_inbound: inbound.is_some(),
            posted,
            received,
            place,
            agent: agent.map_or(0, |agent| names.agent(&self.key, agent, self.names_agents)),
            policy: 0,
            rating,
            mood,
            channel: report
                .map_or(draft.channel, |report| Some(report.policy.channel))
                .unwrap_or(Channel::PublicReview),
            verdict: Verdict::Pass,
            id: id.map(|id| id.chars().take(LONGEST_ID).collect()),
            author: author_hash,
            found: Vec::new(),
            raised: Vec::new(),
            overridden: Vec::new(),
            unchecked: Vec::new(),
            incomplete: Vec::new(),
            words: 0,
            style: None,
            grams: Vec::new(),
            sentences: Vec::new(),
            terms,
            draft: None,
            inbound: inbound.filter(|_| self.keeps_text).map(str::to_owned),
        };
        if let Some(report) = report {
            self.text.read(&draft.text, markup);
            self.read_reply(&mut row, draft);
            self.read_report(&mut row, report, names);
        }
        row
    }

    fn read_reply(&mut self, row: &mut Row, draft: &Draft<'_>) {
        let text = &self.text;
        self.telling.read(draft, text, &self.key, &self.registered);
        row.words = self.telling.words;
        row.grams = self.telling.grams.clone();
        row.sentences.extend(self.telling.sentences.iter().map(|sentence| {
            let span = text.source_span(sentence.folded.clone());
            Sentence { hash: sentence.hash, start: span.start as u32, end: span.end as u32, words: sentence.words }
        }));
        // A sentence that stands twice in one reply is used once.
        row.sentences.sort_unstable();
        row.sentences.dedup_by_key(|sentence| sentence.hash);
        row.style = speech(text.language()).map(|speech| style::read(speech, text, &draft.text));
        row.draft = self.keeps_text.then(|| draft.text.clone().into_owned());
    }

    fn read_report(&self, row: &mut Row, report: &Report, names: &mut Names) {
        row.policy = names.text(&self.key, &report.policy.digest);
        row.verdict = report.verdict;
        for finding in &report.findings {
            let rule = names.rule(&self.key, finding);
            let own = |found: &&mut Found| found.rule == rule && found.level == finding.level;
            match row.found.iter_mut().find(own) {
                Some(found) => found.count += 1,
                None => row.found.push(Found { rule, category: finding.category, level: finding.level, count: 1 }),
            }
        }
        row.found.sort_unstable();
        row.raised.extend(report.escalations.iter().map(|escalation| Raised {
            topic: names.text(&self.key, &escalation.topic),
            role: escalation.role,
            is_satisfied: escalation.satisfied_by.is_some(),
        }));
        row.raised.sort_unstable();
        // A topic with several roles has an entry for each; the same one twice is satisfied where one is.
        row.raised.dedup_by(|b, a| {
            let same = (a.topic, a.role) == (b.topic, b.role);
            a.is_satisfied |= same && b.is_satisfied;
            same
        });
        row.overridden.extend(report.overridden.iter().map(|overridden| names.overridden(&self.key, overridden)));
        row.overridden.sort_unstable();
        row.overridden.dedup();
        row.unchecked.extend(report.unchecked.iter().map(|unchecked| (unchecked.category, unchecked.reason)));
        row.unchecked.sort_unstable();
        row.unchecked.dedup();
        row.incomplete.extend(&report.incomplete);
        row.incomplete.sort_unstable();
        row.incomplete.dedup();
    }
}
