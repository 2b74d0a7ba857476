//! `match.spelling`: words that a dictionary does not know. The dictionary is handed over when a linter is built; names
//! of the brand, handles, links, numbers, words in capitals, the author's name and words of the inbound are left alone.

use super::{Candidate, Compiler, Detail, Input};
use crate::error::Error;
use crate::matcher::SignalId;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;

/// As a pack writes it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The language of the dictionary, as two letters; drafts in other languages are not read.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(crate) language: Spanned<String>,
    /// Words that the dictionary does not know and that are right.
    #[serde(default)]
    #[cfg_attr(not(feature = "spelling"), allow(dead_code, reason = "only the feature `spelling` reads them"))]
    pub(crate) words: Vec<String>,
}

/// Dictionaries in Hunspell's format, by language. What they hold is read when a rule asks for it.
#[derive(Default, Clone)]
pub(crate) struct Dictionaries {
    texts: BTreeMap<String, (Arc<str>, Arc<str>)>,
    #[cfg(feature = "spelling")]
    read: std::cell::RefCell<BTreeMap<String, Arc<spellbook::Dictionary>>>,
}

impl Dictionaries {
    /// Adds a dictionary, or puts it in the place of another of its language.
    pub(crate) fn insert(&mut self, language: &str, affixes: &str, words: &str) {
        self.texts.insert(language.to_owned(), (affixes.into(), words.into()));
    }

    /// Language, affixes and words of each.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.texts.iter().map(|(language, (affixes, words))| (language.as_str(), &**affixes, &**words))
    }

    /// The dictionary of a language, read once for all rules.
    #[cfg(feature = "spelling")]
    fn get(&self, language: &str) -> Option<Result<Arc<spellbook::Dictionary>, String>> {
        let (affixes, words) = self.texts.get(language)?;
        if let Some(known) = self.read.borrow().get(language) {
            return Some(Ok(Arc::clone(known)));
        }
        Some(spellbook::Dictionary::new(affixes, words).map_err(|error| error.to_string()).map(|dictionary| {
            let dictionary = Arc::new(dictionary);
            self.read.borrow_mut().insert(language.to_owned(), Arc::clone(&dictionary));
            dictionary
        }))
    }
}

impl fmt::Debug for Dictionaries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.texts.keys()).finish()
    }
}

#[cfg(not(feature = "spelling"))]
mod engine {
    use super::{Candidate, Compiler, Detail, Error, Input, Range, Spec};

    #[derive(Debug)]
    pub(crate) struct Check {}

    impl Spec {
        pub(in super::super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
            Err(Error::new(compiler.origin, "this build does not check spelling")
                .at(compiler.source, self.language.span().start)
                .remedy("build with the feature `spelling`, or remove the rule"))
        }
    }

    impl Check {
        pub(in super::super) fn run(&self, _: &Input<'_>, _: &mut Vec<Candidate>) {}

        pub(in super::super) fn detail(&self, _: &Input<'_>, _: Range<usize>, _: u32) -> Detail {
            Detail::default()
        }
    }
}

#[cfg(feature = "spelling")]
mod engine {
    use super::super::rewrite::{self, Case};
    use super::{Arc, Candidate, Compiler, Detail, Error, Input, Range, Spec};
    use std::collections::HashSet;

    /// The most words that fixes are looked for, since that is slow, and the most fixes of each.
    const LOOKED_FOR: u32 = 20;
    const FIXES: usize = 3;
    /// Longer words are none.
    const LONGEST: usize = 40;

    pub(crate) struct Check {
        language: String,
        dictionary: Arc<spellbook::Dictionary>,
        /// Lower case.
        words: HashSet<String>,
    }

    impl std::fmt::Debug for Check {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Check").field("language", &self.language).finish_non_exhaustive()
        }
    }

    impl Spec {
        pub(in super::super) fn compile(&self, compiler: &mut Compiler<'_>) -> Result<Check, Error> {
            let language = self.language.as_ref();
            let wrong = |what: String, remedy: &str| {
                Error::new(compiler.origin, what).at(compiler.source, self.language.span().start).remedy(remedy)
            };
            let dictionary = compiler.known.dictionaries.get(language).ok_or_else(|| {
                wrong(
                    format!("no dictionary of `{language}` was given"),
                    "hand one over with `--dictionary`, or when the linter is built",
                )
            })?;
            let dictionary = dictionary.map_err(|error| {
                wrong(
                    format!("the dictionary of `{language}` cannot be read: {error}"),
                    "give one in Hunspell's format",
                )
            })?;
            let words = self.words.iter().map(|word| word.trim().to_lowercase()).collect();
            Ok(Check { language: language.clone(), dictionary, words })
        }
    }

    impl Check {
        pub(in super::super) fn run(&self, input: &Input<'_>, out: &mut Vec<Candidate>) {
            if input.language.code() != Some(self.language.as_str()) {
                return;
            }
            let tokens = input.text.tokens();
            let mut known: Option<HashSet<&str>> = None;
            let mut found = 0;
            for word in tokens.chunk_by(|a, b| a.word == b.word) {
                let place = word[0].start as usize..word[word.len() - 1].end as usize;
                let folded = &input.text.folded()[place.clone()];
                let source = rewrite::source(input, place.clone());
                if !is_word(folded, source) || self.knows(source) {
                    continue;
                }
                let known = known.get_or_insert_with(|| others(input));
                let first = &input.text.folded()[word[0].start as usize..word[0].end as usize];
                let is_right =
                    known.contains(folded) || known.contains(first) && word.len() > 1 || known.contains(source);
                if !is_right
                    && !self.words.contains(folded)
                    && !input.measured.borrow_mut().is_address(input, place.clone())
                {
                    out.push(Candidate { note: found, ..Candidate::at(place.start as u32, place.end as u32) });
                    found += 1;
                }
            }
        }

        pub(in super::super) fn detail(&self, input: &Input<'_>, place: Range<usize>, note: u32) -> Detail {
            let source = rewrite::source(input, place.clone());
            if note >= LOOKED_FOR {
                return Detail::default();
            }
            let mut texts = Vec::new();
            let lower = source.to_lowercase();
            self.dictionary.suggest(&lower, &mut texts);
            let begins = rewrite::begins_sentence(input, place.start);
            let case = Case::of(source, &lower, begins);
            let fix = |text: &String| rewrite::write(input, place.clone(), &case.apply(text), false);
            Detail { fixes: texts.iter().take(FIXES).filter_map(fix).collect(), ..Detail::default() }
        }

        /// Whether the dictionary knows a word, with any apostrophe.
        fn knows(&self, source: &str) -> bool {
            if source.contains('\u{2019}') {
                return self.dictionary.check(&source.replace('\u{2019}', "'"));
            }
            self.dictionary.check(source)
        }
    }

    /// Whether something is a word that could be spelled wrong.
    fn is_word(folded: &str, source: &str) -> bool {
        let letters = source.chars().filter(|c| c.is_alphabetic()).count();
        (2..=LONGEST).contains(&letters)
            && !folded.contains(|c: char| c.is_ascii_digit() || c == '_')
            && !source.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
    }

    /// The words that are right because somebody else wrote them: the brand, the author, the inbound.
    fn others<'a>(input: &'a Input<'_>) -> HashSet<&'a str> {
        let own = input.own;
        let lists = [&own.places, &own.names, &own.services, &own.locations, &own.people];
        let brand = lists.into_iter().flatten().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let inbound = input.inbound.into_iter().flat_map(|text| {
            text.tokens().iter().map(|token| &text.folded()[token.start as usize..token.end as usize])
        });
        // The author's name counts as the author writes it.
        let author = input.draft.author.as_deref().unwrap_or_default();
        let author = author.split(|c: char| !c.is_alphanumeric());
        brand.chain(inbound).chain(author).filter(|word| !word.is_empty()).collect()
    }
}

pub(crate) use engine::Check;

impl Check {
    /// Words wake no signal.
    pub(super) fn signals(&self) -> &[SignalId] {
        &[]
    }
}
