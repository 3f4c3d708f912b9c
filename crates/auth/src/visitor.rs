//! How a site vouches for its visitor: a compact JWS (RFC 7515) with one fixed algorithm, HMAC-SHA-256 under the site's
//! secret. The algorithm is ours to say; what the token says of it must merely agree.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use routing::Time;

use crate::{Error, Result, Token};

/// Longest token, in bytes.
pub const TOKEN_BYTES: usize = 4 * 1024;
/// Longest subject, in characters.
pub const SUBJECT_CHARS: usize = 128;
/// Longest name, in characters.
pub const NAME_CHARS: usize = 100;
/// Longest e-mail address, in characters.
pub const EMAIL_CHARS: usize = 254;
/// Longest phone number, in characters.
pub const PHONE_CHARS: usize = 32;
/// The furthest a token may expire, in seconds from now.
pub const LONGEST_LIFE_S: i64 = 24 * 60 * 60;
/// How far the site's clock may be ahead of ours, in seconds.
pub const LEEWAY_S: i64 = 60;

/// What the site says of its visitor. Times in seconds, as RFC 7519 has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The site's own key for this person; never an e-mail address that can change hands.
    pub sub: String,
    pub name: String,
    pub exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Why a token is refused. For the site's developers; a visitor just stays unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("longer than 4096 bytes")]
    TooLong,
    #[error("not of the form header.payload.signature in base64url without padding")]
    Malformed,
    #[error("not signed with this site's secret")]
    BadSignature,
    #[error("the header must be {{\"alg\":\"HS256\",\"typ\":\"JWT\"}}")]
    BadHeader,
    #[error("the payload needs sub, name and exp, and may have iat, email and phone")]
    BadClaims,
    #[error("a claim is empty or too long")]
    OutOfRange,
    #[error("expired")]
    Expired,
    #[error("issued in the future")]
    NotYet,
    #[error("expires more than 24 hours from now")]
    LivesTooLong,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: Option<String>,
}

/// A secret for a site. Its characters are the key, as the site's own library will take them.
pub fn new_secret() -> Result<String> {
    Ok(Token::new()?.reveal().to_owned())
}

/// The claims of a token that this site signed and that holds now. The signature is checked before anything is read.
pub fn verify(secret: &[u8], token: &str, now: Time) -> Result<Claims, Refused> {
    if token.len() > TOKEN_BYTES {
        return Err(Refused::TooLong);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Refused::Malformed)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Malformed);
    let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
    // The comparison takes the same time wherever the first difference lies.
    mac(secret, signed).and_then(|mac| mac.verify_slice(&signature).ok()).ok_or(Refused::BadSignature)?;

    let header: Header = serde_json::from_slice(&header).map_err(|_| Refused::BadHeader)?;
    if header.alg != "HS256" || header.typ.is_some_and(|typ| typ != "JWT") {
        return Err(Refused::BadHeader);
    }
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| Refused::BadClaims)?;
    claims.in_range()?;
    claims.holds(now.0.div_euclid(1_000))?;
    Ok(claims)
}

/// A token as the site's server would make it: for the demo, for tests, and as the reference for integrators.
pub fn sign(secret: &[u8], claims: &Claims) -> Result<String> {
    let payload = serde_json::to_vec(claims).map_err(|error| Error::System(error.to_string()))?;
    let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    let signed = format!("{}.{}", encode(br#"{"alg":"HS256","typ":"JWT"}"#), encode(&payload));
    let mac = mac(secret, &signed).ok_or_else(|| Error::System("no secret".to_owned()))?;
    Ok(format!("{signed}.{}", encode(&mac.finalize().into_bytes())))
}

/// None for a secret that is none: an empty key would sign for everybody.
fn mac(secret: &[u8], signed: &str) -> Option<Hmac<Sha256>> {
    if secret.is_empty() {
        return None;
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).ok()?;
    mac.update(signed.as_bytes());
    Some(mac)
}

impl Claims {
    fn in_range(&self) -> Result<(), Refused> {
        let fits = |text: &str, most: usize| {
            let plain = !text.trim().is_empty() && !text.chars().any(char::is_control);
            plain && text.chars().count() <= most
        };
        let optional = |text: &Option<String>, most| text.as_deref().is_none_or(|text| fits(text, most));
        let all = fits(&self.sub, SUBJECT_CHARS)
            && fits(&self.name, NAME_CHARS)
            && optional(&self.email, EMAIL_CHARS)
            && optional(&self.phone, PHONE_CHARS);
        if all { Ok(()) } else { Err(Refused::OutOfRange) }
    }

    fn holds(&self, now_s: i64) -> Result<(), Refused> {
        if self.exp <= now_s {
            return Err(Refused::Expired);
        }
        if self.exp.saturating_sub(now_s) > LONGEST_LIFE_S {
            return Err(Refused::LivesTooLong);
        }
        if self.iat.is_some_and(|issued| issued.saturating_sub(now_s) > LEEWAY_S) {
            return Err(Refused::NotYet);
        }
        Ok(())
    }
}
