//! The twin on a real journal: a server that serves is played again to the bit; contacts of another system; decisions explained.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

use serde_json::Value;

use crate::common::traffic::Traffic;
use crate::common::{Home, Said};

fn json(said: &Said) -> Value {
    assert!(said.good, "{said:?}");
    serde_json::from_str(said.out.trim()).unwrap_or_else(|wrong| panic!("{wrong}: {}", said.out))
}

#[test]
fn what_a_server_decided_while_it_served_is_decided_again() {
    let home = Home::new();
    let server = home.demo();
    let traffic = Traffic::start(&home);
    traffic.wait(120);
    // While it serves.
    let served = home.run(&["replay", "--runs", "2"]);
    assert!(served.good && served.out.contains("identical: "), "{served:?}");
    traffic.end();
    server.stop();
    let alone = json(&home.run(&["replay", "--runs", "2", "--json"]));
    assert_eq!(alone["identical"], true);
    let decisions = alone["decisions"].as_u64().unwrap();
    assert!(decisions > 60, "{decisions} decisions are no test");
    let nothing = home.run(&["replay", "--from", "2031-01-01"]);
    assert!(!nothing.good && nothing.err.contains("nothing happened"), "{nothing:?}");
    let backwards = home.run(&["replay", "--from", "2031-01-02", "--to", "2031-01-01"]);
    assert!(!backwards.good && backwards.err.contains("ends before it begins"), "{backwards:?}");
}

#[test]
fn a_decision_is_explained_and_one_that_never_was_is_not() {
    let home = Home::new();
    let server = home.demo();
    server.stop();
    let said = home.run(&["explain", "999999"]);
    assert!(!said.good && said.err.contains("there is no offer 999999"), "{said:?}");
    let said = home.run(&["explain", "--agent", "77777", "--at", "2031-01-01T10:00"]);
    assert!(!said.good && said.err.contains("agent 77777 was not there"), "{said:?}");
    let said = home.run(&["explain", "--agent", "7", "--at", "soon"]);
    assert!(!said.good && said.err.contains("\"soon\" is not a time"), "{said:?}");
}

#[test]
fn a_journal_that_was_cut_or_altered_is_told_by_its_row_and_answers_nothing() {
    let home = Home::new();
    let server = home.demo();
    let traffic = Traffic::start(&home);
    traffic.wait(60);
    traffic.end();
    server.stop();
    let goals = home.path("goals.toml");
    std::fs::write(&goals, "[better]\nabandonment = 1\n").unwrap();
    // What a busy machine left in the log beside the file is folded in by whoever opens and closes it.
    rusqlite::Connection::open(home.database()).unwrap().execute("DELETE FROM journal_snapshot", ()).unwrap();
    let whole = std::fs::read(home.database()).unwrap();
    let soon = "2031-01-01T10:00";
    let middle = "seq = (SELECT max(seq) / 2 FROM journal)";
    for (sql, word) in [
        ("DELETE FROM journal WHERE seq > (SELECT max(seq) - 5 FROM journal)".to_owned(), "its end is missing"),
        ("DELETE FROM journal".to_owned(), "the journal is empty"),
        (format!("DELETE FROM journal WHERE {middle}"), "rows are missing"),
        (format!("UPDATE journal SET at = -5 WHERE {middle}"), "is earlier than"),
        ("UPDATE journal SET at = -5 WHERE seq = 1".to_owned(), "is earlier than 1970"),
        (format!("UPDATE journal SET at = at + 90000000000 WHERE {middle}"), "is earlier than the row before it"),
        (
            format!("UPDATE journal SET body = replace(body, '\"events\":[{{\"', '\"events\":[{{\"un') WHERE {middle}"),
            "which this release does not have",
        ),
        (format!("UPDATE journal SET body = substr(body, 1, 20) WHERE {middle}"), "cannot be understood"),
    ] {
        std::fs::write(home.database(), &whole).unwrap();
        let database = rusqlite::Connection::open(home.database()).unwrap();
        assert!(database.execute(&sql, ()).unwrap() > 0, "{sql}");
        drop(database);
        let asked: [&[&str]; 4] = [
            &["replay", "--runs", "1"],
            &["tune", "--goals", goals.to_str().unwrap()],
            &["explain", "--contact", "1", "--at", soon],
            &["explain", "--agent", "7", "--at", soon],
        ];
        for args in asked {
            let said = home.run(args);
            assert!(!said.good && said.err.contains(word), "{sql}: {args:?}: {said:?}");
            assert!(!said.err.contains("expected one of"), "in a few words: {said:?}");
        }
    }
}

/// A morning: two agents, two reasons, one customer who gave up.
const CONTACTS: &str = "start,reason,channel,wait_s,handle_s,wrap_up_s,abandoned,agent
2026-11-24T09:00:00,환불,voice,0,180,20,0,김
2026-11-24T09:00:30,배송,voice,5,240,20,0,이
2026-11-24T09:01:00,환불,voice,95,0,0,1,
2026-11-24T09:02:00,배송,voice,70,200,15,0,김
2026-11-24T09:10:00,환불,voice,0,120,10,0,이
";

#[test]
fn contacts_of_another_system_are_played_in_both_encodings() {
    let home = Home::new();
    let file = home.path("C.csv");
    let run = || json(&home.run(&["replay", "--contacts", file.to_str().unwrap(), "--runs", "3", "--json"]));
    std::fs::write(&file, CONTACTS).unwrap();
    let utf8 = run();
    let figure = |answer: &Value, metric: &str| {
        let rows = answer["calibration"].as_array().unwrap();
        rows.iter().find(|row| row["metric"] == metric).unwrap()["was"].as_f64()
    };
    assert_eq!((figure(&utf8, "offered"), figure(&utf8, "answered")), (Some(5.0), Some(4.0)));
    assert_eq!(figure(&utf8, "asa"), Some(18_750.0));
    // 환불, 배송, 김 and 이 as Korean spreadsheets write them.
    let cp949 =
        [("환불", &b"\xc8\xaf\xba\xd2"[..]), ("배송", b"\xb9\xe8\xbc\xdb"), ("김", b"\xb1\xe8"), ("이", b"\xc0\xcc")];
    let mut bytes = CONTACTS.as_bytes().to_vec();
    for (word, written) in cp949 {
        bytes = replaced(&bytes, word.as_bytes(), written);
    }
    assert!(std::str::from_utf8(&bytes).is_err());
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(run(), utf8);
}

fn replaced(bytes: &[u8], word: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(word.len()).position(|found| found == word) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(by);
        rest = &rest[at + word.len()..];
    }
    out.extend_from_slice(rest);
    out
}

#[test]
fn a_bad_row_is_named_by_its_line() {
    let home = Home::new();
    let file = home.path("C.csv");
    for (from, to, says) in [
        ("09:00:30,배송,voice,5", "09:00:30,배송,voice,-5", "line 3|wait_s is -5"),
        ("95,0,0,1,", "95,30,0,1,", "line 4|it is marked abandoned"),
        ("70,200,15,0,김", "70,200,15,0,", "line 5|nobody is named who answered"),
        ("09:10:00,환불", "9 Uhr,환불", "line 6"),
        ("09:10:00,환불,voice,0,120,10,0,이", "09:01:00,환불,voice,0,120,10,0,이", "line 6|이 is in two calls at once"),
        ("95,0,0,1,", "95,0,0,maybe,", "line 4|abandoned is \"maybe\""),
        ("wrap_up_s", "wrap", "unknown field"),
    ] {
        std::fs::write(&file, CONTACTS.replace(from, to)).unwrap();
        let said = home.run(&["replay", "--contacts", file.to_str().unwrap()]);
        assert!(!said.good && says.split('|').all(|says| said.err.contains(says)), "{to}: {said:?}");
        assert!(said.out.is_empty(), "a partial result: {}", said.out);
    }
}
