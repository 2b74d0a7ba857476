//! What holds for every text.

use proptest::prelude::*;
use regex_syntax::hir::{Class, HirKind};
use replylint::text::{Join, Language, Markup, Text, Token};
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation as _;

fn read(source: &str, markup: Markup) -> Text {
    let mut text = Text::new();
    text.read(source, markup);
    text
}

fn words(text: &Text) -> Vec<&str> {
    text.tokens().iter().map(|t| &text.folded()[t.start as usize..t.end as usize]).collect()
}

/// Pieces that texts are made of to reach the corners.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z]{1,8}",
        2 => Just(" ".to_owned()),
        1 => "[ -~]{1,6}",
        1 => any::<char>().prop_map(String::from),
        2 => prop::sample::select(vec![
            "\n", "\r\n", "\n\n", "> ", "-- \n", "--\n", "\u{200b}", "\u{ad}", "\u{feff}", "\u{301}", "\u{336}", "\u{200d}",
            "\u{fe0f}", "\u{202e}", "\u{a0}", "\u{3000}", "…", "—", "–", "’", "“", "é", "e\u{301}", "ß", "½", "ﬁ", "ﷺ", "㏂",
            "👨‍👩‍👧", "👍🏽", "🇺🇸", "1️⃣", "Ａ", "１", "у", "о", "і", "Ι", "𝐯", "ｶﾞ", "が", "가", "각", "नि", "क्षि", "ก็", "م", "ب", "你", "好",
            "v i s i t", "v.i.s.i.t", "v_i_s_i_t", "y o u r  v i s i t", "On Jan 3 Sam wrote:\n", "From: a\nTo: b\nDate: c\n",
            "-----Original Message-----\n", "Sent from my iPhone\n", "_____\n", "a.m. ", "Dr. ", "http://a.b/c?d ", "a@b.com",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "<b>", "</b>", "<p>", "</p>", "<br>", "<blockquote>", "</blockquote>", "<div class=gmail_quote>", "</div>", "<!--",
            "-->", "<script>", "</script>", "<pre>", "</pre>", "&amp;", "&nbsp;", "&eacute;", "&#118;", "&#x1F600;", "&#59;",
            "&notit;", "&", "<", ">", "</", "</>", "<!doctype html>", "<div id=divRplyFwdMsg>", "<p class='signature'>", "\0",
            "<title>", "</title>", "<a href='x>", "<![CDATA[", "]]>", "<br/>", "</p", "&NotEqualTilde;", "&#0;", "&#xd800;",
        ]).prop_map(str::to_owned),
    ]
}

fn source() -> impl Strategy<Value = String> {
    prop_oneof![3 => prop::collection::vec(piece(), 0..40).prop_map(|p| p.concat()), 1 => ".{0,60}"]
}

fn markup() -> impl Strategy<Value = Markup> {
    prop_oneof![Just(Markup::Plain), Just(Markup::Html)]
}

/// Every combining mark of the Unicode data that the fold table is made from.
fn marks() -> &'static BTreeSet<char> {
    static MARKS: std::sync::OnceLock<BTreeSet<char>> = std::sync::OnceLock::new();
    MARKS.get_or_init(|| match regex_syntax::parse(r"\p{M}").unwrap().into_kind() {
        HirKind::Class(Class::Unicode(class)) => class.iter().flat_map(|range| range.start()..=range.end()).collect(),
        _ => unreachable!("a class"),
    })
}

#[test]
fn words_of_a_fraction_reach_over_the_tags_around_it() {
    let source = "<b>½</>a";
    let text = read(source, Markup::Html);
    let spans: Vec<_> =
        text.tokens().iter().map(|token| text.source_span(token.start as usize..token.end as usize)).collect();
    assert!(!spans.is_empty());
    for span in spans {
        assert!(source[span.clone()].contains('½'), "{span:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_in_the_source(source in source(), markup in markup(), a in 0usize..200, b in 0usize..200) {
        let text = read(&source, markup);
        let len = text.folded().len();
        let (a, b) = (a.min(len).min(b.min(len)), a.min(len).max(b.min(len)));
        let span = text.source_span(a..b);
        prop_assert!(span.start <= span.end && source.get(span.clone()).is_some(), "{span:?}");
        let whole = text.source_span(0..len);
        prop_assert!(whole.start <= span.start && span.end <= whole.end, "{whole:?} {span:?}");
        let _ = text.changed_inside(a..b);
        let mut end = 0;
        for skipped in text.skipped() {
            prop_assert!(end <= skipped.span.start && source.get(skipped.span.clone()).is_some(), "{skipped:?}");
            prop_assert!(!skipped.span.is_empty());
            end = skipped.span.end;
        }
        prop_assert!(!text.truncated());
        let _ = text.language();
    }

    #[test]
    fn tokens_are_in_order_and_have_sources(source in source(), markup in markup()) {
        let text = read(&source, markup);
        let (mut end, mut word, mut last) = (0, 0, 0..0);
        for (i, token) in text.tokens().iter().enumerate() {
            prop_assert!(token.start >= end && token.end > token.start);
            prop_assert!(text.folded().is_char_boundary(token.start as usize));
            prop_assert!(i == 0 && token.before == Join::Sentence || i > 0);
            prop_assert!(token.word == word || token.word == word + 1);
            let span = text.source_span(token.start as usize..token.end as usize);
            // Two words of one character (½ is 1/2) share it, and the later one may reach over tags around both.
            let holds_last = span.start <= last.start && last.end <= span.end;
            prop_assert!(!span.is_empty() && (span.start >= last.start || holds_last), "{span:?} behind {last:?}");
            prop_assert_eq!(text.source_of(&source, i), &source[span.clone()]);
            (end, word, last) = (token.end, token.word, span);
            let (clause, sentence) = (text.clause_of(i), text.sentence_of(i));
            prop_assert!(clause.contains(&i) && sentence.start <= clause.start && clause.end <= sentence.end);
            prop_assert_eq!(text.tokens()[sentence.start].before, Join::Sentence);
            let inner = sentence.start + 1..sentence.end;
            prop_assert!(text.tokens()[inner].iter().all(|t| t.before < Join::Sentence));
            let inner = clause.start + 1..clause.end;
            prop_assert!(text.tokens()[inner].iter().all(|t| t.before == Join::Soft));
        }
        let skipped = text.skipped();
        for i in 0..text.tokens().len() {
            let token = text.tokens()[i];
            let span = text.source_span(token.start as usize..token.end as usize);
            prop_assert!(skipped.iter().all(|s| s.span.end <= span.start || span.end <= s.span.start));
        }
    }

    #[test]
    fn a_word_keeps_its_marks(source in source()) {
        let text = read(&source, Markup::Plain);
        let span_of = |token: &Token| text.source_span(token.start as usize..token.end as usize);
        for (i, token) in text.tokens().iter().enumerate() {
            let span = span_of(token);
            // Two words of one character (½ is 1/2): the mark goes with the last of them.
            if text.tokens().get(i + 1).is_some_and(|next| span_of(next).start < span.end) {
                continue;
            }
            let next = source[span.end..].chars().next();
            // Marks of the Unicode version that the fold table was made from; newer ones are not known to it.
            let known = |c: char| marks().contains(&c) || c == '\u{200d}';
            prop_assert!(!next.is_some_and(known), "{next:?}");
        }
    }

    #[test]
    fn a_fraction_keeps_a_mark_of_another_script(mark in "[\u{1920}\u{93e}\u{300}]") {
        let source = format!("\u{bd}{mark}");
        let text = read(&source, Markup::Plain);
        let last = text.tokens().last().unwrap();
        prop_assert_eq!(text.source_span(last.start as usize..last.end as usize), 0..source.len());
    }

    #[test]
    fn words_end_where_graphemes_do(source in "([a-zA-Zéüу]|[\u{300}-\u{304}\u{20dd}\u{fe0f}\u{200d}]| |😀|👍🏽){0,30}") {
        let text = read(&source, Markup::Plain);
        let edges: Vec<usize> = source.grapheme_indices(true).map(|(i, _)| i).chain([source.len()]).collect();
        for token in text.tokens() {
            let span = text.source_span(token.start as usize..token.end as usize);
            prop_assert!(edges.contains(&span.end), "{span:?} in {source:?}");
        }
    }

    #[test]
    fn ascii_is_lower_cased(source in "[ -~]{0,80}") {
        let text = read(&source, Markup::Plain);
        if text.skipped().is_empty() && !text.changed_inside(0..text.folded().len()) {
            prop_assert_eq!(text.folded(), source.to_ascii_lowercase());
            prop_assert_eq!(text.source_span(0..source.len()), 0..source.len());
        }
    }

    #[test]
    fn reading_again_leaves_no_trace(first in source(), second in source(), markup in markup()) {
        let mut text = read(&first, markup);
        text.read(&second, Markup::Plain);
        let fresh = read(&second, Markup::Plain);
        prop_assert_eq!(text.folded(), fresh.folded());
        prop_assert_eq!(text.tokens(), fresh.tokens());
        prop_assert_eq!(text.skipped(), fresh.skipped());
        prop_assert_eq!(text.language(), fresh.language());
        let all = 0..text.folded().len();
        prop_assert_eq!(text.source_span(all.clone()), fresh.source_span(all));
    }

    #[test]
    fn disguises_change_nothing_but_are_told(source in "[A-Za-z]{2,9}( [A-Za-z]{2,9}|, [a-z]{2,5}|'[a-z]{1,2}|\\. [A-Z][a-z]{2,5}){0,9}[.!?]?") {
        let plain = read(&source, Markup::Plain);
        let hidden = |f: &dyn Fn(char) -> String| source.chars().map(f).collect::<String>();
        let wide = hidden(&|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap().into(),
            ' ' => "\u{3000}".into(),
            c => c.into(),
        });
        let looks = hidden(&|c| match c {
            'a' => "а", 'e' => "е", 'o' => "о", 'c' => "с", 'p' => "р", 'x' => "х", 'i' => "і", 's' => "ѕ", 'j' => "ј",
            'A' => "Α", 'B' => "В", 'E' => "Ε", 'O' => "О", 'T' => "Т", 'I' => "І", 'H' => "Н", 'K' => "К", 'M' => "М",
            c => return c.into(),
        }.into());
        let invisible = hidden(&|c| if c.is_ascii_alphabetic() { format!("{c}\u{200b}") } else { c.into() });
        let accents = hidden(&|c| if c.is_ascii_alphabetic() { format!("{c}\u{301}") } else { c.into() });
        let curly = source.replace('\'', "’").replace(' ', "\u{a0}");
        for variant in [wide, looks, invisible, accents, curly] {
            let text = read(&variant, Markup::Plain);
            prop_assert_eq!(text.folded(), plain.folded());
            prop_assert_eq!(text.tokens(), plain.tokens(), "{}", variant);
        }
        prop_assert!(!plain.changed_inside(0..plain.folded().len()));
    }

    #[test]
    fn escaped_text_says_the_same_in_html(source in "[a-zA-Z,.!? éж’😀&<>]{0,60}") {
        let escaped = source.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let (plain, html) = (read(&source, Markup::Plain), read(&escaped, Markup::Html));
        prop_assert_eq!(plain.folded(), html.folded());
        prop_assert_eq!(words(&plain), words(&html));
    }
}

/// Texts made to be slow. A quadratic reader would not end here in a minute.
#[test]
fn hostile_texts_stay_small() {
    let pieces = [
        "a",
        ".",
        "!",
        "?",
        "-",
        "- ",
        ",",
        "'",
        "_",
        "a_",
        "a ",
        "a.",
        "a-",
        "a  ",
        "i, and we ",
        "> ",
        ">",
        "> \n",
        "\n",
        "\r\n",
        " ",
        "-- \n",
        "-",
        "<",
        "&",
        "<b>",
        "</b>",
        "<!--",
        "<blockquote>",
        "<a b",
        "&#",
        "&amp",
        "&a",
        "\u{200b}",
        "\u{301}",
        "😀",
        "é",
        "у",
        "…",
        "ß",
        "你",
        "ﷺ",
        "\0",
        "On 1 ",
        "On 1\n",
        "On 1 wrote:\n",
        "From:\n",
        "From:\n\n",
        "_____\n",
        "-----Original Message",
        "Sent from ",
        "www.",
        "a@",
        "://",
        "Dr. ",
        "\"",
        "<div class=gmail_quote>",
        "<p class=signature>",
        "<script>",
        "<pre>\n",
        "--",
        "---\n",
    ];
    let mut text = Text::new();
    for piece in pieces {
        for markup in [Markup::Plain, Markup::Html] {
            let mut sizes = Vec::new();
            for count in [10_000, 20_000] {
                let source = format!("x{}", piece.repeat(count));
                text.read(&source, markup);
                assert!(text.folded().len() <= source.len() * 4 + 8, "{piece:?}");
                assert!(text.tokens().len() * 2 <= text.folded().len() + 1);
                let last = text.tokens().len() - 1;
                let _ = text.clause_of(last);
                let _ = text.source_span(0..text.folded().len());
                sizes.push(text.folded().len() + text.tokens().len() + text.skipped().len());
            }
            assert!(sizes[1] <= sizes[0] * 2 + 16, "{piece:?} {sizes:?}");
        }
    }
}

#[test]
fn disguises_are_told() {
    for (source, words) in [
        ("your vіsіt", "visit"),
        ("your vi\u{200b}sit", "visit"),
        ("your v i s i t", "visit"),
        ("your ｖisit", "visit"),
        ("your 𝐯isit", "visit"),
        ("v.i.s.i.t", "visit"),
    ] {
        let text = read(source, Markup::Plain);
        let at = text.folded().find(words).unwrap();
        assert!(text.changed_inside(at..at + words.len()), "{source}");
        assert!(at == 0 || !text.changed_inside(0..at), "{source}");
    }
    for source in ["Your VISIT", "Café “Zoë” – naïve…", "a\u{a0}b", "ok 👍🏽 ❤️ ok", "\u{feff}Hello"]
    {
        let text = read(source, Markup::Plain);
        assert!(!text.changed_inside(0..text.folded().len()), "{source}");
    }
}

#[test]
fn an_empty_text_is_empty() {
    for source in ["", " ", "\n", "> quoted", "😀", "<p></p>"] {
        let text = read(source, Markup::Html);
        assert!(text.tokens().is_empty(), "{source}");
        assert_eq!(text.language(), Language::English);
    }
}
