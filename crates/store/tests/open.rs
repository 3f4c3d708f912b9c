//! Opening a data folder: who may, what is refused, what is set.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rusqlite::Connection;
use store::{Error, SCHEMA_VERSION, Store};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn only_the_owner_can_enter_the_folder() {
    let root = folder();
    let dir = root.path().join("data");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    let _store = Store::open(&dir).unwrap();
    let mode = |path: &str| fs::metadata(dir.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(""), mode("files")], [0o700, 0o700]);
    assert_eq!([mode("maru.db"), mode("maru.db-wal"), mode("lock")], [0o600, 0o600, 0o600]);
}

#[test]
fn a_second_server_on_one_folder_is_refused_until_the_first_is_gone() {
    let dir = folder();
    let first = Store::open(dir.path()).unwrap();
    let clone = first.clone();
    drop(first);
    let refused = Store::open(dir.path()).err().unwrap();
    assert!(matches!(refused, Error::InUse(_)), "{refused}");
    assert!(refused.to_string().contains("another server has the data folder"));
    drop(clone);
    Store::open(dir.path()).unwrap();
}

#[test]
fn what_is_answered_is_on_the_disk() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    let writer = store.writer();
    let writer = writer.lock().unwrap();
    let number = |pragma: &str| writer.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("synchronous"), 2, "FULL");
    assert_eq!(number("foreign_keys"), 1);
    assert_eq!(number("secure_delete"), 1);
    assert_eq!(number("busy_timeout"), 5_000);
    let mode: String = writer.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn readers_cannot_write_and_see_only_what_is_committed() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    let refused = store.read::<_, Error>(|view| Ok(view.execute("DELETE FROM centre", [])?));
    assert!(refused.is_err());
    let centres = |store: &Store| -> u32 {
        store.read::<_, Error>(|view| Ok(view.query_row("SELECT count(*) FROM centre", [], |row| row.get(0))?)).unwrap()
    };
    store
        .write::<_, Error>(|tx| {
            store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0))?;
            assert_eq!(centres(&store), 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(centres(&store), 1);
}

#[test]
fn a_failed_write_leaves_nothing() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    let refused: Result<(), Error> = store.write(|tx| {
        store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0))?;
        Err(Error::Busy)
    });
    assert!(matches!(refused, Err(Error::Busy)));
    store
        .write::<_, Error>(|tx| store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0)))
        .unwrap();
}

#[test]
fn a_write_inside_a_write_is_an_error_and_not_a_standstill() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    store
        .write::<_, Error>(|_| {
            assert!(matches!(store.write::<(), Error>(|_| Ok(())), Err(Error::Nested)));
            assert!(matches!(store.next_id(1), Err(Error::Nested)));
            Ok(())
        })
        .unwrap();
    store.next_id(1).unwrap();
}

#[test]
fn a_panic_while_writing_is_rolled_back_and_does_not_stop_the_next() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write::<(), Error>(|tx| {
            store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0))?;
            panic!("planted")
        })
    }));
    assert!(panicked.is_err());
    store
        .write::<_, Error>(|tx| store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0)))
        .unwrap();
}

#[test]
fn many_readers_take_turns_and_those_that_panic_leave_room() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    for _ in 0..10 {
        let reading = std::panic::AssertUnwindSafe(|| store.read::<(), Error>(|_| panic!("planted")));
        assert!(std::panic::catch_unwind(reading).is_err());
    }
    let one = || store.read::<u32, Error>(|view| Ok(view.query_row("SELECT 1", [], |row| row.get(0))?)).unwrap();
    let read: u32 = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..20).map(|_| scope.spawn(|| (0..20).map(|_| one()).sum::<u32>())).collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).sum()
    });
    assert_eq!(read, 400);
}

#[test]
fn a_newer_an_altered_and_a_foreign_database_are_left_alone() {
    let change = |sql: &str| {
        let dir = folder();
        drop(Store::open(dir.path()).unwrap());
        let file = dir.path().join("maru.db");
        Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        Store::open(dir.path()).err().unwrap()
    };
    let newer = change("INSERT INTO schema_version VALUES (999, 'tomorrow', x'00')");
    assert!(matches!(newer, Error::Newer { found: 999, known: SCHEMA_VERSION }), "{newer}");
    let altered = change("UPDATE schema_version SET sha256 = x'00' WHERE version = 3");
    assert!(matches!(altered, Error::Altered { version: 3 }), "{altered}");
    let foreign = change("PRAGMA application_id = 7");
    assert!(matches!(foreign, Error::Foreign(_)), "{foreign}");
}

#[test]
fn opening_again_changes_nothing() {
    let dir = folder();
    drop(Store::open(dir.path()).unwrap());
    let schema = || {
        let file = Connection::open(dir.path().join("maru.db")).unwrap();
        let mut all = file.prepare("SELECT coalesce(sql, name) FROM sqlite_schema").unwrap();
        all.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let before = schema();
    drop(Store::open(dir.path()).unwrap());
    assert_eq!(schema(), before);
}

#[test]
fn a_full_disk_refuses_loses_nothing_and_heals() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    store
        .write::<_, Error>(|tx| store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0)))
        .unwrap();
    let limit = |pages: i64| {
        let writer = store.writer();
        let writer = writer.lock().unwrap();
        writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    };
    let fill = |from: u32| {
        store.write::<_, Error>(|tx| {
            for client in from..from + 100 {
                tx.execute("INSERT INTO client VALUES (1, ?1, ?2, 0)", (client, "가".repeat(1_000)))?;
            }
            Ok(())
        })
    };
    limit(1);
    let mut written = 0;
    let refused = loop {
        match fill(written + 1) {
            Ok(()) => written += 100,
            Err(error) => break error,
        }
        assert!(written < 10_000, "never full");
    };
    assert!(matches!(refused, Error::Full), "{refused}");
    assert!(refused.safe().contains("Everything acknowledged before is on the disk"));
    let count = || -> u32 {
        store.read::<_, Error>(|view| Ok(view.query_row("SELECT count(*) FROM client", [], |row| row.get(0))?)).unwrap()
    };
    assert_eq!(count(), written);
    limit(1_000_000);
    fill(written + 1).unwrap();
    assert_eq!(count(), written + 100);
}

#[test]
fn a_damaged_database_says_so() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.read(store::findings).unwrap(), Vec::<String>::new());
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'forecast_origin'";
    let root = store.read::<_, Error>(|view| Ok(view.query_row(root, [], |row| row.get::<_, usize>(0))?)).unwrap();
    drop(store);
    let file = dir.path().join("maru.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0xa5);
    fs::write(&file, &bytes).unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert!(!store.read(store::findings).unwrap().is_empty());

    bytes[4096..].fill(0xa5);
    drop(store);
    fs::write(&file, &bytes).unwrap();
    let refused = Store::open(dir.path()).err().unwrap();
    assert!(matches!(refused, Error::Corrupt(_)), "{refused}");
    assert!(refused.act().contains("maru restore"));
}

#[test]
fn size_counts_the_pages() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    let size = store.size().unwrap();
    assert!(size.database > 100_000 && size.database.is_multiple_of(4096), "{size:?}");
    assert!(size.log > 0, "{size:?}");
}

#[test]
fn a_folded_log_leaves_a_file_that_is_whole_by_itself() {
    let dir = folder();
    let store = Store::open(dir.path()).unwrap();
    store.write(|tx| store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0))).unwrap();
    assert!(store.size().unwrap().log > 0);
    store.fold().unwrap();
    assert_eq!(store.size().unwrap().log, 0);
    let copy = folder();
    let file = copy.path().join("maru.db");
    std::fs::copy(dir.path().join("maru.db"), &file).unwrap();
    let centres: u32 = rusqlite::Connection::open(&file)
        .unwrap()
        .query_row("SELECT count(*) FROM centre", [], |row| row.get(0))
        .unwrap();
    assert_eq!(centres, 1);
}
