//! The draft and what is known about it.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Declares an enum of words that stand in records, packs and reports, with one table of their spelling.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis $name:ident: $what:literal { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $vis enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in order.
            #[allow(dead_code, reason = "a table of words need not be listed everywhere")]
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that records, packs and reports use.
            #[must_use]
            $vis fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            /// Fails with a sentence that lists the words that would do.
            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("unknown {} `{}`; write one of {}", $what, word.escape_debug(), [$($word),+].join(", "))),
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where the reply will be posted.
    pub Channel: "channel" {
        /// A reply to an online review.
        PublicReview = "public_review",
        /// A comment under a post.
        PublicComment = "public_comment",
        /// A post of one's own.
        PublicPost = "public_post",
        /// A direct message on a social platform, whose operator reads it.
        Dm = "dm",
        /// A text message.
        Sms = "sms",
        /// An e-mail.
        Email = "email",
        /// A helpdesk ticket.
        Ticket = "ticket",
        /// A message inside a portal that the recipient logged in to.
        Portal = "portal",
    }
}

words! {
    /// Who else can read the reply. Ordered from the least to the most exposed.
    pub Exposure: "exposure" {
        /// Only the authenticated recipient.
        Secured = "secured",
        /// Whoever handles the message on its way.
        Unsecured = "unsecured",
        /// Everyone, or a platform that is no business associate.
        Public = "public",
    }
}

words! {
    /// Which confidentiality law binds the sender: a fact about the sender, never guessed. Ordered by strictness.
    pub Regime: "regime" {
        /// Not a covered entity.
        None = "none",
        /// A HIPAA covered entity or business associate.
        Hipaa = "hipaa",
        /// A substance-use programme under 42 CFR Part 2.
        Part2 = "part2",
    }
}

words! {
    /// What kind of practice the sender is. Ordered by how much mere presence discloses.
    pub Practice: "practice" {
        /// Any other practice.
        General = "general",
        /// Mental and behavioural health.
        Behavioral = "behavioral",
        /// Treatment of substance use.
        Sud = "sud",
    }
}

words! {
    /// What happens to wording that experts dispute. Ordered by strictness.
    pub Profile: "profile" {
        /// Disputed wording is not reported.
        Lenient = "lenient",
        /// Disputed wording is a note.
        Standard = "standard",
        /// Disputed wording has the rule's own level.
        Strict = "strict",
    }
}

words! {
    /// What the recipient agreed to receive over an unsecured channel. Ordered by how much is agreed.
    pub Consent: "consent" {
        /// Nothing.
        None = "none",
        /// Reminders: time, place and a number to call.
        Reminders = "reminders",
        /// Unencrypted messages, after a warning.
        UnencryptedOk = "unencrypted_ok",
    }
}

words! {
    /// How the draft is written.
    pub Format: "format" {
        /// Plain text.
        Text = "text",
        /// HTML, as rich-text editors hand it over.
        Html = "html",
    }
}

words! {
    /// Who approves what a machine must not decide.
    pub Role: "role" {
        /// The privacy officer.
        Privacy = "privacy",
        /// Counsel.
        Legal = "legal",
        /// A clinician.
        Clinical = "clinical",
        /// Public relations.
        Pr = "pr",
        /// Whoever answers for people's safety.
        Safety = "safety",
    }
}

words! {
    /// Who wrote a message of the thread.
    pub Speaker: "role" {
        /// The customer.
        Customer = "customer",
        /// The business.
        Agent = "agent",
    }
}

/// What is known about the recipient and the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Context {
    /// The other end is logged in as the person concerned or their representative.
    pub authenticated: bool,
    /// A copy of the ticket goes out by plain e-mail.
    pub copied_to_email: bool,
    /// What the recipient agreed to receive; `None` counts as [`Consent::None`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

/// An earlier message of the conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Who wrote it.
    pub role: Speaker,
    /// What it says.
    pub text: String,
    /// When, in RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// A person's approval of what an escalation asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// In which role.
    pub role: Role,
    /// Who approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When, in RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// A reply that someone is about to send, with what is known about it. Only the text is required.
///
/// ```
/// use replylint::{Channel, Draft};
/// let draft = Draft::new("Thank you for your feedback.").channel(Channel::PublicReview).inbound("Great place!");
/// assert_eq!(draft.text.len(), 28);
/// ```
///
/// `Debug` shows lengths, never text.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Draft<'a> {
    /// The caller's own name for the draft; it comes back in the report.
    pub id: Option<Cow<'a, str>>,
    /// The reply itself.
    pub text: Cow<'a, str>,
    /// How the reply is written; plain text unless said otherwise.
    pub format: Option<Format>,
    /// The message it answers.
    pub inbound: Option<Cow<'a, str>>,
    /// Earlier messages.
    pub thread: Vec<Message>,
    /// The display name of whoever wrote the inbound.
    pub author: Option<Cow<'a, str>>,
    /// Stars, 1 to 5.
    pub rating: Option<u8>,
    /// Where it will be posted; a public review unless said otherwise.
    pub channel: Option<Channel>,
    /// Which law binds the sender; HIPAA unless said otherwise.
    pub regime: Option<Regime>,
    /// What kind of practice the sender is.
    pub practice: Option<Practice>,
    /// What happens to disputed wording.
    pub profile: Option<Profile>,
    /// What is known about the recipient.
    pub context: Context,
    /// Which brand answers.
    pub brand: Option<Cow<'a, str>>,
    /// Which location answers.
    pub location: Option<Cow<'a, str>>,
    /// Who answers.
    pub agent: Option<Cow<'a, str>>,
    /// When the inbound came, in RFC 3339.
    pub received_at: Option<Cow<'a, str>>,
    /// When the reply was posted, in RFC 3339; absent for a draft that was not.
    pub posted_at: Option<Cow<'a, str>>,
    /// Approvals that are already given.
    pub approvals: Vec<Approval>,
}

impl<'a> Draft<'a> {
    /// A draft of which only the text is known.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets where the reply will be posted.
    #[must_use]
    pub fn channel(mut self, channel: Channel) -> Self {
        self.channel = Some(channel);
        self
    }

    /// Sets the message that the draft answers.
    #[must_use]
    pub fn inbound(mut self, inbound: impl Into<Cow<'a, str>>) -> Self {
        self.inbound = Some(inbound.into());
        self
    }

    /// Sets the display name of whoever wrote the inbound.
    #[must_use]
    pub fn author(mut self, author: impl Into<Cow<'a, str>>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// Sets which law binds the sender.
    #[must_use]
    pub fn regime(mut self, regime: Regime) -> Self {
        self.regime = Some(regime);
        self
    }

    /// Sets how the draft is written.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }
}

impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("bytes", &self.text.len())
            .field("inbound_bytes", &self.inbound.as_ref().map(|text| text.len()))
            .field("channel", &self.channel)
            .field("regime", &self.regime)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("role", &self.role).field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl Channel {
    /// Who else can read a reply on this channel.
    #[must_use]
    pub fn exposure(self, context: &Context) -> Exposure {
        match self {
            Self::PublicReview | Self::PublicComment | Self::PublicPost | Self::Dm => Exposure::Public,
            Self::Portal => Exposure::Secured,
            Self::Ticket if context.authenticated && !context.copied_to_email => Exposure::Secured,
            Self::Sms | Self::Email | Self::Ticket => Exposure::Unsecured,
        }
    }
}
