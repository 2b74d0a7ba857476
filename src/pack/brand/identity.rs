//! `[identity]`: what of it the checks compare with, and what patterns may name.

use super::file::{BrandFile, Identity, Location};
use crate::check::{Own, Signature};
use crate::lexicon::Concept;
use crate::text::{Markup, Text};
use serde::Serialize;

/// A location of a brand, as its file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LocationInfo {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Option<String>,
    /// Phones and mail addresses.
    pub contacts: Vec<String>,
    /// When it is open, in the brand's own words.
    pub hours: Vec<String>,
    /// Its time zone.
    pub time_zone: Option<String>,
    /// Days on which it is closed.
    pub holidays: Vec<String>,
}

impl From<&Location> for LocationInfo {
    fn from(location: &Location) -> Self {
        Self {
            name: location.name.clone(),
            address: location.address.clone(),
            contacts: location.contacts.clone(),
            hours: location.hours.iter().map(|line| line.as_ref().clone()).collect(),
            time_zone: location.time_zone.clone(),
            holidays: location.days_off().collect(),
        }
    }
}

/// What of an identity the checks compare with.
pub(crate) fn own(file: &BrandFile) -> Own {
    let Identity { contacts, pages, own_identifiers, locations, .. } = &file.identity;
    let contacts = contacts.iter().chain(locations.iter().flat_map(|location| &location.as_ref().contacts));
    let pages = pages.iter().chain(locations.iter().flat_map(|location| &location.as_ref().pages));
    let mut own = Own::default();
    for contact in contacts.chain(own_identifiers) {
        if contact.contains('@') {
            own.addresses.push(contact.trim().to_lowercase());
        } else {
            own.numbers.push(contact.chars().filter(char::is_ascii_digit).collect());
        }
    }
    own.numbers.retain(|number| number.len() >= 4);
    own.pages = pages.map(|page| crate::check::page_of(page.trim()).to_lowercase()).collect();
    let live = &file.live_variables.names;
    own.live_variables = live.iter().map(|name| name.to_lowercase().split_whitespace().collect()).collect();
    // A text that makes no sense is an error of its rule.
    own.signatures = file.voice.signatures().iter().filter_map(|text| Signature::parse(text.as_ref()).ok()).collect();
    let mut folder = Text::new();
    own.places = places(&file.identity).map(|place| fold(&mut folder, place)).collect();
    own.names = file.identity.names.iter().map(|name| fold(&mut folder, name)).collect();
    own.services = file.identity.services.iter().map(|service| fold(&mut folder, service)).collect();
    own.locations = locations.iter().map(|location| fold(&mut folder, &location.as_ref().name)).collect();
    own.people = file.identity.names.iter().chain(staff(&file.identity)).map(|name| fold(&mut folder, name)).collect();
    own
}

fn fold(folder: &mut Text, words: &str) -> String {
    folder.read(words, Markup::Plain);
    folder.folded().trim().to_owned()
}

/// People who answer for the business, here or at one location.
fn staff(identity: &Identity) -> impl Iterator<Item = &String> {
    identity.staff.iter().chain(identity.locations.iter().flat_map(|location| &location.as_ref().staff))
}

fn contacts(identity: &Identity) -> impl Iterator<Item = &String> {
    identity.contacts.iter().chain(identity.locations.iter().flat_map(|location| &location.as_ref().contacts))
}

fn places(identity: &Identity) -> impl Iterator<Item = &str> {
    let of_locations = identity
        .locations
        .iter()
        .map(toml::Spanned::as_ref)
        .flat_map(|location| [Some(&location.name), location.address.as_ref()]);
    identity.names.iter().chain(staff(identity)).chain(of_locations.flatten()).map(String::as_str)
}

/// What patterns may name of an identity: `{own-name}`, `{own-staff}`, `{own-service}`, `{own-location}`,
/// `{own-contact}`. Without a brand file they stand for nothing.
pub(crate) fn concepts(file: Option<&BrandFile>) -> [Concept; 5] {
    let identity = file.map(|file| &file.identity);
    let list = |name: &str, words: Option<Vec<&String>>| {
        let mut concept = Concept::new(name);
        words.unwrap_or_default().into_iter().for_each(|word| concept.word(word));
        concept
    };
    [
        list("own-name", identity.map(|identity| identity.names.iter().collect())),
        list("own-staff", identity.map(|identity| staff(identity).collect())),
        list("own-service", identity.map(|identity| identity.services.iter().collect())),
        list("own-contact", identity.map(|identity| contacts(identity).collect())),
        list(
            "own-location",
            identity.map(|identity| identity.locations.iter().map(|location| &location.as_ref().name).collect()),
        ),
    ]
}
