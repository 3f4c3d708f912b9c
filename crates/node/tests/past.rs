#![allow(clippy::unwrap_used, clippy::panic)]
//! Stretches of the past: whole, bounded, and seen row by row.

use journal::memory::{Disk, MemoryJournal};
use node::Submission;
use node::past::{StretchError, stretch, watch};

use crate::common::*;

/// Four contacts, a second apart; the setup is row 1.
fn past() -> MemoryJournal {
    let disk = Disk::default();
    let mut driver = memory(&disk);
    for n in 1..=4 {
        assert!(
            driver
                .step(NOW.plus_ms(n * 1_000), vec![Submission::new(arrive(n as u64))])
                .answers
                .iter()
                .all(Result::is_ok)
        );
    }
    MemoryJournal::open(disk)
}

fn seqs(from: i64, to: Option<i64>, most: u64) -> Result<Vec<u64>, StretchError> {
    let (from, to) = (NOW.plus_ms(from), to.map(|to| NOW.plus_ms(to)));
    stretch(&past(), from, to, most, |_| Vec::new(), |seqs, row| seqs.push(row.seq))
}

#[test]
fn a_stretch_has_its_rows_and_no_other() {
    assert_eq!(seqs(2_000, Some(4_000), 10).unwrap(), [3, 4], "its first moment is in it, its last is not");
    assert_eq!(seqs(2_000, None, 10).unwrap(), [3, 4, 5]);
    assert!(matches!(seqs(9_000, None, 10), Err(StretchError::Empty)));
}

#[test]
fn a_stretch_that_is_too_long_is_refused_before_it_is_read() {
    assert!(matches!(seqs(1_000, None, 3), Err(StretchError::TooLong { rows: 4, most: 3 })));
    let mut seen = 0;
    let watched = watch(&past(), NOW.plus_ms(1_000), NOW.plus_ms(9_000), 3, |_, _| seen += 1);
    assert!(matches!(watched, Err(StretchError::TooLong { .. })) && seen == 0);
}

#[test]
fn watching_shows_the_engine_before_the_first_row_and_after_every_one() {
    let mut seen = Vec::new();
    watch(&past(), NOW.plus_ms(2_000), NOW.plus_ms(4_000), 10, |at, engine| {
        seen.push((at.since_ms(NOW), engine.contacts().count()));
    })
    .unwrap();
    assert_eq!(seen, [(2_000, 1), (2_000, 2), (3_000, 3)]);
}
