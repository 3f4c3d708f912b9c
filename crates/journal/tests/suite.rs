#![allow(clippy::unwrap_used, clippy::panic)]
//! One suite for every backend.

use std::sync::{Arc, Mutex};

use journal::memory::{Disk, Fault, MemoryJournal, Torn};
use journal::sqlite::{SqliteJournal, SqliteReader};
use journal::{
    AlsoError, AppendError, Body, Journal, MAX_ROW_BYTES, NoRoom, ReadError, ReadJournal, Row, SNAPSHOT_SPACING,
    Snapshot,
};
use routing::{AgentId, Event, Input, Time};
use rusqlite::Connection;
use uuid::Uuid;

/// Of SQLite, in bytes.
const PAGE: usize = 4096;

fn row(seq: u64, epoch: u64, input: Option<u128>) -> Row {
    let agent = AgentId(seq as u32);
    let body = Body { input: Input::AgentGone { agent }, events: vec![Event::AgentRemoved { agent }] };
    Row { seq, at: Time(1_000 + seq as i64), epoch, input_id: input.map(Uuid::from_u128), body }
}

/// What every backend promises. `open` opens the same place again.
fn promises<J: Journal>(open: &dyn Fn() -> J) {
    let mut journal = open();
    let epoch = journal.claim().unwrap();
    assert_eq!(journal.head().unwrap().seq, 0);
    journal.append(0, &[row(1, epoch, Some(7)), row(2, epoch, None)], &mut |_| Ok(())).unwrap();
    journal.append(2, &[row(3, epoch, Some(8))], &mut |_| Ok(())).unwrap();

    // In order, from anywhere, as written.
    assert_eq!(journal.read(0, 10).unwrap(), vec![row(1, epoch, Some(7)), row(2, epoch, None), row(3, epoch, Some(8))]);
    assert_eq!(journal.read(1, 1).unwrap(), vec![row(2, epoch, None)]);
    assert_eq!(journal.find_input(Uuid::from_u128(8)).unwrap(), Some(3));
    assert_eq!(journal.find_input(Uuid::from_u128(9)).unwrap(), None);

    // A stale expectation and a repeated input are refused whole.
    assert!(matches!(journal.append(2, &[row(3, epoch, None)], &mut |_| Ok(())), Err(AppendError::Fenced)));
    assert!(journal.append(3, &[row(4, epoch, None), row(5, epoch, Some(7))], &mut |_| Ok(())).is_err());
    assert_eq!(journal.head().unwrap().seq, 3);

    // What belongs into the transaction can refuse it.
    let refused = journal.append(3, &[row(4, epoch, None)], &mut |_| Err("no".into()));
    assert!(matches!(refused, Err(AppendError::Also(_))));
    assert_eq!(journal.head().unwrap().seq, 3);

    // A disk that `also` found full is a full disk, however deep the cause lies.
    #[derive(Debug, thiserror::Error)]
    #[error("the message could not be kept")]
    struct Outer(#[source] NoRoom);
    let full =
        journal.append(3, &[row(4, epoch, None)], &mut |_| -> Result<(), AlsoError> { Err(Outer(NoRoom).into()) });
    assert!(matches!(full, Err(AppendError::Full)));

    // A row beyond the limit is refused before anything is written.
    let mut long = row(4, epoch, None);
    long.body.events = vec![Event::AgentRemoved { agent: AgentId(1) }; MAX_ROW_BYTES / 28];
    assert!(matches!(journal.append(3, &[long], &mut |_| Ok(())), Err(AppendError::TooLong(_))));
    assert_eq!(journal.head().unwrap().seq, 3);

    // A snapshot is found again, never one from beyond what was asked for; of the older ones the first is kept.
    for seq in 0..=3 {
        journal.save_snapshot(&Snapshot { seq, bytes: vec![seq as u8] }).unwrap();
    }
    assert_eq!(journal.snapshot_before(u64::MAX).unwrap().unwrap().bytes, vec![3]);
    assert_eq!(journal.snapshot_before(2).unwrap().unwrap().bytes, vec![2]);
    assert_eq!(journal.snapshot_before(1).unwrap().unwrap().bytes, vec![0], "the second was forgotten");
    journal.save_snapshot(&Snapshot { seq: 9, bytes: vec![9] }).unwrap();
    assert_eq!(journal.snapshot_before(u64::MAX).unwrap().unwrap().seq, 3, "one beyond the journal is not believed");

    // A second owner fences the first.
    let mut second = open();
    let newer = second.claim().unwrap();
    assert!(newer > epoch);
    second.append(3, &[row(4, newer, None)], &mut |_| Ok(())).unwrap();
    assert!(matches!(journal.append(3, &[row(4, epoch, None)], &mut |_| Ok(())), Err(AppendError::Fenced)));
    assert!(matches!(journal.append(4, &[row(5, epoch, None)], &mut |_| Ok(())), Err(AppendError::Fenced)));
    assert_eq!(second.read(0, 10).unwrap().len(), 4);
}

fn database() -> Arc<Mutex<Connection>> {
    Arc::new(Mutex::new(Connection::open_in_memory().unwrap()))
}

#[test]
fn sqlite_keeps_its_promises() {
    let connection = database();
    promises(&|| SqliteJournal::open(Arc::clone(&connection), 1).unwrap());
}

#[test]
fn memory_keeps_its_promises() {
    let disk = Disk::default();
    promises(&|| MemoryJournal::open(disk.clone()));
}

/// Old snapshots thin out to one for every so many rows, so that any past moment is near one.
fn thins_out<J: Journal>(mut journal: J) {
    let epoch = journal.claim().unwrap();
    let rows: Vec<Row> = (1..=SNAPSHOT_SPACING + 5).map(|seq| row(seq, epoch, None)).collect();
    journal.append(0, &rows, &mut |_| Ok(())).unwrap();
    for seq in [5, 50, SNAPSHOT_SPACING, SNAPSHOT_SPACING + 1, SNAPSHOT_SPACING + 2, SNAPSHOT_SPACING + 3] {
        journal.save_snapshot(&Snapshot { seq, bytes: vec![] }).unwrap();
    }
    let before = |seq| journal.snapshot_before(seq).unwrap().map(|snapshot| snapshot.seq);
    assert_eq!(before(99), Some(5));
    assert_eq!(before(SNAPSHOT_SPACING + 1), Some(SNAPSHOT_SPACING));
    assert_eq!(before(SNAPSHOT_SPACING + 2), Some(SNAPSHOT_SPACING + 2));
    assert_eq!(before(u64::MAX), Some(SNAPSHOT_SPACING + 3));
    assert_eq!(journal.read(SNAPSHOT_SPACING, 100).unwrap().len(), 5);
}

#[test]
fn old_snapshots_thin_out() {
    thins_out(SqliteJournal::open(database(), 1).unwrap());
    thins_out(MemoryJournal::open(Disk::default()));
}

#[test]
fn one_who_only_reads_needs_no_writing_connection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("maru.db");
    let writer = Connection::open(&path).unwrap();
    writer.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    let mut journal = SqliteJournal::open(Arc::new(Mutex::new(writer)), 1).unwrap();
    let epoch = journal.claim().unwrap();
    journal.append(0, &[row(1, epoch, Some(7))], &mut |_| Ok(())).unwrap();
    let connection = Connection::open_with_flags(&path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let reader = SqliteReader::new(&connection, 1);
    assert_eq!(reader.head().unwrap(), journal.head().unwrap());
    assert_eq!(reader.read(0, 10).unwrap(), journal.read(0, 10).unwrap());
    assert_eq!(reader.find_input(Uuid::from_u128(7)).unwrap(), Some(1));
    assert_eq!(SqliteReader::new(&connection, 2).read(0, 10).unwrap(), vec![]);
}

#[test]
fn centres_do_not_see_each_other() {
    let connection = database();
    let mut one = SqliteJournal::open(Arc::clone(&connection), 1).unwrap();
    let mut two = SqliteJournal::open(connection, 2).unwrap();
    let (first, second) = (one.claim().unwrap(), two.claim().unwrap());
    one.append(0, &[row(1, first, Some(7))], &mut |_| Ok(())).unwrap();
    two.append(0, &[row(1, second, Some(7))], &mut |_| Ok(())).unwrap();
    assert_eq!(one.read(0, 10).unwrap().len(), 1);
}

#[test]
fn a_full_disk_refuses_and_heals() {
    let connection = database();
    let mut journal = SqliteJournal::open(Arc::clone(&connection), 1).unwrap();
    let epoch = journal.claim().unwrap();
    let pages: u32 = connection.lock().unwrap().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = |pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        connection.lock().unwrap().query_row(&sql, [], |row| row.get::<_, u32>(0)).unwrap();
    };
    limit(pages + 2);
    let mut seq = 0;
    let refused = loop {
        match journal.append(seq, &[row(seq + 1, epoch, None)], &mut |_| Ok(())) {
            Ok(()) => seq += 1,
            Err(error) => break error,
        }
        assert!(seq < 10_000, "the disk never filled");
    };
    assert!(matches!(refused, AppendError::Full), "{refused}");
    assert_eq!(journal.head().unwrap().seq, seq, "what was acknowledged is there, the rest is not");
    limit(1_000_000);
    journal.append(seq, &[row(seq + 1, epoch, None)], &mut |_| Ok(())).unwrap();
}

#[test]
fn a_corrupt_page_is_said_and_not_folded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("maru.db");
    {
        let connection = Arc::new(Mutex::new(Connection::open(&path).unwrap()));
        let mut journal = SqliteJournal::open(Arc::clone(&connection), 1).unwrap();
        let epoch = journal.claim().unwrap();
        for seq in 0..200 {
            journal.append(seq, &[row(seq + 1, epoch, None)], &mut |_| Ok(())).unwrap();
        }
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let last_row = br#""agent_removed":{"agent":200}"#;
    let at = bytes.windows(last_row.len()).position(|window| window == last_row).unwrap();
    bytes[at / PAGE * PAGE..][..PAGE].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let connection = Arc::new(Mutex::new(Connection::open(&path).unwrap()));
    let journal = SqliteJournal::open(connection, 1).unwrap();
    let error = journal.read(0, 1_000).unwrap_err();
    assert!(matches!(error, ReadError::Damaged(_)), "{error}");
    assert!(error.to_string().contains("restore the last backup"), "{error}");
    assert_eq!(journal.read(0, 50).unwrap().len(), 50, "what lies on whole pages can still be read");
}

#[test]
fn an_unknown_event_stops_the_reader() {
    let connection = database();
    let mut journal = SqliteJournal::open(Arc::clone(&connection), 1).unwrap();
    let epoch = journal.claim().unwrap();
    journal.append(0, &[row(1, epoch, None)], &mut |_| Ok(())).unwrap();
    connection
        .lock()
        .unwrap()
        .execute("UPDATE journal SET body = replace(body, 'agent_removed', 'agent_promoted')", [])
        .unwrap();
    let error = journal.read(0, 10).unwrap_err();
    assert!(error.to_string().contains("row 1"), "{error}");
}

#[test]
fn a_torn_write_is_cut_wherever_it_tore() {
    let mut kept = 0;
    loop {
        let disk = Disk::default();
        let mut journal = MemoryJournal::open(disk.clone());
        let epoch = journal.claim().unwrap();
        journal.append(0, &[row(1, epoch, None)], &mut |_| Ok(())).unwrap();
        disk.arm(Fault::CutBeforeSync);
        assert!(journal.append(1, &[row(2, epoch, None)], &mut |_| Ok(())).is_err());
        assert!(journal.head().is_err(), "without power nothing answers");
        let whole = disk.pending();
        disk.cut_power(kept);
        let mut journal = MemoryJournal::open(disk);
        let rows = journal.read(0, 10).unwrap();
        assert_eq!(rows.len(), if kept == whole { 2 } else { 1 }, "kept {kept} of {whole}");
        let (epoch, seq) = (journal.claim().unwrap(), rows.len() as u64);
        journal.append(seq, &[row(seq + 1, epoch, None)], &mut |_| Ok(())).unwrap();
        if kept == whole {
            break;
        }
        kept += 1;
    }
}

#[test]
fn what_was_synced_stays_though_nobody_heard_of_it() {
    let disk = Disk::default();
    let mut journal = MemoryJournal::open(disk.clone());
    let epoch = journal.claim().unwrap();
    disk.arm(Fault::CutAfterSync);
    assert!(journal.append(0, &[row(1, epoch, Some(7))], &mut |_| Ok(())).is_err());
    disk.cut_power(0);
    assert_eq!(MemoryJournal::open(disk).find_input(Uuid::from_u128(7)).unwrap(), Some(1));
}

#[test]
fn a_corrupt_frame_is_not_folded() {
    let disk = Disk::default();
    let mut journal = MemoryJournal::open(disk.clone());
    let epoch = journal.claim().unwrap();
    journal.append(0, &[row(1, epoch, None), row(2, epoch, None)], &mut |_| Ok(())).unwrap();
    disk.corrupt_last_byte();
    assert_eq!(MemoryJournal::open(disk).head().unwrap().seq, 1);
}

#[test]
fn a_lying_sync_loses_what_was_acknowledged() {
    let disk = Disk::default();
    let mut journal = MemoryJournal::open(disk.clone());
    let epoch = journal.claim().unwrap();
    disk.lie_about_sync();
    journal.append(0, &[row(1, epoch, None)], &mut |_| Ok(())).unwrap();
    disk.cut_power(0);
    assert_eq!(MemoryJournal::open(disk).head().unwrap().seq, 0, "the planted fault must show");
}

#[test]
fn a_torn_snapshot_costs_no_row_and_no_older_snapshot() {
    let disk = Disk::default();
    let mut journal = MemoryJournal::open(disk.clone());
    let epoch = journal.claim().unwrap();
    journal.append(0, &[row(1, epoch, None)], &mut |()| Ok(())).unwrap();
    journal.save_snapshot(&Snapshot { seq: 1, bytes: b"one".to_vec() }).unwrap();
    disk.arm(Fault::CutInSnapshot);
    journal.append(1, &[row(2, epoch, None)], &mut |()| Ok(())).unwrap();
    assert!(journal.save_snapshot(&Snapshot { seq: 2, bytes: b"second".to_vec() }).is_err());
    assert!(journal.head().is_err(), "without power nothing answers");
    assert_eq!(disk.pending(), 6);
    disk.cut_power(3);
    let journal = MemoryJournal::open(disk);
    assert_eq!(journal.head().unwrap().seq, 2);
    assert_eq!(journal.snapshot_before(2).unwrap().unwrap().bytes, b"sec");
    assert_eq!(journal.snapshot_before(1).unwrap().unwrap().bytes, b"one");
}

#[test]
fn a_torn_frame_that_is_taken_or_left_shows() {
    let after = |torn: Torn| {
        let disk = Disk::default();
        disk.meet_torn_frames(torn);
        let mut journal = MemoryJournal::open(disk.clone());
        let epoch = journal.claim().unwrap();
        let mut long = row(1, epoch, None);
        long.body.events.extend(long.body.events.clone());
        let events = long.body.events.len();
        disk.arm(Fault::CutBeforeSync);
        assert!(journal.append(0, &[long], &mut |()| Ok(())).is_err());
        disk.cut_power(disk.pending() - 1);
        let mut journal = MemoryJournal::open(disk.clone());
        let (head, epoch) = (journal.head().unwrap().seq, journal.claim().unwrap());
        journal.append(head, &[row(head + 1, epoch, None)], &mut |()| Ok(())).unwrap();
        disk.cut_power(0);
        let rows = MemoryJournal::open(disk).read(0, 10).unwrap();
        (rows.iter().map(|row| row.body.events.len()).collect::<Vec<_>>(), events)
    };
    let (kept, events) = after(Torn::CutOff);
    assert_eq!(kept, [events / 2]);
    assert_eq!(after(Torn::Taken).0, [events, events / 2], "a row nobody was told of is there");
    assert_eq!(after(Torn::Left).0, [0; 0], "what was acknowledged after it is gone");
}
