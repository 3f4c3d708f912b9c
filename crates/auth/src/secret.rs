//! Random tokens. What is handed out is never stored; what is stored cannot be handed in.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Random bytes in a token.
const BYTES: usize = 32;

/// 256 random bits, as 43 characters that fit into a URL or a cookie. Never printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Result<Token> {
        let mut random = [0; BYTES];
        getrandom::fill(&mut random).map_err(|error| Error::System(error.to_string()))?;
        Ok(Token(URL_SAFE_NO_PAD.encode(random)))
    }

    /// The characters to hand out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What is stored of a token: SHA-256 of its random bytes. None: it cannot be one of ours. A fast hash is enough,
/// since nobody can try 2^256 of them.
pub(crate) fn hash(token: &str) -> Option<[u8; 32]> {
    if token.len() > 2 * BYTES {
        return None;
    }
    let bytes: [u8; BYTES] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(Sha256::digest(bytes).into())
}

impl Token {
    pub(crate) fn hash(&self) -> Result<[u8; 32]> {
        hash(&self.0).ok_or_else(|| Error::System("a token of our own cannot be read".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_read_back() {
        let (one, two) = (Token::new().unwrap(), Token::new().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one.hash().unwrap(), two.hash().unwrap());
        assert_eq!(hash(one.reveal()), Some(one.hash().unwrap()));
    }

    #[test]
    fn a_token_is_not_printed() {
        let token = Token::new().unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
    }

    #[test]
    fn anything_else_is_no_token() {
        let token = Token::new().unwrap();
        let padded = format!("{}=", token.reveal());
        let (long, cut) = ("A".repeat(1_000_000), token.reveal().chars().skip(1).collect::<String>());
        for other in ["", "abc", "가나다", &padded, &long, &cut] {
            assert_eq!(hash(other), None);
        }
    }
}
