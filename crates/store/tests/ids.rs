//! Ids: never twice, never too large.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::HashSet;

use store::{Error, LAST_LARGE_ID, LAST_SMALL_ID, Store, new_id, new_small_id};

fn small(store: &Store, centre: u32) -> Result<u32, Error> {
    store.write(|tx| new_small_id(tx, centre))
}

#[test]
fn no_id_is_handed_out_twice_not_even_after_a_restart_or_by_two_threads() {
    let dir = tempfile::tempdir().unwrap();
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let store = Store::open(dir.path()).unwrap();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                std::thread::spawn(move || (0..700).map(|_| store.next_id(1).unwrap()).collect::<Vec<_>>())
            })
            .collect();
        for thread in threads {
            for id in thread.join().unwrap() {
                assert!(seen.insert(id), "{id} twice");
                assert!(id > u64::from(LAST_SMALL_ID) && id <= LAST_LARGE_ID);
            }
        }
        assert!(seen.insert(u64::from(small(&store, 1).unwrap())));
        assert!(seen.insert(store.write::<_, Error>(|tx| new_id(tx, 1)).unwrap()));
    }
}

#[test]
fn centres_count_apart() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.next_id(1).unwrap(), store.next_id(2).unwrap());
    assert_eq!(small(&store, 1).unwrap(), 1);
    assert_eq!(small(&store, 1).unwrap(), 2);
    assert_eq!(small(&store, 2).unwrap(), 1);
}

#[test]
fn used_up_ids_are_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store
        .write::<_, Error>(|tx| {
            tx.execute(
                "INSERT INTO id_block VALUES (1, 'small', ?1), (1, 'large', ?2)",
                (LAST_SMALL_ID, LAST_LARGE_ID),
            )?;
            Ok(())
        })
        .unwrap();
    assert_eq!(small(&store, 1).unwrap(), LAST_SMALL_ID);
    assert!(matches!(small(&store, 1), Err(Error::NoIds("small"))));
    assert_eq!(store.next_id(1).unwrap(), LAST_LARGE_ID);
    assert!(matches!(store.next_id(1), Err(Error::NoIds("large"))));
}

#[test]
fn ids_got_inside_writes_grow_in_the_order_of_commits() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut last = 0;
    for _ in 0..50 {
        let before = store.next_id(1).unwrap();
        let id = store.write::<_, Error>(|tx| new_id(tx, 1)).unwrap();
        assert!(id > last && id != before);
        last = id;
    }
    let undone: Result<u64, Error> = store.write(|tx| {
        new_id(tx, 1)?;
        Err(Error::Busy)
    });
    assert!(undone.is_err());
    assert!(store.write::<_, Error>(|tx| new_id(tx, 1)).unwrap() > last);
}
