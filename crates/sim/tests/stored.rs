//! What lies on the disk comes from outside too, once the disk has had it: a damaged row stops the start in words, and
//! a damaged snapshot is passed over. Neither is a panic, and neither is believed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::LazyLock;

use journal::memory::{Disk, MemoryJournal};
use journal::{Body, Journal, ReadJournal, Row, Snapshot};
use node::{Check, Driver, DriverSettings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use routing::Time;
use serde::Deserialize;

/// Rows folded in one case.
const ROWS: usize = 80;

#[derive(Deserialize)]
struct Line {
    at: Time,
    body: Body,
}

/// The bodies of a golden journal, as text, and when each was written.
static BODIES: LazyLock<Vec<(Time, String)>> = LazyLock::new(|| {
    let text = include_str!("golden/0.1.0.jsonl");
    let lines = text.lines().skip(1).take(ROWS).map(|line| serde_json::from_str::<Line>(line).unwrap());
    lines.map(|line| (line.at, serde_json::to_string(&line.body).unwrap())).collect()
});

/// The snapshot after them, and the digest of the state it holds.
static SNAPSHOT: LazyLock<(Snapshot, u64)> = LazyLock::new(|| {
    let bodies = BODIES.iter().map(|(_, json)| serde_json::from_str(json).unwrap());
    let mut driver = start(&rows(bodies.collect())).unwrap();
    driver.keep_snapshot().unwrap();
    let kept = driver.journal().snapshot_before(u64::MAX).unwrap().unwrap();
    (kept, driver.engine().digest())
});

fn rows(bodies: Vec<Body>) -> Disk {
    let disk = Disk::default();
    let mut journal = MemoryJournal::open(disk.clone());
    journal.claim().unwrap();
    let numbered = bodies.into_iter().zip(&*BODIES).zip(1..);
    let rows: Vec<Row> =
        numbered.map(|((body, (at, _)), seq)| Row { seq, at: *at, epoch: 1, input_id: None, body }).collect();
    journal.append(0, &rows, &mut |()| Ok(())).unwrap();
    disk
}

fn start(disk: &Disk) -> Option<Driver<MemoryJournal>> {
    let settings = DriverSettings { snapshot_every: u64::MAX, check: Check::Full };
    Driver::open(MemoryJournal::open(disk.clone()), Box::new(()), settings).ok()
}

/// Some bytes are overwritten, put in, taken out, or replaced by other words of the same kind.
fn damaged(mut bytes: Vec<u8>, changes: &[(Index, u8, u8)]) -> Vec<u8> {
    for (at, how, byte) in changes {
        let at = at.index(bytes.len() + 1);
        match how {
            0 if at < bytes.len() => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => bytes.truncate(at.max(1)),
            // Another digit is still JSON: the state it leads to is the one nobody expected.
            _ => {
                let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
                if let Some(digit) = digits.get(at % digits.len().max(1)) {
                    bytes[*digit] = b'0' + byte % 10;
                }
            }
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(Index, u8, u8)>> {
    vec((any::<Index>(), 0..9_u8, any::<u8>()), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn journal_rows(row in any::<Index>(), changes in changes()) {
        let at = row.index(BODIES.len());
        let text = damaged(BODIES[at].1.clone().into_bytes(), &changes);
        let Ok(body) = serde_json::from_slice::<Body>(&text) else { return Ok(()) };
        // What was read is what would be written.
        let again: Body = serde_json::from_str(&serde_json::to_string(&body).unwrap()).unwrap();
        prop_assert_eq!(&again, &body);
        let mut bodies: Vec<Body> = BODIES.iter().map(|(_, json)| serde_json::from_str(json).unwrap()).collect();
        bodies[at] = body;
        // It starts or it refuses; a panic inside the fold is caught on the way.
        drop(start(&rows(bodies)));
    }

    #[test]
    fn snapshots(changes in changes()) {
        let (kept, digest) = &*SNAPSHOT;
        let bytes = damaged(kept.bytes.clone(), &changes);
        let found = Snapshot { seq: kept.seq, bytes };
        if node::is_usable(&found) {
            let bodies = BODIES.iter().map(|(_, json)| serde_json::from_str(json).unwrap());
            let disk = rows(bodies.collect());
            MemoryJournal::open(disk.clone()).save_snapshot(&found).unwrap();
            prop_assert_eq!(start(&disk).unwrap().engine().digest(), *digest, "a damaged snapshot was believed");
        }
    }
}
