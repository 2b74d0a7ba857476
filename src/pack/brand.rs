//! The brand file: who the business is, what it approved, and how it changes the rules.

use super::schema::{BrandFile, Identity};
use super::{check_schema, read};
use crate::check::Own;
use crate::error::Error;
use crate::lexicon::Concept;
use crate::text::{Markup, Text};
use std::fmt;
use std::sync::Arc;

/// A brand file that was read and whose shape is right. Cheap to clone.
#[derive(Clone)]
pub struct Brand {
    pub(crate) origin: Arc<str>,
    pub(crate) text: Arc<str>,
    pub(crate) file: Arc<BrandFile>,
}

impl Brand {
    /// Reads a brand file. `origin` is the name that errors give, usually the file's.
    ///
    /// # Errors
    ///
    /// Text that is no TOML, an unknown key, a value of the wrong type, or a newer format, with line and column.
    pub fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        let file: BrandFile = read(text, origin, "a brand file begins with `schema = 1`, `brand = \"name\"`")?;
        check_schema(&file.schema, text, origin)?;
        Ok(Self { origin: origin.into(), text: text.into(), file: Arc::new(file) })
    }

    /// The brand's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.brand
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name that errors give.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl fmt::Debug for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Brand({} from {})", self.name(), self.origin)
    }
}

/// What of an identity the checks compare with.
pub(crate) fn own(file: &BrandFile) -> Own {
    let Identity { contacts, pages, own_identifiers, locations, .. } = &file.identity;
    let contacts = contacts.iter().chain(locations.iter().flat_map(|location| &location.contacts));
    let pages = pages.iter().chain(locations.iter().flat_map(|location| &location.pages));
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
    let mut folder = Text::new();
    own.places = places(&file.identity).map(|place| fold(&mut folder, place)).collect();
    own.names = file.identity.names.iter().map(|name| fold(&mut folder, name)).collect();
    own.services = file.identity.services.iter().map(|service| fold(&mut folder, service)).collect();
    own.locations = locations.iter().map(|location| fold(&mut folder, &location.name)).collect();
    own.people = file.identity.names.iter().chain(&file.identity.staff).map(|name| fold(&mut folder, name)).collect();
    own
}

fn fold(folder: &mut Text, words: &str) -> String {
    folder.read(words, Markup::Plain);
    folder.folded().trim().to_owned()
}

fn places(identity: &Identity) -> impl Iterator<Item = &str> {
    let of_locations = identity.locations.iter().flat_map(|location| [Some(&location.name), location.address.as_ref()]);
    identity.names.iter().chain(&identity.staff).chain(of_locations.flatten()).map(String::as_str)
}

/// What patterns may name of an identity: `{own-name}`, `{own-staff}`, `{own-service}`, `{own-location}`. Without a
/// brand file they stand for nothing.
pub(crate) fn concepts(file: Option<&BrandFile>) -> [Concept; 4] {
    let identity = file.map(|file| &file.identity);
    let list = |name: &str, words: Option<Vec<&String>>| {
        let mut concept = Concept::new(name);
        words.unwrap_or_default().into_iter().for_each(|word| concept.word(word));
        concept
    };
    [
        list("own-name", identity.map(|identity| identity.names.iter().collect())),
        list("own-staff", identity.map(|identity| identity.staff.iter().collect())),
        list("own-service", identity.map(|identity| identity.services.iter().collect())),
        list(
            "own-location",
            identity.map(|identity| identity.locations.iter().map(|location| &location.name).collect()),
        ),
    ]
}
