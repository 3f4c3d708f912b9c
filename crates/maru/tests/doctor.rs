//! `maru doctor` says what is wrong, what is safe and what to do; and the server does not start on damage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

use std::net::TcpListener;

use crate::common::traffic::Traffic;
use crate::common::{Home, Said};

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
fn a_proxy_that_nobody_trusts_is_named() {
    let home = Home::new();
    let doctor = |more: &str| {
        home.settings(more);
        let mut command = home.command(&["doctor"]);
        Said::of(command.env("MARU_PUBLIC_URL", "https://maru.example").output().unwrap())
    };
    let said = doctor("");
    complains(&said, &["no proxy is trusted", "everybody counts as one caller", "`trusted_proxies`"]);
    let said = doctor("trusted_proxies = [\"127.0.0.1\"]\n");
    assert!(!said.out.contains("no proxy is trusted") && said.out.contains("believed from [127.0.0.1]"), "{said:?}");
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
    damaged(|bytes| garbage(bytes, "journal", 0));
}

/// A snapshot with damage that the database cannot see is not begun with: the rows are the truth.
#[test]
fn a_snapshot_whose_last_page_is_garbage_costs_time_and_nothing_else() {
    let (home, before) = after_traffic();
    let mut bytes = std::fs::read(home.database()).unwrap();
    garbage(&mut bytes, "journal_snapshot", 4);
    std::fs::write(home.database(), &bytes).unwrap();
    complains(&home.run(&["doctor"]), &["the snapshot at row", "cannot be used", "Nothing is lost"]);
    let server = home.demo();
    assert_eq!(home.caller(1).get("/api/health").unwrap().1["state"], "ok");
    server.stop();
    let after = home.run(&["doctor"]);
    assert!(after.good && after.out.contains("the next start begins with the snapshot at row "), "{after:?}");
    assert!(rows(&home) >= before, "{} rows of {before} are there", rows(&home));
}

fn rows(home: &Home) -> u64 {
    let database = rusqlite::Connection::open(home.database()).unwrap();
    database.query_row("SELECT max(seq) FROM journal", (), |row| row.get(0)).unwrap()
}

/// Fills the last page of a table with garbage, but for the first bytes: an overflow page has four for the next one.
fn garbage(bytes: &mut [u8], table: &str, but: usize) {
    let copy = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(copy.path(), &*bytes).unwrap();
    let database = rusqlite::Connection::open(copy.path()).unwrap();
    let last = "SELECT max(pageno) FROM dbstat WHERE name = ?1";
    let page: usize = database.query_row(last, [table], |row| row.get(0)).unwrap();
    bytes[(page - 1) * 4_096 + but..page * 4_096].fill(0x5A);
}

/// A home whose server answered a hundred calls and was stopped; and how many rows its journal has.
fn after_traffic() -> (Home, u64) {
    let home = Home::new();
    let server = home.demo();
    let traffic = Traffic::start(&home);
    traffic.wait(100);
    traffic.end();
    server.stop();
    let rows = rows(&home);
    (home, rows)
}

fn damaged(damage: fn(&mut Vec<u8>)) {
    let (home, _) = after_traffic();
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
