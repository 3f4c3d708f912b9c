//! Another policy beside a day of the live floor.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use routing::policy::Rule;
use routing::{Engine, Input, Policy, Time};
use sim::checked::Step;
use sim::random::Random;
use sim::shadow::{Shadow, Verdict};
use sim::{any, day};

const BEGINS: Time = Time(1_800_000_000_000);

fn policy(seed: u64) -> Policy {
    let published = any::opening(&mut Random::new(seed)).into_iter().find_map(|input| match input {
        Input::Publish { policy } => Some(*policy),
        _ => None,
    });
    published.expect("an opening publishes")
}

/// What a policy would have decided beside a day: each row's input, its offers and the verdicts on them.
fn rows_beside(seed: u64, change: impl Fn(&mut Policy)) -> Vec<(Input, usize, Vec<Verdict>)> {
    let mut other = policy(seed);
    let steps = day::play(seed, &other, BEGINS).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}")).steps;
    change(&mut other);
    let published = steps.iter().position(|step| matches!(step.input, Input::Publish { .. })).unwrap();
    let mut live = Engine::new();
    for Step { at, events, .. } in &steps[..=published] {
        events.iter().for_each(|event| live.apply(*at, event));
        live.time_was(*at);
    }
    let mut shadow = Shadow::new(live, other);
    let row = |Step { at, input, events, .. }: &Step| {
        let offers = events.iter().filter(|event| matches!(event, routing::Event::Offered { .. })).count();
        let compared = shadow.row(*at, input, events).unwrap();
        (input.clone(), offers, compared.iter().map(|compared| compared.verdict).collect())
    };
    steps[published + 1..].iter().map(row).collect()
}

/// The same by verdict, and how many offers the day had.
fn beside(seed: u64, change: impl Fn(&mut Policy)) -> (BTreeMap<Verdict, usize>, usize) {
    let (mut seen, mut offers) = (BTreeMap::new(), 0);
    for (_, of_row, verdicts) in rows_beside(seed, change) {
        offers += of_row;
        verdicts.into_iter().for_each(|verdict| *seen.entry(verdict).or_default() += 1);
    }
    (seen, offers)
}

#[test]
fn who_comes_back_is_known_to_the_shadow_as_to_the_live_floor() {
    let mut same = 0;
    for (input, _, verdicts) in (1..=3).flat_map(|seed| rows_beside(seed, |_| {})) {
        if matches!(input, Input::Reopen { .. }) {
            assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Same), "{input:?}: {verdicts:?}");
            same += verdicts.len();
        }
    }
    assert!(same > 3, "{same}");
}

#[test]
fn the_same_policy_decides_the_same() {
    for seed in 1..=4 {
        let (seen, offers) = beside(seed, |_| {});
        assert!(offers > 100, "seed {seed}: {offers}");
        // Dice fall every ten seconds: a ring that widens at the very moment somebody gets free may widen before or after.
        let same = seen[&Verdict::Same];
        assert!(same * 100 >= offers * 98 && !seen.contains_key(&Verdict::Other), "seed {seed}: {seen:?} of {offers}");
    }
}

#[test]
fn another_rule_asks_somebody_else_and_a_harder_ring_asks_later() {
    let rule = |policy: &mut Policy, rule: Rule| policy.reasons.values_mut().for_each(|reason| reason.rule = rule);
    let (seen, offers) = beside(1, |policy| rule(policy, Rule::ByLot));
    assert!(seen[&Verdict::Other] > 0 && !seen.contains_key(&Verdict::Later), "{seen:?}");
    assert_eq!(seen.values().sum::<usize>(), offers, "every offer has one beside it");
    let harder = |policy: &mut Policy| {
        for ring in policy.reasons.values_mut().flat_map(|reason| reason.rings.first_mut()) {
            ring.needs.iter_mut().for_each(|need| need.level = 5);
        }
    };
    let (seen, _) = beside(1, harder);
    assert!(seen[&Verdict::Later] > 0, "{seen:?}");
}

#[test]
fn an_easier_ring_asks_sooner_and_is_told_once() {
    let easier = |policy: &mut Policy| {
        for reason in policy.reasons.values_mut() {
            if let Some(widest) = reason.rings.pop() {
                reason.rings = vec![routing::policy::Ring { after_ms: 0, ..widest }];
            }
        }
    };
    let seen = (1..=4).map(|seed| beside(seed, easier));
    let (sooner, offers) = seen
        .fold((0, 0), |sum, (seen, offers)| (sum.0 + seen.get(&Verdict::Sooner).copied().unwrap_or(0), sum.1 + offers));
    assert!((1..offers / 2).contains(&sooner), "{sooner} of {offers}");
}
