//! `maru doctor` says what is wrong, what is safe and what to do; and the server does not start on damage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

mod common;

use std::net::TcpListener;

use common::traffic::Traffic;
use common::{Home, Said};

fn complains(said: &Said, words: &[&str]) {
    assert!(!said.good, "{said:?}");
    for words in words {
        assert!(said.out.contains(words) || said.err.contains(words), "{words:?} is not in {said:?}");
    }
}

#[test]
fn a_healthy_folder_is_well_served_or_not() {
    let home = Home::new();
    let server = home.demo();
    home.caller(1).arrive().unwrap();
    let served = home.run(&["doctor"]);
    assert!(served.good && served.out.contains("in use by a server"), "{served:?}");
    assert_eq!(home.caller(1).get("/api/health").unwrap().1["state"], "ok");
    server.stop();
    let alone = home.run(&["doctor"]);
    assert!(alone.good && alone.out.contains("not in use") && !alone.out.contains("BAD"), "{alone:?}");
    assert!(alone.out.contains("the journal replays: row "));
}

#[test]
fn settings_that_cannot_be_are_named() {
    let home = Home::new();
    home.settings("lisen = 1\n");
    complains(&home.run(&["doctor"]), &["maru.toml", "unknown field `lisen`", "expected one of"]);
    home.settings("zone = \"Asia/Seol\"\n");
    complains(&home.run(&["doctor"]), &["Asia/Seol"]);
    home.settings("");
    let mut command = home.command(&["doctor"]);
    let said = command.env("MARU_PUBLIC_URL", "http://example.com").output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("http is for this machine only") && said.contains("MARU_PUBLIC_URL"), "{said}");
}

#[test]
fn a_missing_folder_is_not_made() {
    let home = Home::new();
    complains(&home.run(&["doctor"]), &["no database in", "Nothing was changed", "maru serve"]);
    assert!(!home.data().exists());
}

#[test]
fn a_port_that_another_program_has_is_named() {
    let home = Home::new();
    home.demo().stop();
    let _taken = TcpListener::bind(("127.0.0.1", home.port)).unwrap();
    complains(&home.run(&["doctor"]), &["cannot be listened on", "Nothing was changed", "MARU_LISTEN"]);
    complains(&home.run(&["demo", "--quiet"]), &["is in use", "Nothing was changed", "MARU_LISTEN"]);
}

#[test]
fn a_cut_off_database_is_neither_served_nor_called_well() {
    damaged(|bytes| bytes.truncate(bytes.len() - 4_096));
}

#[test]
fn a_database_whose_last_page_is_garbage_is_neither_served_nor_called_well() {
    damaged(|bytes| {
        let last = bytes.len() - 4_096;
        bytes[last..].fill(0x5A);
    });
}

fn damaged(damage: fn(&mut Vec<u8>)) {
    let home = Home::new();
    let server = home.demo();
    let traffic = Traffic::start(&home);
    traffic.wait(100);
    traffic.end();
    server.stop();
    let mut bytes = std::fs::read(home.database()).unwrap();
    damage(&mut bytes);
    std::fs::write(home.database(), &bytes).unwrap();
    complains(&home.run(&["doctor"]), &["damaged", "Backups are not touched", "restore the last backup"]);
    complains(&home.run(&["demo", "--quiet"]), &["damaged", "Backups are not touched", "restore the last backup"]);
    assert_eq!(std::fs::read(home.database()).unwrap(), bytes, "what is damaged is left for whoever mends it");
}

#[test]
fn a_row_of_the_journal_that_was_altered_or_lost_stops_the_start() {
    for (sql, words) in [
        ("UPDATE journal SET body = replace(body, 'contact', 'kontact') WHERE kind = 'arrive'", "cannot be understood"),
        ("DELETE FROM journal WHERE seq = (SELECT max(seq) - 1 FROM journal)", "rows are missing"),
    ] {
        let home = Home::new();
        let server = home.demo();
        home.caller(1).arrive().unwrap();
        drop(server);
        let database = rusqlite::Connection::open(home.database()).unwrap();
        assert_eq!(database.execute(sql, ()).unwrap(), 1);
        drop(database);
        complains(&home.run(&["doctor"]), &["BAD", words, "restore the last backup"]);
        complains(&home.run(&["demo", "--quiet"]), &[words, "Nothing was changed", "maru doctor"]);
    }
}
