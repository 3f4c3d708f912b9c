//! `maru tune` on a data folder: what was put into its journal is found, told and written; too little of it is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

use std::sync::{Arc, Mutex};

use journal::sqlite::{SqliteJournal, SqliteReader};
use journal::{Journal, ReadJournal};
use routing::{HoursId, ReasonId, Time};
use serde_json::{Value, json};
use sim::made::{DAY_MS, Made, need, policy, ring};

use crate::common::{Home, Said, Server};

const SEED: u64 = 1;

const GOALS: &str = "[better]
asa = 1
abandonment = 2
[keep]
strain = \"no worse\"
";

/// Colleagues who could help are let in after four minutes.
fn late_ring(version: u32) -> Made {
    let mut policy = policy(2);
    policy.version = version;
    let first = policy.reasons.get_mut(&ReasonId(1)).unwrap();
    first.rings = vec![ring(0, vec![need(1, 3)]), ring(240_000, vec![need(1, 1)])];
    // Nobody opens or closes these.
    policy.reasons.values_mut().for_each(|reason| reason.hours = HoursId(99));
    let mut agents = vec![vec![(1, 3)]; 4];
    agents.extend(vec![vec![(1, 1), (2, 3)]; 4]);
    Made { policy, agents, per_hour: vec![60.0, 10.0], talk_ms: 240_000.0, patience_ms: 180_000.0 }
}

/// A data folder whose journal goes on for some days.
fn with_days(days: u32) -> Home {
    let home = Home::new();
    let server = Server::spawn(home.command(&["serve"]), home.path("log"));
    server.wait("link=");
    server.stop();
    let connection = rusqlite::Connection::open(home.database()).unwrap();
    let (opening, last) = node::past::before(&SqliteReader::new(&connection, 1), Time(i64::MAX)).unwrap();
    let version = opening.policy().map_or(1, |policy| policy.version + 1);
    let begins = Time((opening.now().0 / DAY_MS + 2) * DAY_MS);
    let mut rows = late_ring(version).rows(opening, begins, last + 1, SEED, days).unwrap();
    let mut journal = SqliteJournal::open(Arc::new(Mutex::new(connection)), 1).unwrap();
    let epoch = journal.claim().unwrap();
    rows.iter_mut().for_each(|row| row.epoch = epoch);
    assert_eq!(journal.head().unwrap().seq, last);
    journal.append(last, &rows, &mut |_| Ok(())).unwrap();
    std::fs::write(home.path("GOALS.toml"), GOALS).unwrap();
    home
}

fn tune(home: &Home, more: &[&str]) -> Said {
    home.run(&[&["tune", "--goals", "GOALS.toml", "--runs", "1"], more].concat())
}

fn json(said: &Said) -> Value {
    assert!(said.good, "{said:?}");
    serde_json::from_str(said.out.trim()).unwrap_or_else(|wrong| panic!("{wrong}: {}", said.out))
}

#[test]
fn a_ring_that_opens_too_late_is_told_written_and_can_be_replayed() {
    let home = with_days(8);
    let said = tune(&home, &["--out", "better.json"]);
    assert!(said.good, "{said:?}");
    for words in
        ["4 days to search on, 4 held out", "recommended", "rings/1/after_ms: 240000 → ", "Nothing is published."]
    {
        assert!(said.out.contains(words), "{words:?} is not in {}", said.out);
    }
    let written: Value = serde_json::from_slice(&std::fs::read(home.path("better.json")).unwrap()).unwrap();
    assert!(written["reasons"]["1"]["rings"][1]["after_ms"].as_u64() <= Some(120_000), "{written}");
    let replayed = json(&home.run(&["replay", "--policy", "better.json", "--runs", "1", "--json"]));
    assert_eq!(replayed["sides"][0]["policy"], "better");
    let answer = json(&tune(&home, &["--json", "--days-held-out", "3"]));
    assert_eq!((&answer["training"], &answer["held_out"], &answer["published"]), (&json!(5), &json!(3), &json!(false)));
    assert_eq!(answer["finalists"][0]["holds"], true);

    let late = tune(&home, &["--seconds", "0", "--out", "never.json"]);
    assert!(!late.good && late.err.contains("nothing is proposed") && late.out.matches('→').count() == 0, "{late:?}");
    assert!(!home.path("never.json").exists());
}

#[test]
fn few_days_are_cut_into_pieces_and_too_few_pieces_are_refused() {
    let home = with_days(4);
    let few = tune(&home, &["--json"]);
    assert_eq!(json(&few)["unit"], "pieces of two hours");
    let one = home.look();
    let last: i64 = one.query_row("SELECT max(at) FROM journal", [], |row| row.get(0)).unwrap();
    let from = jiff::Timestamp::from_millisecond(last - DAY_MS / 2).unwrap().to_string();
    let refused = tune(&home, &["--from", &from]);
    assert!(!refused.good && refused.err.contains("at least 6 of each are needed"), "{refused:?}");
    assert!(!refused.out.contains('→'));
    std::fs::write(home.path("GOALS.toml"), GOALS.replace("asa", "asap")).unwrap();
    let wrong = tune(&home, &[]);
    assert!(!wrong.good && wrong.err.contains("line 2") && wrong.err.contains("\"asap\" is no figure"), "{wrong:?}");
}

#[test]
fn a_journal_that_breaks_off_is_refused_and_nothing_of_it_is_told() {
    let home = with_days(4);
    let journal = rusqlite::Connection::open(home.database()).unwrap();
    let middle: u64 = journal.query_row("SELECT max(seq) / 2 FROM journal", [], |row| row.get(0)).unwrap();
    journal.execute("DELETE FROM journal WHERE seq = ?1", [middle]).unwrap();
    drop(journal);
    let says = format!("row {} is followed by row {}: rows are missing", middle - 1, middle + 1);
    for said in [tune(&home, &["--out", "never.json"]), home.run(&["replay", "--runs", "1"])] {
        assert!(!said.good && said.err.contains(&says), "{says}: {said:?}");
        assert!(said.out.is_empty(), "a partial result: {}", said.out);
    }
    assert!(!home.path("never.json").exists());
}
