//! The text of an HTML body, for what customers wrote; replies stay as they are, since the linter reads their tags.

use html5gum::{Token, Tokenizer};

/// Whether a text looks like the HTML of a rich-text editor.
pub(crate) fn looks_like_html(text: &str) -> bool {
    const TAGS: [&str; 8] = ["<p>", "<p ", "<br", "<div", "</div>", "</p>", "<span", "<html"];
    text.contains('<') && {
        let lower = text.to_ascii_lowercase();
        TAGS.iter().any(|tag| lower.contains(tag))
    }
}

/// The text without its tags; blocks end lines.
pub(crate) fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut hidden = 0_usize;
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::String(bytes) if hidden == 0 => out.push_str(&String::from_utf8_lossy(&bytes)),
            Token::StartTag(tag) => match &**tag.name {
                b"style" | b"script" | b"head" => hidden += usize::from(!tag.self_closing),
                b"br" => out.push('\n'),
                _ => {}
            },
            Token::EndTag(tag) => match &**tag.name {
                b"style" | b"script" | b"head" => hidden = hidden.saturating_sub(1),
                b"p" | b"div" | b"li" | b"tr" | b"blockquote" => out.push('\n'),
                _ => {}
            },
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_lines_stay() {
        assert_eq!(
            text("<p>Hi Jane,</p><p>it&rsquo;s <b>great</b><br>thanks</p>"),
            "Hi Jane,\nit\u{2019}s great\nthanks"
        );
        assert_eq!(text("<style>p{}</style>plain"), "plain");
        assert!(looks_like_html("<P>Hi</P>") && !looks_like_html("2 < 3 and 4 > 3"));
    }
}
