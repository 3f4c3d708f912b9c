//! Whatever bytes come in: no parser panics, what comes out has bounds, and what is refused is refused in our words.
//! `cargo xtask fuzz` goes on with other seeds for as long as it is told.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use language::text::typed;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::config::{Config, PublicUrl};
use crate::customer::types::{ChangeChannel, Choose, Identify, NewContact, NewCustomerMessage, SurveyAnswer};
use crate::error::{self, Error};
use crate::extract::parse;
use crate::files::{download, kind, upload};
use crate::guard::session;
use crate::imports::csv;
use crate::languages::Languages;
use crate::live::types::{CustomerSays, StaffSays};
use crate::setup::check;
use crate::setup::document::Document;
use crate::wire::Language;
use crate::{fields, limits};

/// The setup that the tests of the routes begin with.
const SETUP: &str = include_str!("../tests/common/setup.json");
const LINES: [&str; 6] = [
    r#"{"type":"hello","visitor":"abc","after":7}"#,
    r#"{"type":"typing","contact":7,"typing":true}"#,
    r#"{"body":"안녕하세요","client_key":"018f0000-0000-7000-8000-000000000001"}"#,
    r#"{"treatment":"callback","channel":"chat","slot":1700000000000,"phone":"010-1234-5678"}"#,
    r#"{"reason":11,"words":"환불"}"#,
    r#"{"ease":7,"words":"좋아요"}"#,
];
const FILE: &str =
    "key,name,phone,email,language\nA-1,\"김, 미나\",010-1234-5678,mina@example.com,ko\nA-2,이수진,,,en\n";
const ORDERS: &str = "customer,key,title,status,amount,at\nA,O-1,치킨,배달 중,\"23,000\",2026-11-23T10:00:00+09:00\n";

const FORM: &str = "--b\r\ncontent-disposition: form-data; name=\"client_key\"\r\n\r\n\
    018f0000-0000-7000-8000-000000000001\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; \
    filename=\"영수증.pdf\"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 a receipt\r\n--b--\r\n";

/// Bytes that are nearly what is expected: some are overwritten, put in, taken out or doubled.
fn nearly(seed: &'static str) -> impl Strategy<Value = Vec<u8>> {
    vec((any::<Index>(), 0..5_u8, any::<u8>()), 0..8).prop_map(move |changes| {
        let mut bytes = seed.as_bytes().to_vec();
        for (at, how, byte) in changes {
            let at = at.index(bytes.len() + 1);
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                3 => bytes.truncate(at.max(1)),
                _ => bytes.extend_from_within(at / 2..at),
            }
        }
        bytes
    })
}

fn near_lines() -> impl Strategy<Value = Vec<u8>> {
    (0..LINES.len()).prop_flat_map(|at| nearly(LINES[at]))
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..2_000)
}

fn refused_in_words<T: DeserializeOwned>(body: &[u8]) {
    match parse::<T>(body) {
        Ok(_) | Err(Error::BadRequest) => {}
        Err(Error::Invalid(fields)) => {
            assert_eq!(fields.len(), 1);
            let longest = fields.keys().map(String::len).max().unwrap_or_default();
            assert!(longest <= 4 * body.len() + 64, "{longest} bytes of name for {} of body", body.len());
        }
        Err(other) => panic!("{other}"),
    }
}

fn all_bodies(body: &[u8]) {
    refused_in_words::<CustomerSays>(body);
    refused_in_words::<StaffSays>(body);
    refused_in_words::<NewCustomerMessage>(body);
    refused_in_words::<NewContact>(body);
    refused_in_words::<Choose>(body);
    refused_in_words::<ChangeChannel>(body);
    refused_in_words::<Identify>(body);
    refused_in_words::<SurveyAnswer>(body);
    refused_in_words::<Document>(body);
}

fn any_csv(bytes: &[u8]) {
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let damaged = |fault: Error| match fault {
        Error::DamagedFile { line, .. } => {
            assert!((1..=lines as u64 + 1).contains(&line), "line {line} of {lines}");
        }
        other => panic!("{other}"),
    };
    match csv::customers(bytes) {
        Ok(read) => {
            assert!(read.entries.len() < lines);
            for (_, entry) in read.entries {
                let name = entry.name.unwrap_or_default();
                assert!(!entry.key.is_empty() && entry.key.chars().count() <= limits::KEY_CHARS);
                assert!(name.chars().count() <= limits::NAME_CHARS && !name.chars().any(|c| c == '\n' || c == '\0'));
            }
        }
        Err(fault) => damaged(fault),
    }
    match csv::orders(bytes) {
        Ok(read) => assert!(read.entries.len() < lines),
        Err(fault) => damaged(fault),
    }
}

/// A value somewhere in a document, and what stands there instead.
fn odd_values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        (0..12_u32).prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "(24|[0-2][0-9]):[0-9]{2}".prop_map(Value::from),
        "[A-Z][a-z]{2,8}/[A-Z][a-z]{2,8}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Value::from),
    ]
}

fn leaves(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| leaves(value, format!("{at}/{name}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, value)| leaves(value, format!("{at}/{place}"), found));
        }
        _ => {}
    }
    found.push(at);
}

fn config() -> Config {
    Config::new(PublicUrl::parse("http://localhost").unwrap(), "test")
}

proptest! {
    #[test]
    fn bodies_and_socket_messages(any in bytes(), near in near_lines(), setup in nearly(SETUP)) {
        all_bodies(&any);
        all_bodies(&near);
        refused_in_words::<Document>(&setup);
    }

    #[test]
    fn setup_documents_are_checked_whatever_stands_in_them(changes in vec((any::<Index>(), odd_values()), 1..4)) {
        let mut document: Value = serde_json::from_str(SETUP).unwrap();
        for (at, value) in changes {
            let mut places = Vec::new();
            leaves(&document, String::new(), &mut places);
            *document.pointer_mut(&places[at.index(places.len())]).unwrap() = value;
        }
        let Ok(document) = parse::<Document>(document.to_string().as_bytes()) else { return Ok(()) };
        for language in [Language::Ko, Language::En] {
            let findings = check::findings(&document, &[], &Languages::these(&[language]), language);
            prop_assert!(findings.iter().all(|finding| !finding.message.is_empty()));
            if findings.iter().any(|finding| finding.refuses) {
                return Ok(());
            }
        }
        // What may be published runs: an engine takes it, and its hours can be asked for.
        let mut engine = routing::Engine::new();
        let policy = Box::new(document.policy(1));
        let now = routing::Time(1_795_480_000_000);
        engine.handle(now, &routing::Input::Publish { policy }, &mut Vec::new()).unwrap();
        for entry in &document.hours {
            let calendar = entry.calendar().unwrap();
            calendar.is_open(now);
            prop_assert!(calendar.next_change(now) > now);
        }
    }

    #[test]
    fn csv(any in bytes(), customers in nearly(FILE), orders in nearly(ORDERS)) {
        any_csv(&any);
        any_csv(&customers);
        any_csv(&orders);
    }

    #[test]
    fn searches(text in ".{0,60}", query in ".{0,30}", korean in "[가-힣 ]{1,20}", initials in "[ㄱ-ㅎ가-힣a-z ]{0,20}") {
        for (text, query) in [(&text, &query), (&text, &text), (&korean, &initials), (&korean, &korean)] {
            if let Some(place) = typed::place(text, query) {
                // A letter in lower case may be up to three.
                prop_assert!(place <= 3 * text.chars().count());
            }
        }
        prop_assert_eq!(typed::place(&korean, &korean), Some(0));
        prop_assert_eq!(typed::place(&korean, ""), Some(0));
    }

    #[test]
    fn names_and_kinds_of_files(name in ".{0,300}", path in r"([./\\:가-힣a-z\u{202E}\u{0}]{1,8}){0,30}\.[a-zA-Z]{0,5}", any in bytes()) {
        let first: &[u8] = if any.len() % 2 == 0 { b"" } else { b"PK\x03\x04" };
        kind::of(&[first, &any].concat());
        for bytes in [b"\xFF\xD8\xFF".as_slice(), b"%PDF-1.7", b"text"] {
            let found = kind::of(bytes).unwrap();
            for name in [&name, &path] {
                let Ok(label) = upload::label(name, found) else { continue };
                prop_assert!(label.chars().count() <= limits::NAME_CHARS);
                let spoilt = label.contains(['/', '\\', '\u{202E}']) || label.chars().any(|c| c.is_control() || language::text::is_unseen(c));
                prop_assert!(!spoilt, "{}", label);
                prop_assert!(found.endings.iter().any(|ending| label.ends_with(&format!(".{ending}"))), "{}", label);
                let head = download::disposition(&label);
                prop_assert!(HeaderValue::from_str(&head).is_ok() && head.starts_with("attachment;"), "{}", head);
            }
        }
    }

    #[test]
    fn forms(any in bytes(), near in nearly(FORM), media in "multipart/form-data; ?boundary=[\\-\"b;= ]{0,80}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for media in ["multipart/form-data; boundary=b", &media] {
            for body in [&any, &near] {
                let request = Request::post("/").header(header::CONTENT_TYPE, media).body(Body::from(body.clone()));
                let read = runtime.block_on(async {
                    upload::Form::from_request(request.unwrap(), &()).await?.read().await
                });
                match read {
                    Ok(upload) => prop_assert!(upload.bytes.len() <= body.len(), "{}", upload.label),
                    Err(Error::BadRequest | Error::WrongMedia | Error::Invalid(_)) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }

    #[test]
    fn cookies_and_languages(any in vec(any::<u8>(), 0..400), near in "(maru=[ -~]{0,210}; ?){0,3}[ -~]{0,20}") {
        let config = config();
        for value in [any.as_slice(), near.as_bytes()] {
            let Ok(value) = HeaderValue::from_bytes(value) else { continue };
            let headers = HeaderMap::from_iter([(header::COOKIE, value.clone()), (header::ACCEPT_LANGUAGE, value)]);
            error::language(&headers);
            if let Some(token) = session::token(&config, &headers) {
                prop_assert!(token.len() <= 200 && !token.contains(';'), "{}", token);
            }
        }
    }

    #[test]
    fn visitors_tokens(any in ".{0,300}", near in nearly("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJBIn0.c2lnbmF0dXJl")) {
        let now = routing::Time(1_795_480_000_000);
        for token in [any, String::from_utf8_lossy(&near).into_owned()] {
            prop_assert!(auth::visitor::verify(b"a secret of thirty-two characters", &token, now).is_err());
        }
    }

    #[test]
    fn phones_mails_and_addresses(any in ".{0,300}", phone in "[-+0-9 .()]{0,40}", mail in "[a-z@.<> ]{0,40}", url in "https?://[a-z0-9.:@/\\[\\]-]{0,40}") {
        for text in [&any, &phone] {
            if let Some(found) = fields::phone(text) {
                prop_assert!(found.len() <= 16 && found.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
        for text in [&any, &mail] {
            if let Some(found) = fields::email(text) {
                prop_assert!(found.len() <= 254 && found.matches('@').count() == 1);
            }
        }
        for text in [&any, &url] {
            if let Ok(found) = PublicUrl::parse(text) {
                prop_assert!(HeaderValue::from_str(&found.origin()).is_ok());
                prop_assert!(found.secure() || found.origin().starts_with("http://"));
            }
        }
    }
}
