//! When the locations are open, as a rule: a draft that names other hours is a finding.

use super::entry::Common;
use super::file::{Identity, Location};
use super::write::{Rule, Rules, Toml};
use crate::text::hours::{Week, read_line};
use toml::Spanned;

impl Location {
    /// Days on which it is closed, as texts.
    pub(super) fn days_off(&self) -> impl Iterator<Item = String> + '_ {
        self.holidays.iter().map(|day| day.as_str().map_or_else(|| day.to_string(), str::to_owned))
    }

    /// The first line of its hours that no rule can read.
    pub(super) fn unread_hours(&self) -> Option<&Spanned<String>> {
        self.hours.iter().find(|line| read_line(line.as_ref(), &mut Week::default()).is_none())
    }
}

pub(super) fn rules(identity: &Identity, out: &mut Rules) {
    let known = |location: &&Spanned<Location>| {
        let location = location.as_ref();
        !location.hours.is_empty() && location.unread_hours().is_none()
    };
    let places: Vec<&Spanned<Location>> = identity.locations.iter().filter(known).collect();
    let Some(at) = places.first().and_then(|place| place.as_ref().hours.first()).map(Spanned::span) else { return };
    let key = Toml::new;
    let open = places.iter().map(|place| {
        let place = place.as_ref();
        let holidays = place.days_off().map(|day| Toml::string(&day, None));
        Toml::table([
            (key("name"), Toml::string(&place.name, None)),
            (key("hours"), Toml::strings(&place.hours)),
            (key("holidays"), Toml::list(holidays)),
        ])
    });
    let spec = Toml::table([(key("open"), Toml::list(open))]);
    out.rule(Rule {
        guideline: "hours",
        variant: None,
        at,
        message: "names opening hours other than those of the brand file",
        advice: "Give the hours that the location keeps, or leave them out.".to_owned(),
        spec: Toml::table([(key("hours"), spec)]),
        channels: &[],
        common: &Common {
            why: Some("Whoever comes by them stands before a closed door, or does not come at all.".to_owned()),
            ..Common::default()
        },
        only_if: Vec::new(),
        unless: Vec::new(),
    });
}
