//! Backup while everybody writes, and restore.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::Path;

use journal::ReadJournal as _;
use journal::sqlite::SqliteReader;
use rusqlite::Connection;

use crate::common::traffic::Traffic;
use crate::common::{self, Home, count, look};

#[test]
fn a_backup_under_traffic_is_one_instant_of_it() {
    let home = Home::new();
    let server = home.demo();
    let traffic = Traffic::start(&home);
    traffic.wait(60);
    let before = answered(&home.look());
    let saved = home.path("saved");
    let said = home.run(&["backup", saved.to_str().unwrap()]);
    assert!(said.good, "{said:?}");
    let during = traffic.answered();
    traffic.wait(60);
    assert!(traffic.answered() > during, "the server goes on");
    for writer in traffic.end() {
        writer.is_kept(&home.look());
    }
    server.stop();

    let restored = Home::new();
    let said = restored.run(&["restore", saved.to_str().unwrap()]);
    assert!(said.good && said.out.contains("everybody signs in again"), "{said:?}");
    let kept = restored.look();
    let missing: Vec<u64> = before.difference(&answered(&kept)).copied().collect();
    assert_eq!(missing, [0; 0], "answered before the backup began");

    // The restored state is what the original's journal gives at that row, and the tables belong to the same instant.
    let said = restored.run(&["doctor"]);
    assert!(said.good, "{said:?}");
    let (row, digest) = said.after("the journal replays: row ").split_once(", digest ").unwrap();
    let row: u64 = row.parse().unwrap();
    assert_eq!(digest, format!("{:016x}", replayed(&home.look(), row)));
    assert!(row < SqliteReader::new(&home.look(), 1).head().unwrap().seq, "the traffic went on after the backup");
    let contacts = "SELECT count(*) FROM contact";
    let arrivals = "SELECT count(*) FROM journal WHERE kind = 'arrive'";
    assert_eq!(count(&kept, contacts, ()), count(&kept, arrivals, ()));
    assert_eq!(count(&kept, "SELECT count(*) FROM session", ()), 0);

    let again = restored.demo();
    restored.caller(1).arrive().unwrap();
    again.stop();
}

/// Ids of all contacts and lines: everything that was answered is among them.
fn answered(database: &Connection) -> BTreeSet<u64> {
    let mut select = database.prepare("SELECT contact FROM contact UNION SELECT message FROM message").unwrap();
    let ids = select.query_map((), |row| row.get(0)).unwrap();
    ids.collect::<Result<_, _>>().unwrap()
}

/// The digest of the state that the rows up to this one give.
fn replayed(database: &Connection, last: u64) -> u64 {
    let journal = SqliteReader::new(database, 1);
    let mut engine = routing::Engine::new();
    let rows = journal.read(0, usize::try_from(last).unwrap()).unwrap();
    assert_eq!(rows.last().unwrap().seq, last);
    for row in rows {
        row.body.events.iter().for_each(|event| engine.apply(row.at, event));
    }
    engine.digest()
}

#[test]
fn nothing_is_restored_over_something_or_from_something_damaged() {
    let home = Home::new();
    home.demo().stop();
    let (saved, damaged) = (home.path("saved"), home.path("damaged"));
    for folder in [&saved, &damaged] {
        assert!(home.run(&["backup", folder.to_str().unwrap()]).good);
    }
    let refused = |said: common::Said, words: &[&str]| {
        assert!(!said.good, "{said:?}");
        for words in words {
            assert!(said.err.contains(words), "{words}: {said:?}");
        }
    };
    let before = std::fs::read(home.database()).unwrap();
    refused(
        home.run(&["restore", saved.to_str().unwrap()]),
        &["is not empty", "Nothing was changed", "Choose a folder"],
    );
    assert_eq!(std::fs::read(home.database()).unwrap(), before);
    refused(home.run(&["backup", saved.to_str().unwrap()]), &["is not empty", "Nothing was changed"]);

    damage(&damaged.join("maru.db"));
    let empty = Home::new();
    refused(empty.run(&["restore", damaged.to_str().unwrap()]), &["damaged", "Backups are not touched"]);
    assert!(!empty.data().exists(), "nothing is begun");
    refused(empty.run(&["restore", empty.path("nowhere").to_str().unwrap()]), &["nowhere", "Nothing was changed"]);
    assert!(empty.run(&["restore", saved.to_str().unwrap()]).good);
}

/// Overwrites a page in the middle.
fn damage(database: &Path) {
    let mut bytes = std::fs::read(database).unwrap();
    let page = bytes.len() / 4_096 / 2 * 4_096;
    bytes[page..page + 4_096].fill(0xA5);
    std::fs::write(database, bytes).unwrap();
    assert!(look(database).pragma_query_value(None, "page_count", |row| row.get::<_, u64>(0)).is_ok());
}
