//! The JSON Schemas (draft 2020-12) of everything that is read and written, generated from the types that do it.

use crate::draft::{Approval, Channel, Context, Format, Message, Practice, Profile, Regime};
use crate::pack::brand::file::BrandFile;
use crate::pack::schema::PackFile;
use crate::report::Report;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// What [`Report::to_json`] writes.
#[must_use]
pub fn report() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Report>().to_value()
}

/// What an audit says, `metrics.json`.
#[cfg(feature = "audit")]
#[must_use]
pub fn metrics() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<crate::audit::Metrics>().to_value()
}

/// A rule pack, as editors of TOML want it.
#[must_use]
pub fn pack() -> Value {
    read_schema::<PackFile>()
}

/// A brand file, as editors of TOML want it.
#[must_use]
pub fn brand() -> Value {
    read_schema::<BrandFile>()
}

/// A reply record. Fields of other names are allowed, but one whose name is nearly a known one is refused when the
/// record is read, which a schema cannot say.
#[must_use]
pub fn record() -> Value {
    read_schema::<Record>()
}

fn read_schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}

/// A reply with what is known about it. Only the draft is required; null counts as absent.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its shape is used; `record::read` reads the real thing")]
struct Record {
    /// The caller's own name for the draft; it comes back in the report.
    id: Option<String>,
    /// The reply itself.
    draft: String,
    /// How the reply is written; `text` unless said otherwise.
    format: Option<Format>,
    /// The message it answers.
    inbound: Option<String>,
    /// Earlier messages.
    thread: Option<Vec<Message>>,
    /// The display name of whoever wrote the inbound.
    author: Option<String>,
    /// Stars, 1 to 5.
    #[schemars(range(min = 1.0, max = 5.0))]
    rating: Option<f64>,
    /// Where it will be posted; `public_review` unless said otherwise.
    channel: Option<Channel>,
    /// Which law binds the sender; `hipaa` unless said otherwise.
    regime: Option<Regime>,
    /// What kind of practice the sender is; `general` unless said otherwise.
    practice: Option<Practice>,
    /// What happens to disputed wording; `standard` unless said otherwise.
    profile: Option<Profile>,
    /// What is known about the recipient and the channel.
    context: Option<Context>,
    /// Which brand answers.
    brand: Option<String>,
    /// Which location answers.
    location: Option<String>,
    /// Who answers.
    agent: Option<String>,
    /// When the inbound came, in RFC 3339.
    received_at: Option<String>,
    /// When the reply was posted, in RFC 3339; absent for a draft that was not.
    posted_at: Option<String>,
    /// Approvals that are already given.
    approvals: Option<Vec<Approval>>,
}
