//! Who may ask: tokens, the names by which a server without tokens may be called, and pages of other origins.

use super::problem::Problem;
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use std::net::{IpAddr, SocketAddr};
use subtle::ConstantTimeEq;

/// The header in which LiteLLM sends a guardrail's key.
const API_KEY: &str = "x-api-key";
/// The shortest token.
const SHORTEST: usize = 16;

/// Who may ask.
#[derive(Default)]
pub(crate) struct Access {
    /// Any of them opens; none: everybody on this machine may ask.
    tokens: Vec<String>,
    /// Origins whose pages may ask.
    origins: Vec<String>,
}

impl Access {
    /// Reads the tokens of a file or a variable, one a line.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the text, and nothing of it.
    pub(crate) fn with_tokens(mut self, text: &str) -> Result<Self, String> {
        for (at, line) in text.lines().enumerate() {
            let token = line.trim();
            if token.is_empty() {
                continue;
            }
            if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(format!("line {} is no token: write letters, digits and signs without blanks", at + 1));
            }
            if token.len() < SHORTEST {
                let message = "has fewer than 16 characters and could be guessed; `openssl rand -hex 32` writes one";
                return Err(format!("the token on line {} {message}", at + 1));
            }
            self.tokens.push(token.to_owned());
        }
        if self.tokens.is_empty() { Err("there is no token in it".to_owned()) } else { Ok(self) }
    }

    pub(crate) fn with_origins(mut self, origins: &[String]) -> Self {
        self.origins = origins.to_vec();
        self
    }

    /// Whether a token is asked for.
    pub(crate) fn asks_for_token(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// Lets a request in, or says why not.
    pub(super) fn admit(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
        if self.tokens.is_empty() {
            return if is_called_locally(headers, uri) { Ok(()) } else { Err(wrong_host()) };
        }
        if self.holds_token(headers) { Ok(()) } else { Err(unauthorized()) }
    }

    /// The origin of the page that asks, where it may.
    pub(super) fn origin<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        self.origins.iter().any(|known| known.as_bytes() == origin.as_bytes()).then_some(origin)
    }

    fn holds_token(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).and_then(|value| {
            let (scheme, token) = value.split_at_checked("bearer ".len())?;
            scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
        });
        let given = bearer.or_else(|| headers.get(API_KEY).map(HeaderValue::as_bytes));
        let Some(given) = given else { return false };
        // All tokens are looked at, whichever fits.
        self.tokens.iter().fold(false, |opens, token| opens | bool::from(token.as_bytes().ct_eq(given)))
    }
}

/// An origin as browsers write it.
pub(crate) fn origin(word: &str) -> Result<String, String> {
    let wrong = || "write an origin as browsers send it: https://desk.example.com".to_owned();
    let uri: Uri = word.parse().map_err(|_| wrong())?;
    let is_plain = uri.authority().is_some_and(|authority| {
        let scheme = uri.scheme_str().unwrap_or_default();
        !authority.as_str().contains('@') && word == format!("{scheme}://{authority}")
    });
    if is_plain && word.is_ascii() && !word.contains('*') { Ok(word.to_lowercase()) } else { Err(wrong()) }
}

/// Whether the name in the request is one of this machine. A page elsewhere may point its own name to this machine
/// and would then be of the server's origin; nobody else needs such a name.
fn is_called_locally(headers: &HeaderMap, uri: &Uri) -> bool {
    let host = headers.get(HOST).map(HeaderValue::to_str).transpose();
    let named = match (uri.host(), host) {
        (Some(host), _) => host.to_owned(),
        (None, Ok(Some(host))) => host.to_owned(),
        (None, Ok(None)) => return true,
        (None, Err(_)) => return false,
    };
    if let Ok(address) = named.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = match named.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => &named,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn unauthorized() -> Problem {
    let message = "send the server's token: `Authorization: Bearer …`";
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
}

fn wrong_host() -> Problem {
    let message = "without a token the server answers to localhost alone; start it with --token-file";
    Problem::new(StatusCode::FORBIDDEN, "forbidden-host", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(entries: &[(&'static str, &str)]) -> HeaderMap {
        entries.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn tokens_are_compared_whole() {
        let access = Access::default().with_tokens("first-token-0123456\n\nsecond-token-0123456\r\n").unwrap();
        let opens = |name, value: &str| access.holds_token(&headers(&[(name, value)]));
        assert!(opens("authorization", "Bearer first-token-0123456"));
        assert!(opens("authorization", "bearer second-token-0123456"));
        assert!(opens("x-api-key", "second-token-0123456"));
        for wrong in ["", "Bearer", "Bearer ", "Bearer first-token-012345", "Bearer first-token-01234567", "Basic Zm9v"]
        {
            assert!(!opens("authorization", wrong), "{wrong}");
        }
        assert!(!access.holds_token(&HeaderMap::new()));
    }

    #[test]
    fn bad_tokens_are_refused_and_not_repeated() {
        for (text, part) in [("", "no token"), ("tooshort", "fewer than 16"), ("sixteen letters and a blank", "blanks")]
        {
            let error = Access::default().with_tokens(text).err().unwrap();
            assert!(error.contains(part), "{error}");
            assert!(text.is_empty() || !error.contains(text), "{error}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_local() {
        let uri = Uri::from_static("/v1/check");
        for host in ["localhost", "LOCALHOST:8790", "127.0.0.1:8790", "127.9.9.9", "[::1]:8790", "[::1]"] {
            assert!(is_called_locally(&headers(&[("host", host)]), &uri), "{host}");
        }
        for host in ["example.com", "127.0.0.1.example.com:8790", "10.0.0.1:8790", "localhost.example.com", ""] {
            assert!(!is_called_locally(&headers(&[("host", host)]), &uri), "{host}");
        }
        assert!(is_called_locally(&HeaderMap::new(), &uri));
        assert!(!is_called_locally(&HeaderMap::new(), &Uri::from_static("http://example.com/v1/check")));
    }

    #[test]
    fn origins_are_those_of_browsers() {
        for good in ["https://desk.example.com", "http://localhost:3000"] {
            assert_eq!(origin(good).as_deref(), Ok(good));
        }
        for bad in ["*", "desk.example.com", "https://desk.example.com/", "https://*.example.com", "null", "/x"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
