//! Histories made from the state, sensible and not, under every check; and faults that the checks must find.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim::bugs::Bug;
use sim::history::{numbers, play};

/// Histories tried for each planted bug before the checks are said to be blind to it.
const TRIES: u64 = 300;
const STEPS: usize = 300;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_iters: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_must_never_happen_does(history in proptest::collection::vec(any::<u64>(), 2..150)) {
        if let Err(found) = play(&history, None) {
            return Err(TestCaseError::fail(found.to_string()));
        }
    }
}

/// The same histories find nothing without a bug, and every bug with it.
#[test]
fn planted_bugs_are_found() {
    let seed = 20_261_123;
    // Most bugs are found in the first histories: each is played once without one.
    let mut clean = BTreeSet::new();
    for bug in Bug::ALL {
        let found = (0..TRIES).find_map(|n| play(&numbers(seed + n, STEPS), Some(bug)).err().map(|found| (n, found)));
        let (n, found) = found.unwrap_or_else(|| panic!("{bug:?} was not found in {TRIES} histories from seed {seed}"));
        println!("{bug:?}: history {}, after {} inputs: {}", seed + n, found.inputs.len(), found.wrong);
        if clean.insert(n) {
            play(&numbers(seed + n, STEPS), None).unwrap_or_else(|found| panic!("seed {}\n{found}", seed + n));
        }
    }
}

/// Long histories, and most of what is asked is sensible: a generator that only knocks at closed doors shows nothing.
#[test]
fn long_histories_and_sensible_ones() {
    let seed = 7_000_000;
    let (mut inputs, mut refused) = (0, 0);
    for n in 0..10 {
        let told =
            play(&numbers(seed + n, 2_000), None).unwrap_or_else(|found| panic!("seed {}\n{}", seed + n, found.wrong));
        inputs += told.inputs;
        refused += told.refused;
    }
    println!("{inputs} inputs from seed {seed}, {refused} refused");
    assert!(refused * 2 < inputs, "{refused} of {inputs} were refused");
}
