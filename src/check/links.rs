//! `match.links`: where links may lead, and what may not stand for one.

use super::{Candidate, Compiler, Detail, Input, page_of};
use crate::error::Error;
use crate::matcher::SignalId;
use crate::report::{Place, Related};
use crate::text::units::UnitKind;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// Hosts that hide where a link leads.
#[rustfmt::skip]
const SHORTENERS: &[&str] = &[
    "adf.ly", "bit.do", "bit.ly", "bitly.com", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "goo.gl", "is.gd", "j.mp", "lnkd.in", "mcaf.ee", "ow.ly",
    "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "shorte.st", "snip.ly", "soo.gd", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "trib.al",
    "v.gd", "youtu.be",
];

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The only hosts that links may lead to, with the hosts below them, or pages on a host (`a.example/help`).
    pub(crate) only: Option<Vec<String>>,
    /// Whether addresses of link shorteners may stand, which hide where a link leads.
    pub(crate) shorteners: Option<bool>,
    /// Patterns that say nothing of where a link leads, as `click here`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(crate) text: Vec<Spanned<String>>,
    /// The most that there may be.
    pub(crate) max: Option<u32>,
}

#[derive(Debug)]
pub(crate) struct Check {
    only: Option<Vec<String>>,
    no_shorteners: bool,
    text: Option<SignalId>,
    max: Option<u32>,
}

/// What a finding is about, where it is not the number of links.
const WRONG: u32 = u32::MAX;

impl Spec {
    pub(super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
        let wrong = |what: String, remedy: &str| Err(Error::new(compiler.origin, what).remedy(remedy));
        let no_shorteners = self.shorteners == Some(false);
        if self.only.is_none() && !no_shorteners && self.text.is_empty() && self.max.is_none() {
            return wrong("no link is wrong".to_owned(), "write `only`, `shorteners = false`, `text` or `max`");
        }
        let page = |link: &String| page_of(link.trim()).to_lowercase();
        let only: Option<Vec<String>> = self.only.as_ref().map(|only| only.iter().map(page).collect());
        if let Some(host) = only.iter().flatten().find(|host| !host.contains('.') || host.contains(char::is_whitespace))
        {
            return wrong(format!("`{host}` is no host"), "write it as `help.example`");
        }
        let text = if self.text.is_empty() { None } else { Some(compiler.phrases(&self.text)?) };
        Ok(Check { only, no_shorteners, text, max: self.max })
    }
}

impl Check {
    /// Links wake no signal; a draft without a full stop costs a look at its bytes.
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }

    pub(super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
        let wrong = |start, end| Candidate { note: WRONG, ..Candidate::at(start, end) };
        let bare = self.text.map_or(&[][..], |text| input.signals.of(text));
        out.extend(bare.iter().map(|hit| wrong(hit.start, hit.end)));
        let folded = input.text.folded();
        if memchr::memchr(b'.', folded.as_bytes()).is_none() {
            return;
        }
        let mut measured = input.measured.borrow_mut();
        let links = measured.units(input).iter().filter(|unit| unit.kind == UnitKind::Link);
        let (mut count, mut over) = (0, None);
        for link in links {
            if Some(count) == self.max {
                over = Some(link);
            }
            count += 1;
            if self.is_wrong(&folded[link.range()]) {
                out.push(wrong(link.start, link.end));
            }
        }
        // One that may not stand at all is not one too many besides.
        let over = over.filter(|link| !self.is_wrong(&folded[link.range()]));
        out.extend(over.map(|link| Candidate { note: count, ..Candidate::at(link.start, link.end) }));
    }

    fn is_wrong(&self, link: &str) -> bool {
        let leads_to = |host: &str| is_below(page_of(link), host);
        self.no_shorteners && SHORTENERS.iter().any(|host| leads_to(host))
            || self.only.as_ref().is_some_and(|only| !only.iter().any(|host| leads_to(host)))
    }

    /// How many there are, and where the others stand that are too many.
    pub(super) fn detail(&self, input: &Input<'_>, place: Range<usize>, note: u32) -> Detail {
        let mut detail = Detail::default();
        if note == WRONG {
            return detail;
        }
        detail.cues.push(format!("{note} link{}", if note == 1 { "" } else { "s" }).into());
        let mut measured = input.measured.borrow_mut();
        let links = measured.units(input).iter().filter(|unit| unit.kind == UnitKind::Link);
        detail.related.extend(links.filter(|link| link.start as usize >= place.end).map(|link| {
            let span = input.text.source_span(link.range());
            Related { place: Place::Draft, start: span.start, end: span.end, message: "one more".into() }
        }));
        detail
    }
}

/// Whether a page lies on a host, on one below it, or, where the host is a page, below that.
fn is_below(page: &str, host: &str) -> bool {
    let end = page.find(['/', '?', '#', ':']).unwrap_or(page.len());
    let name = &page[..end];
    // What stands before an `@` is no part of a host.
    let name = name.rsplit_once('@').map_or(name, |(_, name)| name);
    if let Some((host, path)) = host.split_once('/') {
        let at = &page[end..].strip_prefix('/').unwrap_or_default();
        let below = at.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        return name == host && below;
    }
    name == host || name.strip_suffix(host).is_some_and(|before| before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn hosts_below_a_host_belong_to_it() {
        assert!(is_below("help.example", "help.example") && is_below("a.help.example/x", "help.example"));
        assert!(!is_below("nohelp.example", "help.example") && !is_below("help.example.evil.test", "help.example"));
        assert!(is_below("help.example:80/x", "help.example"));
        assert!(is_below("a.example/help/1", "a.example/help") && !is_below("a.example/helper", "a.example/help"));
    }
}
