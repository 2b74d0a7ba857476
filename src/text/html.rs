//! HTML as the plain text it shows, with a map back to the source.
//!
//! Tags and entities are read by `html5gum`. A block becomes lines of its own, `<br>` a line break, other tags
//! nothing; scripts, styles, titles and comments are not text. An element that holds earlier messages becomes a line
//! that begins with `>`, so that `quote` treats it like any quoted line; signatures are left out here.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};

use super::map::Map;
use super::{SkipReason, Skipped};

/// The text of an HTML source. Empty, and the identity, until one is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    text: String,
    map: Map,
    tag: Vec<u8>,
    opened: Vec<u8>,
    name: Vec<u8>,
    value: Vec<u8>,
    hidden: Vec<u8>,
}

impl Page {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.map.clear();
    }

    /// What the source shows.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Reads `source`; signatures go to `skipped`. Linear.
    pub(super) fn read(&mut self, source: &str, skipped: &mut Vec<Skipped>) {
        self.clear();
        self.opened.clear();
        let reader = Reader {
            page: self,
            source,
            skipped,
            position: 0,
            mark: 0,
            tag_start: 0,
            is_end: false,
            is_void: false,
            found: None,
            hiding: None,
            preformatted: 0,
        };
        let Ok(()) = Tokenizer::new_with_emitter(source, reader).finish();
    }

    /// The source of a range of the text: without tags around it, but with those at its ends when tags interrupt it.
    pub(super) fn source_span(&self, text: Range<usize>) -> Range<usize> {
        if self.map.is_empty() {
            return text;
        }
        if self.map.drops_inside(text.clone()) {
            return self.map.tight_end(text.start)..self.map.end(text.end);
        }
        let start = self.map.start(text.start);
        start..self.map.tight_end(text.end).max(start)
    }
}

/// What an element is, if it is not part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hide {
    /// Earlier messages; all that follows as well when the mark is a heading of theirs.
    Quote {
        rest: bool,
    },
    Signature,
    Code,
}

struct Hiding {
    what: Hide,
    start: usize,
    depth: usize,
}

struct Reader<'a> {
    page: &'a mut Page,
    source: &'a str,
    skipped: &'a mut Vec<Skipped>,
    position: usize,
    /// Up to here the source is accounted for.
    mark: usize,
    tag_start: usize,
    is_end: bool,
    is_void: bool,
    /// What the tag being read says of its element.
    found: Option<Hide>,
    hiding: Option<Hiding>,
    /// How many `pre` elements are open: their line breaks are shown.
    preformatted: usize,
}

impl Reader<'_> {
    fn write(&mut self, form: &[u8]) {
        let (mut from, to) = (self.mark, self.position);
        self.mark = to;
        if self.hiding.is_some() || form.is_empty() {
            return;
        }
        let start = to.saturating_sub(form.len()).max(from);
        let bytes = self.source.as_bytes();
        let whole = self.source.is_char_boundary(start);
        let Page { text, map, .. } = &mut *self.page;
        if bytes.get(start..to) == Some(form) && (start == from || !whole || bytes[from] != b'&') {
            if whole {
                from = start;
            }
            // Text as it stands. It may end within a character; the rest comes with the next piece.
            let Some(piece) = self.source.get(from..to) else {
                self.mark = from;
                return;
            };
            map.resume(text.len(), from);
            let spaced = |c| if matches!(c, '\n' | '\r') { ' ' } else { c };
            match self.preformatted {
                0 if piece.contains(['\n', '\r']) => text.extend(piece.chars().map(spaced)),
                _ => text.push_str(piece),
            }
        } else {
            map.unit(text.len(), from..to);
            match (form, self.preformatted) {
                (b"\n", 0) => text.push(' '),
                _ => text.push_str(&String::from_utf8_lossy(form)),
            }
            map.resume(text.len(), to);
        }
    }

    /// Writes what the source does not show as characters: a line break, or what stands for an element.
    fn write_for(&mut self, form: &str, source: Range<usize>) {
        let Page { text, map, .. } = &mut *self.page;
        map.unit(text.len(), source.clone());
        text.push_str(form);
        map.resume(text.len(), source.end);
    }

    fn end_block(&mut self, source: Range<usize>) {
        if !self.page.text.is_empty() && !self.page.text.ends_with("\n\n") {
            self.write_for("\n\n", source);
        }
    }

    /// Reads the attribute that just ended.
    fn end_attribute(&mut self) {
        if !self.page.name.is_empty() && !self.is_end && self.found.is_none() {
            self.page.name.make_ascii_lowercase();
            self.page.value.make_ascii_lowercase();
            self.found = match self.page.name.as_slice() {
                b"class" | b"id" => {
                    self.page.value.split(u8::is_ascii_whitespace).find_map(|word| told_by(word, &self.page.name))
                }
                b"type" if self.page.value == b"cite" => Some(Hide::Quote { rest: false }),
                _ => None,
            };
        }
        self.page.name.clear();
        self.page.value.clear();
    }

    fn end_tag(&mut self) {
        let span = self.tag_start..self.position;
        let same = self.page.tag == self.page.hidden;
        if let Some(hiding) = &mut self.hiding {
            hiding.depth = match (same, self.is_end) {
                (true, true) => hiding.depth.saturating_sub(1),
                (true, false) if !self.is_void => hiding.depth + 1,
                _ => hiding.depth,
            };
            if hiding.depth == 0 && hiding.what != (Hide::Quote { rest: true }) {
                self.end_hiding(span.end);
            }
            return;
        }
        let found = if self.is_end { None } else { self.found.or_else(|| told_by_name(&self.page.tag)) };
        match found {
            Some(what) if !is_empty(&self.page.tag) => {
                self.page.hidden.clone_from(&self.page.tag);
                self.hiding = Some(Hiding { what, start: span.start, depth: 1 });
                return;
            }
            Some(what @ Hide::Quote { rest: true }) => {
                self.page.hidden.clear();
                self.hiding = Some(Hiding { what, start: span.start, depth: 1 });
                return;
            }
            _ => {}
        }
        match self.page.tag.as_slice() {
            b"br" => self.write_for("\n", span),
            b"pre" | b"textarea" => {
                self.preformatted =
                    if self.is_end { self.preformatted.saturating_sub(1) } else { self.preformatted + 1 };
                self.end_block(span);
            }
            tag if is_block(tag) => self.end_block(span),
            _ => {}
        }
    }

    fn end_hiding(&mut self, end: usize) {
        let Some(hiding) = self.hiding.take() else { return };
        let span = hiding.start..end;
        match hiding.what {
            Hide::Quote { .. } => self.write_for("\n\n>\n\n", span),
            Hide::Signature => {
                self.skipped.push(Skipped { span: span.clone(), reason: SkipReason::Signature });
                self.write_for("\n\n", span);
            }
            Hide::Code => {}
        }
    }
}

fn is_quote(word: &[u8]) -> bool {
    word == b"quote"
        || [&b"_quote"[..], b"-quote", b"quoted", b"blockquote", b"cite-prefix"].iter().any(|end| word.ends_with(end))
        || [&b"gmail_quote"[..], b"gmail_attr"].iter().any(|begin| word.starts_with(begin))
}

/// What a class or an id, in lower case, says of its element.
fn told_by(word: &[u8], attribute: &[u8]) -> Option<Hide> {
    if attribute == b"id" && (word.ends_with(b"divrplyfwdmsg") || word.ends_with(b"appendonsend")) {
        return Some(Hide::Quote { rest: true });
    }
    if is_quote(word) {
        return Some(Hide::Quote { rest: false });
    }
    memchr::memmem::find(word, b"signature").map(|_| Hide::Signature)
}

fn told_by_name(tag: &[u8]) -> Option<Hide> {
    match tag {
        b"blockquote" => Some(Hide::Quote { rest: false }),
        b"script" | b"style" | b"title" | b"template" => Some(Hide::Code),
        _ => None,
    }
}

/// Elements that have no content and no end tag.
fn is_empty(tag: &[u8]) -> bool {
    matches!(
        tag,
        b"br"
            | b"hr"
            | b"img"
            | b"input"
            | b"meta"
            | b"link"
            | b"col"
            | b"area"
            | b"base"
            | b"embed"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

fn is_block(tag: &[u8]) -> bool {
    matches!(
        tag,
        b"p" | b"div"
            | b"li"
            | b"ul"
            | b"ol"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"tr"
            | b"td"
            | b"th"
            | b"table"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"caption"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"hr"
            | b"html"
            | b"head"
            | b"body"
            | b"section"
            | b"article"
            | b"aside"
            | b"header"
            | b"footer"
            | b"main"
            | b"nav"
            | b"address"
            | b"center"
            | b"fieldset"
            | b"form"
            | b"figure"
            | b"figcaption"
            | b"details"
            | b"summary"
            | b"option"
            | b"select"
            | b"button"
    )
}

impl Emitter for Reader<'_> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, tag: Option<&[u8]>) {
        self.page.opened.clear();
        self.page.opened.extend(tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.end_hiding(self.source.len());
    }

    fn emit_error(&mut self, _: Error) {}

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_string(&mut self, form: &[u8]) {
        self.write(form);
    }

    fn start_open_tag(&mut self) {
        self.tag_start = self.position - 1;
    }

    fn init_start_tag(&mut self) {
        self.page.tag.clear();
        (self.is_end, self.is_void, self.found) = (false, false, None);
    }

    fn init_end_tag(&mut self) {
        self.page.tag.clear();
        (self.is_end, self.is_void, self.found) = (true, false, None);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.page.tag.extend(name);
    }

    fn init_attribute(&mut self) {
        self.end_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.page.name.extend(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.page.value.extend(value);
    }

    fn set_self_closing(&mut self) {
        self.is_void = is_empty(&self.page.tag);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_attribute();
        self.page.tag.make_ascii_lowercase();
        self.end_tag();
        self.mark = self.position;
        let Page { opened, tag, .. } = &mut *self.page;
        opened.clear();
        if self.is_end {
            return None;
        }
        opened.extend_from_slice(tag);
        naive_next_state(tag)
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.page.opened.is_empty() && self.page.opened == self.page.tag
    }

    fn init_comment(&mut self) {}

    fn emit_current_comment(&mut self) {
        self.mark = self.position;
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {}

    fn emit_current_doctype(&mut self) {
        self.mark = self.position;
    }

    fn set_force_quirks(&mut self) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }
}

#[cfg(test)]
mod tests {
    use crate::text::{Markup, SkipReason, Text};

    fn read(source: &str) -> Text {
        let mut text = Text::new();
        text.read(source, Markup::Html);
        text
    }

    /// The source of the first place where the folded text holds `words`.
    fn span<'a>(source: &'a str, words: &str) -> &'a str {
        let text = read(source);
        let at = text.folded().find(words).unwrap_or_else(|| panic!("{:?} lacks {words:?}", text.folded()));
        &source[text.source_span(at..at + words.len())]
    }

    #[test]
    fn tags_and_entities_are_mapped() {
        assert_eq!(span("my vi<b>sit</b> was", "visit"), "vi<b>sit</b>");
        assert_eq!(span("my <b>visit</b> was", "visit"), "visit");
        assert_eq!(span("my <b>visit</b> was", "my visit"), "my <b>visit</b>");
        assert_eq!(span("<b>your</b> visit", "your visit"), "<b>your</b> visit");
        assert_eq!(span("your&nbsp;visit &amp; more", "your visit & more"), "your&nbsp;visit &amp; more");
        assert_eq!(span("Don&rsquo;t &#118;isit&#x21;", "don't visit!"), "Don&rsquo;t &#118;isit&#x21;");
        assert_eq!(span("caf&eacute; x", "cafe"), "caf&eacute;");
        assert_eq!(span("a<!-- your -->b <i\nclass='>'>c</i> d", "ab c d"), "a<!-- your -->b <i\nclass='>'>c</i> d");
        assert_eq!(span("1 &lt; 2 < 3 &unknown; &", "1 < 2 < 3 &unknown; &"), "1 &lt; 2 < 3 &unknown; &");
        assert_eq!(span("ж<b>z</b>é</>ü", "жzeu"), "ж<b>z</b>é</>ü");
    }

    #[test]
    fn blocks_are_sentences_and_source_lines_are_not() {
        let text = read("<p>Hello <br>there</p><div>your\r\n visit</div><ul><li>one<li>two</ul>");
        assert_eq!(text.folded(), "hello \nthere\n\nyour  visit\n\none\n\ntwo\n\n");
        assert_eq!(text.sentence_of(2), 2..4);
    }

    #[test]
    fn code_is_no_text() {
        let text =
            read("<head><title>Your</title><style>p{}</style></head>a<script>if (1<2) {}</script>b<SCRIPT>x</SCRIPT>");
        assert_eq!(text.folded().trim(), "ab");
    }

    #[test]
    fn quotes_and_signatures_are_skipped() {
        for (source, folded, reason, skipped) in [
            ("a<blockquote>b<blockquote>c</blockquote>d</blockquote>e", "a e", SkipReason::QuotedHistory, 1..54),
            ("a<div class='x gmail_quote y'>b<div>c</div></div>e", "a e", SkipReason::QuotedHistory, 1..49),
            ("a<div id=divRplyFwdMsg>From</div><p>old</p>", "a", SkipReason::QuotedHistory, 1..43),
            ("a<div class=\"gmail_signature\">Sam</div>e", "a e", SkipReason::Signature, 1..39),
            ("a<span type=cite>q", "a", SkipReason::QuotedHistory, 1..18),
            (
                "On Jan 3, 2025, Sam wrote:<br><blockquote type=cite>q</blockquote>Hi",
                "hi",
                SkipReason::QuotedHistory,
                0..66,
            ),
        ] {
            let text = read(source);
            let words: Vec<&str> = text.folded().split_whitespace().collect();
            assert_eq!(words.join(" "), folded, "{source}");
            let found: Vec<_> = text.skipped().iter().map(|s| (s.reason, s.span.clone())).collect();
            assert_eq!(found, [(reason, skipped)], "{source}");
        }
    }
}
