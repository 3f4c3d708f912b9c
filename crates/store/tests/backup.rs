//! Backup under load, restore elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use store::{Error, Store, restore};

fn seeded(dir: &Path) -> Store {
    let store = Store::open(dir).unwrap();
    store
        .write::<_, Error>(|tx| {
            store::accounts::create_centre(tx, 1, "서울", "Asia/Seoul", routing::Time(0))?;
            tx.execute_batch(
                "INSERT INTO account (centre, account, kind, name, alias, state, created_at)
                     VALUES (1, 1, 'person', '김', '하늘', 'active', 0);
                 INSERT INTO session VALUES (1, 1, 1, zeroblob(32), '', '', 0, 0, 9);
                 INSERT INTO sign_in_link VALUES (1, 1, 1, zeroblob(32), 'reset', NULL, 0, 9, NULL);",
            )?;
            Ok(())
        })
        .unwrap();
    attach(&store, 1, "사진".as_bytes());
    store
}

fn attach(store: &Store, id: u64, bytes: &[u8]) -> String {
    let name = store.put_file(bytes).unwrap();
    store
        .write::<_, Error>(|tx| {
            tx.execute(
                "INSERT INTO file VALUES (1, ?1, 1, 'customer', NULL, ?2, ?2, 'x.png', 'image/png', ?3, ?4, 0)",
                (id, &name, bytes.len(), Sha256::digest(bytes).as_slice()),
            )?;
            Ok(())
        })
        .unwrap();
    name
}

fn clients(database: &Connection) -> Vec<u32> {
    let mut all = database.prepare("SELECT client FROM client ORDER BY client").unwrap();
    all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_backup_under_load_holds_all_that_was_acknowledged_before_it() {
    let root = tempfile::tempdir().unwrap();
    let store = seeded(&root.path().join("data"));
    let stop = AtomicBool::new(false);
    let add = |store: &Store, client: u32| {
        store
            .write::<_, Error>(|tx| {
                Ok(tx.execute("INSERT INTO client VALUES (1, ?1, ?2, 0)", (client, "가".repeat(500)))?)
            })
            .unwrap();
    };
    for client in 1..=50 {
        add(&store, client);
    }
    let taken = root.path().join("backup");
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut client = 50;
            while !stop.load(Ordering::Relaxed) {
                client += 1;
                add(&store, client);
            }
            client
        });
        store.backup_to(&taken).unwrap();
        stop.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    });
    let saved = clients(&Connection::open(taken.join("maru.db")).unwrap());
    let whole: Vec<u32> = (1..=saved.len() as u32).collect();
    assert_eq!(saved, whole, "a prefix of what was written");
    assert!(saved.len() >= 50 && saved.len() <= written as usize);
    assert!(!taken.join("maru.db-wal").exists(), "one file");
}

#[test]
fn what_is_restored_equals_what_was_saved_but_for_sign_ins() {
    let root = tempfile::tempdir().unwrap();
    let store = seeded(&root.path().join("data"));
    let name = attach(&store, 2, &[7; 100_000]);
    let taken = root.path().join("backup");
    assert_eq!(store.backup_to(&taken).unwrap().files, 2);
    let target = root.path().join("restored");
    let restored = restore(&taken, &target).unwrap();
    assert_eq!((restored.files, restored.sessions_ended), (2, 2));

    let again = Store::open(&target).unwrap();
    assert_eq!(again.file(&name).unwrap(), vec![7; 100_000]);
    let dump = |store: &Store| {
        store
            .read::<_, Error>(|view| {
                let mut tables =
                    view.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")?;
                let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.map(Result::unwrap).collect();
                let mut all = Vec::new();
                for table in tables.iter().filter(|table| !["session", "sign_in_link"].contains(&table.as_str())) {
                    let mut rows = view.prepare(&format!("SELECT * FROM {table}"))?;
                    let columns = rows.column_count();
                    let mut rows = rows.query([])?;
                    while let Some(row) = rows.next()? {
                        all.push((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>());
                    }
                }
                Ok(all)
            })
            .unwrap()
    };
    assert_eq!(dump(&again), dump(&store));
    let left: u32 = again
        .read::<_, Error>(|view| {
            Ok(view.query_row(
                "SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM sign_in_link)",
                [],
                |row| row.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn a_backup_or_restore_never_writes_over_anything() {
    let root = tempfile::tempdir().unwrap();
    let store = seeded(&root.path().join("data"));
    let taken = root.path().join("backup");
    store.backup_to(&taken).unwrap();
    assert!(matches!(store.backup_to(&taken), Err(Error::NotEmpty(_))));
    assert!(matches!(restore(&taken, store.dir()), Err(Error::NotEmpty(_))));
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_made_of_it() {
    let root = tempfile::tempdir().unwrap();
    let store = seeded(&root.path().join("data"));
    let spoil = |name: &str, how: &dyn Fn(&Path)| {
        let taken = root.path().join(name);
        store.backup_to(&taken).unwrap();
        how(&taken);
        restore(&taken, &root.path().join(format!("{name}-restored"))).unwrap_err()
    };
    let page = spoil("page", &|taken| {
        let file = taken.join("maru.db");
        let mut bytes = fs::read(&file).unwrap();
        let last = bytes.len() - 4096;
        bytes[last..].fill(0xa5);
        fs::write(&file, bytes).unwrap();
    });
    assert!(matches!(page, Error::Corrupt(_)), "{page}");
    let attachment = spoil("attachment", &|taken| {
        let one = fs::read_dir(taken.join("files")).unwrap().next().unwrap().unwrap().path();
        fs::write(one, "다른 것").unwrap();
    });
    assert!(matches!(attachment, Error::File(_)), "{attachment}");
    assert!(matches!(Store::open(root.path().join("attachment-restored")), Err(Error::Unfinished(_))));
    let foreign = spoil("foreign", &|taken| fs::write(taken.join("maru.db"), "hello").unwrap());
    assert!(matches!(foreign, Error::Corrupt(_) | Error::Foreign(_)), "{foreign}");
}

#[test]
fn only_names_of_our_own_making_reach_the_disk() {
    let root = tempfile::tempdir().unwrap();
    let store = seeded(&root.path().join("data"));
    let kept = store.put_file(b"x").unwrap();
    for name in
        ["", "../maru.db", "maru.db", "/etc/passwd", "ab/../cd", &kept.to_uppercase(), &format!("{kept}0"), "가"]
    {
        assert!(matches!(store.file(name), Err(Error::File(_))), "{name}");
        assert!(matches!(store.remove_file(name), Err(Error::File(_))), "{name}");
    }
    store.remove_file(&kept).unwrap();
    store.remove_file(&kept).unwrap();
    assert!(matches!(store.file(&kept), Err(Error::File(_))));
}
