use auth::visitor::{Claims, Refused, new_secret, sign, verify};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use routing::Time;
use serde_json::{Value, json};

const NOW: Time = Time(1_700_000_000_000);
const NOW_S: i64 = 1_700_000_000;
const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

fn claims() -> Claims {
    Claims {
        sub: "user-41".to_owned(),
        name: "김하나".to_owned(),
        exp: NOW_S + 600,
        iat: Some(NOW_S),
        email: Some("hana@example.com".to_owned()),
        phone: None,
    }
}

/// A token with any header and payload, properly signed.
fn forge(header: &str, payload: &str) -> String {
    let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(payload));
    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(SECRET).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

fn with(payload: Value) -> Result<Claims, Refused> {
    verify(SECRET, &forge(r#"{"alg":"HS256"}"#, &payload.to_string()), NOW)
}

#[test]
fn what_the_site_signed_is_believed() {
    let token = sign(SECRET, &claims()).unwrap();
    assert_eq!(verify(SECRET, &token, NOW), Ok(claims()));
    assert_eq!(with(json!({ "sub": "1", "name": "a", "exp": NOW_S + 1 })).unwrap().email, None);
}

#[test]
fn a_token_made_by_another_program_reads_the_same() {
    // Python's hmac over the parts of ({"sub":"user-41","name":"Hana","exp":1700000600}, "0123456789abcdef0123456789abcdef")
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c2VyLTQxIiwibmFtZSI6IkhhbmEiLCJleHAiOjE3MDAwMDA2MDB9.gwlHTkAFs2jtBzHPKJWA4ZsVspFmL8sAZJ7R8O1Mq_Q";
    let claims = verify(SECRET, token, NOW).unwrap();
    assert_eq!((claims.sub.as_str(), claims.name.as_str(), claims.exp), ("user-41", "Hana", 1_700_000_600));
}

#[test]
fn another_sites_secret_and_every_changed_byte_are_refused() {
    let token = sign(SECRET, &claims()).unwrap();
    let other = new_secret().unwrap();
    assert_eq!(verify(other.as_bytes(), &token, NOW), Err(Refused::BadSignature));
    assert_eq!(verify(b"", &token, NOW), Err(Refused::BadSignature), "no secret signs for nobody");
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(verify(SECRET, &changed, NOW).is_err(), "byte {at}");
        let cut = &token[..at];
        assert!(verify(SECRET, cut, NOW).is_err(), "cut at {at}");
    }
}

#[test]
fn only_one_algorithm_exists() {
    let payload = serde_json::to_string(&claims()).unwrap();
    let none = format!("{}.{}.", BASE64.encode(r#"{"alg":"none","typ":"JWT"}"#), BASE64.encode(&payload));
    assert_eq!(verify(SECRET, &none, NOW), Err(Refused::BadSignature));
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
        r#"{"alg":"HS256","jku":"http://127.0.0.1/keys"}"#,
        r#"{"alg":"HS256","crit":["exp"]}"#,
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"typ":"JWT"}"#,
        "[]",
        "",
    ] {
        assert_eq!(verify(SECRET, &forge(header, &payload), NOW), Err(Refused::BadHeader), "{header}");
    }
}

#[test]
fn time_is_kept() {
    let expiring = |exp: i64| with(json!({ "sub": "1", "name": "a", "exp": exp })).map(|_| ());
    assert_eq!(expiring(NOW_S), Err(Refused::Expired));
    assert_eq!(expiring(NOW_S + 1), Ok(()));
    assert_eq!(expiring(NOW_S + 24 * 3_600), Ok(()));
    assert_eq!(expiring(NOW_S + 24 * 3_600 + 1), Err(Refused::LivesTooLong));
    assert_eq!(expiring(i64::MAX), Err(Refused::LivesTooLong));
    assert_eq!(expiring(i64::MIN), Err(Refused::Expired));
    let issued = |iat: i64| with(json!({ "sub": "1", "name": "a", "exp": NOW_S + 9, "iat": iat })).map(|_| ());
    assert_eq!(issued(NOW_S + 60), Ok(()));
    assert_eq!(issued(NOW_S + 61), Err(Refused::NotYet));
}

#[test]
fn claims_have_a_shape_and_limits() {
    let exp = NOW_S + 9;
    for payload in [
        json!({ "sub": "1", "name": "a" }),
        json!({ "name": "a", "exp": exp }),
        json!({ "sub": "1", "exp": exp }),
        json!({ "sub": 1, "name": "a", "exp": exp }),
        json!({ "sub": "1", "name": "a", "exp": "soon" }),
        json!({ "sub": "1", "name": "a", "exp": 1.7e9 }),
        json!({ "sub": "1", "name": "a", "exp": exp, "role": "admin" }),
        json!([]),
    ] {
        assert_eq!(with(payload.clone()), Err(Refused::BadClaims), "{payload}");
    }
    let twice = format!(r#"{{"sub":"1","sub":"2","name":"a","exp":{exp}}}"#);
    assert_eq!(verify(SECRET, &forge(r#"{"alg":"HS256"}"#, &twice), NOW), Err(Refused::BadClaims));
    for (field, most) in [("sub", 128), ("name", 100), ("email", 254), ("phone", 32)] {
        let sized = |text: String| {
            let mut payload = json!({ "sub": "1", "name": "a", "exp": exp });
            payload[field] = json!(text);
            with(payload).map(|_| ())
        };
        assert_eq!(sized("가".repeat(most)), Ok(()), "{field}");
        assert_eq!(sized("가".repeat(most + 1)), Err(Refused::OutOfRange), "{field}");
        for empty in ["", "  ", "a\nb", "a\u{0}"] {
            assert_eq!(sized(empty.to_owned()), Err(Refused::OutOfRange), "{field} {empty:?}");
        }
    }
}

#[test]
fn rubbish_is_refused_without_work() {
    for token in ["", ".", "..", "...", "a.b", "a.b.c.d", "가.나.다", "ey.ey.ey=", "e y.ey.ey"] {
        assert!(verify(SECRET, token, NOW).is_err(), "{token}");
    }
    assert_eq!(verify(SECRET, &"a.".repeat(5_000_000), NOW), Err(Refused::TooLong));
    let long = sign(SECRET, &Claims { name: "a".repeat(4_096), ..claims() }).unwrap();
    assert_eq!(verify(SECRET, &long, NOW), Err(Refused::TooLong));
}

#[test]
fn secrets_are_long_and_differ() {
    let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
    assert!(one.len() >= 32 && one != two);
}

proptest::proptest! {
    /// Whatever strangers send: an answer, never a panic, never belief.
    #[test]
    fn nothing_made_without_the_secret_is_believed(token in ".{0,300}", header in ".{0,60}", payload in ".{0,200}") {
        proptest::prop_assert!(verify(SECRET, &token, NOW).is_err());
        let parts = format!("{}.{}.{}", BASE64.encode(&header), BASE64.encode(&payload), BASE64.encode(&token));
        proptest::prop_assert_eq!(verify(SECRET, &parts, NOW), Err(Refused::BadSignature));
    }

    /// Properly signed nonsense, as a broken site would send it.
    #[test]
    fn signed_nonsense_is_an_answer_too(header in ".{0,60}", payload in ".{0,200}", exp: i64, iat: i64) {
        proptest::prop_assert!(verify(SECRET, &forge(&header, &payload), NOW).is_err());
        let claims = json!({ "sub": "1", "name": "a", "exp": exp, "iat": iat });
        let answer = with(claims);
        let holds = exp > NOW_S && exp <= NOW_S + 24 * 3_600 && iat <= NOW_S + 60;
        proptest::prop_assert_eq!(answer.is_ok(), holds);
    }
}
