#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
//! Whatever fails, the culprit alone is refused, the engine is where the disk is, and the next input goes on.

use std::sync::{Arc, Mutex};

use journal::memory::{Disk, Fault, MemoryJournal};
use journal::sqlite::SqliteJournal;
use journal::{AlsoError, Journal, NoRoom, ReadJournal, Row, Snapshot};
use node::{Driver, Projector, Submission, SubmitError};
use proptest::prelude::*;
use routing::*;
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use crate::common::*;

const CURSED: ContactId = ContactId(13);

/// Decides like the engine, then falls over, with the state half changed.
fn falls_over(engine: &mut Engine, now: Time, input: &Input, out: &mut Vec<Event>) -> Result<(), Refusal> {
    let answer = engine.handle(now, input, out);
    match input {
        Input::Arrive { arrival } if arrival.contact == CURSED => panic!("thirteen"),
        _ => answer,
    }
}

/// Changes the state and does not say so.
fn keeps_silent(engine: &mut Engine, now: Time, input: &Input, out: &mut Vec<Event>) -> Result<(), Refusal> {
    let answer = engine.handle(now, input, out);
    if matches!(input, Input::Arrive { arrival } if arrival.contact == CURSED) {
        out.pop();
    }
    answer
}

fn all(ids: impl IntoIterator<Item = u64>) -> Vec<Submission<MemoryJournal>> {
    ids.into_iter().map(|id| Submission::new(arrive(id))).collect()
}

fn accepted<T>(answers: &[Result<T, SubmitError>]) -> Vec<bool> {
    answers.iter().map(Result::is_ok).collect()
}

#[test]
fn a_panic_leaves_out_one_input_and_raises_an_alarm() {
    let (disk, quiet) = (Disk::default(), Disk::default());
    let mut driver = memory(&disk).deciding_by(falls_over);
    let step = driver.step(NOW, all([11, 12, 13, 14, 15]));
    assert_eq!(accepted(&step.answers), [true, true, false, true, true]);
    assert!(matches!(step.answers[2], Err(SubmitError::Faulty)));
    assert_eq!(step.alarms.len(), 1, "{:?}", step.alarms);
    assert!(step.alarms[0].contains("panicked"), "{}", step.alarms[0]);

    let mut other = memory(&quiet);
    other.step(NOW, all([11, 12, 14, 15]));
    assert_eq!(driver.engine().digest(), other.engine().digest(), "as if it had never come");
    assert_eq!(memory(&disk).engine().digest(), driver.engine().digest());
}

#[test]
fn a_decision_that_is_not_in_its_events_is_found_and_taken_back() {
    let disk = Disk::default();
    let mut driver = memory(&disk).deciding_by(keeps_silent);
    let step = driver.step(NOW, all([13]));
    assert!(step.alarms.iter().any(|alarm| alarm.contains("folds")), "{:?}", step.alarms);
    assert_eq!(memory(&disk).engine().digest(), driver.engine().digest());
}

#[test]
fn a_deadline_that_fails_raises_an_alarm_and_changes_nothing() {
    fn fails_on_ticks(e: &mut Engine, now: Time, input: &Input, out: &mut Vec<Event>) -> Result<(), Refusal> {
        if *input == Input::Tick { panic!("tick") } else { e.handle(now, input, out) }
    }
    let mut driver = memory(&Disk::default()).deciding_by(fails_on_ticks);
    let digest = driver.engine().digest();
    assert_eq!(driver.step(NOW.plus_ms(1), vec![]).alarms.len(), 1);
    assert_eq!(driver.engine().digest(), digest);
    assert!(driver.step(NOW.plus_ms(2), all([1])).answers[0].is_ok());
}

#[test]
fn a_disk_that_refuses_once_is_asked_again() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    disk.arm(Fault::Refused);
    let step = driver.step(NOW, all([1, 2]));
    assert!(matches!(step.answers[..], [Err(SubmitError::Disk(_)), Err(SubmitError::Disk(_))]));
    assert_eq!(step.alarms.len(), 1);
    assert_eq!(accepted(&driver.step(NOW, all([1, 2])).answers), [true, true]);
}

#[test]
fn without_power_the_driver_stops_and_the_next_one_goes_on() {
    for fault in [Fault::CutBeforeSync, Fault::CutAfterSync] {
        let disk = Disk::default();
        let mut driver = memory(&disk);
        let said = || Submission { input: arrive(1), id: Some(Uuid::from_u128(1)), write: None };
        disk.arm(fault);
        let step = driver.step(NOW, vec![said()]);
        assert!(step.answers[0].is_err() && step.effects.is_empty());
        assert!(driver.stopped());
        assert!(matches!(driver.step(NOW, vec![said()]).answers[0], Err(SubmitError::Stopped)));
        disk.cut_power(0);
        let answer = memory(&disk).step(NOW, vec![said()]).answers.remove(0).unwrap();
        assert_eq!(answer.again, fault == Fault::CutAfterSync, "said again under its id, it happens once");
    }
}

#[test]
fn a_snapshot_that_cannot_be_used_is_passed_over() {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    for id in 1..=10 {
        driver.step(NOW, all([id]));
    }
    let digest = driver.engine().digest();
    let wrong = driver.journal().snapshot_before(6).unwrap().unwrap().bytes;
    let mut journal = MemoryJournal::open(disk.clone());
    let last = journal.head().unwrap().seq;
    // One that is not readable, and before it one that is, but is of another moment.
    journal.save_snapshot(&Snapshot { seq: last, bytes: b"{}".to_vec() }).unwrap();
    assert_eq!(memory(&disk).engine().digest(), digest);
    let broken = String::from_utf8(wrong).unwrap().replacen("\"arrived\":", "\"arrived\":1", 1);
    journal.save_snapshot(&Snapshot { seq: last, bytes: broken.into_bytes() }).unwrap();
    assert_eq!(memory(&disk).engine().digest(), digest);
}

/// A table filled by projection, so that projections need room too.
struct Padding;

impl Projector<SqliteJournal> for Padding {
    fn project(&self, tx: &Transaction<'_>, row: &Row) -> Result<(), AlsoError> {
        tx.execute("INSERT INTO padding VALUES (?1, zeroblob(3000))", [row.seq])?;
        Ok(())
    }
}

#[test]
fn a_full_disk_refuses_clearly_loses_nothing_and_heals() {
    let connection = Arc::new(Mutex::new(Connection::open_in_memory().unwrap()));
    connection.lock().unwrap().execute_batch("CREATE TABLE padding (seq INTEGER PRIMARY KEY, bytes BLOB)").unwrap();
    let journal = SqliteJournal::open(Arc::clone(&connection), 1).unwrap();
    let mut driver = Driver::open(journal, Box::new(Padding), settings()).unwrap();
    driver.step(NOW, vec![publish()]);
    let set_limit = |pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        connection.lock().unwrap().query_row(&sql, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    set_limit(set_limit(1) + 20);

    let mut last = 0;
    let (refused, alarms) = loop {
        let mut step = driver.step(NOW, vec![Submission::new(arrive(last + 1))]);
        match step.answers.remove(0) {
            Ok(_) => last += 1,
            Err(error) => break (error, step.alarms),
        }
    };
    assert!(matches!(refused, SubmitError::Full), "{refused}");
    assert!(refused.to_string().contains("safe"));
    assert_eq!(alarms.len(), 1);
    assert!(last > 0);
    for _ in 0..3 {
        assert!(driver.step(NOW, vec![Submission::new(arrive(last + 1))]).answers[0].is_err());
    }
    assert_eq!(driver.engine().contacts().count() as u64, last, "every one answered is there, and no other");

    set_limit(1_000_000);
    assert!(driver.step(NOW, vec![Submission::new(arrive(last + 1))]).answers[0].is_ok());
    let projected: u64 =
        connection.lock().unwrap().query_row("SELECT count(*) FROM padding", [], |row| row.get(0)).unwrap();
    assert_eq!(projected, driver.seq());
}

#[test]
fn room_missed_by_a_write_is_a_full_disk_and_a_write_that_panics_is_refused_alone() {
    let mut driver = memory(&Disk::default());
    let with = |id, write: fn() -> Result<(), AlsoError>| Submission {
        input: arrive(id),
        id: None,
        write: Some(Box::new(move |_: &()| write())),
    };
    let step = driver.step(NOW, vec![with(1, || Err(NoRoom.into()))]);
    assert!(matches!(step.answers[0], Err(SubmitError::Full)));

    let step = driver.step(NOW, vec![with(1, || Ok(())), with(2, || panic!("a bug")), with(3, || Ok(()))]);
    assert_eq!(accepted(&step.answers), [true, false, true]);
    assert_eq!(step.alarms.len(), 1, "a panic is a fault of the program");

    let step = driver.step(NOW, vec![with(4, || Err("name taken".into())), with(5, || Ok(()))]);
    assert_eq!(accepted(&step.answers), [false, true]);
    assert!(step.alarms.is_empty(), "a refusal is not");
}

#[test]
fn two_servers_on_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let connection = Connection::open(folder.path().join("maru.db")).unwrap();
        let journal = SqliteJournal::open(Arc::new(Mutex::new(connection)), 1).unwrap();
        Driver::open(journal, Box::new(()), settings()).unwrap()
    };
    let mut first = open();
    first.step(NOW, vec![publish()]);
    let mut second = open();
    assert!(second.step(NOW, vec![Submission::new(arrive(1))]).answers[0].is_ok());
    assert!(matches!(first.step(NOW, vec![Submission::new(arrive(1))]).answers[0], Err(SubmitError::Stopped)));
    assert_eq!(second.journal().read(0, 10).unwrap().len(), 2, "the first left no trace");
}

/// What a batch meets.
#[derive(Debug, Clone)]
enum Trouble {
    None,
    Disk(Fault),
    Write,
    Panic,
    Restart,
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let faults = vec![Fault::Full, Fault::Refused, Fault::CutBeforeSync, Fault::CutAfterSync];
    prop_oneof![
        4 => Just(Trouble::None),
        2 => proptest::sample::select(faults).prop_map(Trouble::Disk),
        1 => Just(Trouble::Write),
        1 => Just(Trouble::Panic),
        1 => Just(Trouble::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// What was answered is in the journal once and stays there; what was refused is not, unless the power went
    /// between the disk and the answer.
    #[test]
    fn answers_and_journal_agree(batches in proptest::collection::vec((trouble(), 1_usize..5, 0_usize..4_000), 1..25)) {
        let disk = Disk::default();
        let mut driver = memory(&disk).deciding_by(falls_over);
        let (mut next, mut kept, mut unsure) = (100_u64, Vec::new(), Vec::new());
        for (trouble, size, torn) in batches {
            let mut ids: Vec<u64> = (next..next + size as u64).collect();
            next += size as u64;
            match &trouble {
                Trouble::Disk(fault) => disk.arm(*fault),
                Trouble::Panic => ids[0] = CURSED.0,
                Trouble::Restart => driver = memory(&disk).deciding_by(falls_over),
                Trouble::None | Trouble::Write => {}
            }
            let mut batch = all(ids.iter().copied());
            if matches!(trouble, Trouble::Write) {
                batch[0].write = Some(Box::new(|_: &()| Err("no".into())));
            }
            for (id, answer) in ids.iter().zip(driver.step(NOW, batch).answers) {
                match answer {
                    Ok(_) => kept.push(*id),
                    Err(SubmitError::Disk(_)) => unsure.push(*id),
                    Err(_) => {}
                }
            }
            if driver.stopped() {
                disk.cut_power(torn);
                driver = memory(&disk).deciding_by(falls_over);
            }
        }
        let found: Vec<u64> = driver.journal().read(0, usize::MAX).unwrap().iter().filter_map(|row| {
            match &row.body.input {
                Input::Arrive { arrival } => Some(arrival.contact.0),
                _ => None,
            }
        }).collect();
        let certain: Vec<u64> = found.iter().copied().filter(|id| !unsure.contains(id)).collect();
        prop_assert_eq!(&certain, &kept);
        prop_assert_eq!(driver.engine().contacts().count(), found.len());
        prop_assert_eq!(memory(&disk).engine().digest(), driver.engine().digest());
    }
}
