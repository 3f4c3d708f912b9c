//! The chain of access records: one changed byte is found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use routing::Time;
use rusqlite::Connection;
use store::access::{Access, Action, Verdict, end, record, verify};
use store::{Error, Store};

fn look(at: i64, subject: u64) -> Access<'static> {
    Access {
        at: Time(at),
        account: 7,
        place: "127.0.0.1",
        subject: Some(subject),
        action: Action::Reveal,
        what: "customer.phone",
        why: "본인 확인",
        contact: Some(5),
    }
}

fn ten_looks(dir: &std::path::Path) -> Store {
    let store = Store::open(dir).unwrap();
    store
        .write::<_, Error>(|tx| {
            for n in 1..=10 {
                assert_eq!(record(tx, 1, &look(1_000 + n, n as u64))?, n as u64);
            }
            record(tx, 2, &look(5, 5))?;
            Ok(())
        })
        .unwrap();
    store
}

/// Changes the table behind Maru's back, as someone with the file could.
fn tamper(dir: &std::path::Path, sql: &str) -> Result<usize, rusqlite::Error> {
    let file = Connection::open(dir.join("maru.db")).unwrap();
    file.execute_batch("DROP TRIGGER access_record_kept; DROP TRIGGER access_record_sealed;").unwrap();
    file.execute(sql, [])
}

#[test]
fn an_untouched_chain_is_intact_in_each_centre() {
    let dir = tempfile::tempdir().unwrap();
    let store = ten_looks(dir.path());
    store
        .read::<_, Error>(|view| {
            assert!(matches!(verify(view, 1, None)?, Verdict::Intact { rows: 10, end: Some(_) }));
            assert!(matches!(verify(view, 2, None)?, Verdict::Intact { rows: 1, .. }));
            assert_eq!(verify(view, 3, None)?, Verdict::Intact { rows: 0, end: None });
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_altered_field_and_every_missing_row_is_found() {
    let changes = [
        ("at = at + 1", 4),
        ("account = 8", 4),
        ("place = '127.0.0.2'", 4),
        ("subject = 99", 4),
        ("subject = NULL", 4),
        ("action = 'view'", 4),
        ("what = 'customer.phonE'", 4),
        ("why = '본인 확임'", 4),
        ("contact = NULL", 4),
        ("hash = zeroblob(32)", 4),
        // A byte moved from one text to its neighbour.
        ("what = 'customer.phone본', why = '인 확인'", 4),
    ];
    for (change, found) in changes {
        let dir = tempfile::tempdir().unwrap();
        let store = ten_looks(dir.path());
        tamper(dir.path(), &format!("UPDATE access_record SET {change} WHERE centre = 1 AND seq = 4")).unwrap();
        let verdict = store.read::<_, Error>(|view| verify(view, 1, None)).unwrap();
        assert_eq!(verdict, Verdict::Broken { seq: found }, "{change}");
    }
    let dir = tempfile::tempdir().unwrap();
    let store = ten_looks(dir.path());
    tamper(dir.path(), "DELETE FROM access_record WHERE centre = 1 AND seq = 4").unwrap();
    assert_eq!(store.read::<_, Error>(|view| verify(view, 1, None)).unwrap(), Verdict::Broken { seq: 4 });
}

#[test]
fn a_record_altered_by_someone_who_knows_how_to_hash_breaks_the_next_one() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let store = ten_looks(dirs[0].path());
    // The same first three records, then another fourth with its own good hash.
    let forger = Store::open(dirs[1].path()).unwrap();
    let hash: Vec<u8> = forger
        .write::<_, Error>(|tx| {
            for n in 1..=3 {
                record(tx, 1, &look(1_000 + n, n as u64))?;
            }
            record(tx, 1, &look(1_004, 99))?;
            Ok(tx.query_row("SELECT hash FROM access_record WHERE seq = 4", [], |row| row.get(0))?)
        })
        .unwrap();
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let sql = format!("UPDATE access_record SET subject = 99, hash = x'{hex}' WHERE centre = 1 AND seq = 4");
    tamper(dirs[0].path(), &sql).unwrap();
    assert_eq!(store.read::<_, Error>(|view| verify(view, 1, None)).unwrap(), Verdict::Broken { seq: 5 });
}

#[test]
fn a_cut_off_end_and_a_rewritten_chain_are_found_with_an_anchor_kept_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let store = ten_looks(dir.path());
    let anchor = store.read::<_, Error>(|view| end(view, 1)).unwrap().unwrap();
    tamper(dir.path(), "DELETE FROM access_record WHERE centre = 1 AND seq > 8").unwrap();
    let check = |anchor| store.read::<_, Error>(|view| verify(view, 1, anchor)).unwrap();
    assert!(matches!(check(None), Verdict::Intact { rows: 8, .. }), "a chain alone cannot show it");
    assert_eq!(check(Some(&anchor)), Verdict::Broken { seq: 9 });
    store
        .write::<_, Error>(|tx| {
            record(tx, 1, &look(1, 1))?;
            record(tx, 1, &look(2, 2))?;
            Ok(())
        })
        .unwrap();
    assert!(matches!(check(None), Verdict::Intact { rows: 10, .. }));
    assert_eq!(check(Some(&anchor)), Verdict::Broken { seq: 10 });
}

#[test]
fn a_record_lives_and_dies_with_its_transaction() {
    let dir = tempfile::tempdir().unwrap();
    let store = ten_looks(dir.path());
    let refused: Result<(), Error> = store.write(|tx| {
        record(tx, 1, &look(1, 1))?;
        Err(Error::Busy)
    });
    assert!(refused.is_err());
    assert!(matches!(store.read::<_, Error>(|view| verify(view, 1, None)).unwrap(), Verdict::Intact { rows: 10, .. }));
}
