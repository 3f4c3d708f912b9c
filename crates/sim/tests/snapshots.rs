//! A snapshot of any row and the rows after it are the same engine, to the bit, as all rows from the first one.
#![allow(clippy::unwrap_used)]

use journal::memory::{Disk, MemoryJournal};
use journal::{Body, Journal, ReadJournal, Row};
use node::{Check, Driver, DriverSettings};
use routing::{Engine, Input, Time};
use sim::any;
use sim::checked::Checked;
use sim::random::Random;

const SEED: u64 = 20_261_124;
const HISTORIES: u64 = 12;
const INPUTS: usize = 120;
/// Rows between two points tried.
const EVERY: usize = 4;

#[test]
fn a_snapshot_and_the_rest_are_all_rows_to_the_bit() {
    let mut points = 0;
    for seed in SEED..SEED + HISTORIES {
        let (rows, live) = history(seed);
        let digests = digests(&rows);
        assert_eq!(*digests.last().unwrap(), live, "all rows are not the live engine of history {seed}");
        for first in (1..rows.len()).step_by(EVERY) {
            let (at_snapshot, at_end) = through_a_snapshot(&rows, first);
            assert_eq!(at_snapshot, digests[first - 1], "at row {first} of history {seed}");
            assert_eq!(at_end, live, "from a snapshot of row {first} of history {seed}");
            points += 1;
        }
    }
    println!("seed {SEED}: {points} points in {HISTORIES} histories");
}

/// Rows made from a seed, and the digest of the engine that made them.
fn history(seed: u64) -> (Vec<Row>, u64) {
    let mut random = Random::new(seed);
    let mut centre = Checked::new();
    let mut now = Time(1_800_000_000_000);
    let mut rows = Vec::new();
    let mut opening = any::opening(&mut random).into_iter();
    for _ in 0..INPUTS {
        let input = opening.next().unwrap_or_else(|| any::input(&mut random, &centre.books));
        now = now.plus_ms(any::pause_ms(&mut random).min(600_000));
        // Refused ones too, as rows without events: their time passes as well.
        for step in centre.say(now, &input).unwrap() {
            let (input, events) = (step.input, step.events);
            rows.push(Row {
                seq: rows.len() as u64 + 1,
                at: step.at,
                epoch: 1,
                input_id: None,
                body: Body { input, events },
            });
        }
    }
    (rows, centre.engine.digest())
}

/// The digest after each row, folded from the first.
fn digests(rows: &[Row]) -> Vec<u64> {
    let mut engine = Engine::new();
    let mut after = |row: &Row| {
        row.body.events.iter().for_each(|event| engine.apply(row.at, event));
        engine.time_was(row.at);
        engine.digest()
    };
    rows.iter().map(&mut after).collect()
}

/// The digests of a server started on the first rows, which keeps a snapshot, and of one started on that and the rest.
fn through_a_snapshot(rows: &[Row], first: usize) -> (u64, u64) {
    let (told, rest) = rows.split_at(first);
    let disk = Disk::default();
    append(&disk, told);
    let mut before = start(&disk);
    before.keep_snapshot().unwrap();
    let snapshot = before.journal().snapshot_before(u64::MAX).unwrap().unwrap();
    assert_eq!(snapshot.seq, first as u64);

    // The first rows say nothing any more, so that only the snapshot can.
    let disk = Disk::default();
    let blank = |row: &Row| Row { body: Body { input: Input::Tick, events: Vec::new() }, ..row.clone() };
    append(&disk, &told.iter().map(blank).collect::<Vec<_>>());
    MemoryJournal::open(disk.clone()).save_snapshot(&snapshot).unwrap();
    append(&disk, rest);
    (before.engine().digest(), start(&disk).engine().digest())
}

fn append(disk: &Disk, rows: &[Row]) {
    let mut journal = MemoryJournal::open(disk.clone());
    journal.claim().unwrap();
    let head = journal.head().unwrap().seq;
    journal.append(head, rows, &mut |()| Ok(())).unwrap();
}

fn start(disk: &Disk) -> Driver<MemoryJournal> {
    let settings = DriverSettings { snapshot_every: u64::MAX, check: Check::Full };
    Driver::open(MemoryJournal::open(disk.clone()), Box::new(()), settings).unwrap()
}
