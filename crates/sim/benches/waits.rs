//! What an answer to «how long will it be» costs, played forward: 200 people and 30 in line, 10,000 people and 1,000 in line.
//!
//! `cargo xtask bench sim`; the last line is JSON. The bound: 5 ms of one core for a floor of 200.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Instant;

use routing::outlook::{Ask, Desk, InHand, InLine};
use routing::state::WorkKind;
use routing::{Channel, ContactId, Outlook, ReasonId, Time};
use sim::random::Random;
use sim::scenario::Law;
use sim::wait::{Laws, OfReason, waits};

const REASONS: u32 = 8;

/// Everybody talks; each meets three of eight asks.
fn floor(people: u32, line: u64) -> Outlook {
    let mut random = Random::new(5);
    let desk = |at: u32| Desk {
        capacity: 100,
        limits: BTreeMap::from([(Channel::Voice, 1)]),
        work: vec![InHand {
            kind: WorkKind::Talk,
            channel: Channel::Voice,
            load: 100,
            reason: Some(ReasonId(1 + at % REASONS)),
            since: Time(600_000 - random.below(600_000) as i64),
        }],
        meets: (0..3).map(|more| (at + more) % REASONS).collect(),
    };
    let desks = (0..people).map(desk).collect();
    let place = |turn: u64| InLine {
        contact: ContactId(turn),
        rank: turn as i64,
        turn,
        reason: ReasonId(1 + (turn % u64::from(REASONS)) as u32),
        since: Time(600_000),
        asks: vec![(Time(600_000), (turn % u64::from(REASONS)) as u32)],
    };
    let line: Vec<InLine> = (1..=line).map(place).collect();
    let joiner = line.last().cloned().map(|last| InLine { turn: u64::MAX, rank: last.rank + 1, ..last });
    // One reason in eight goes first, and comes every ten seconds.
    let comers = vec![InLine { contact: ContactId(0), rank: -300_000, ..line.first().cloned().unwrap() }];
    let ask = Ask { channel: Channel::Voice, load: 100 };
    Outlook { now: Time(600_000), asks: vec![ask; REASONS as usize], desks, line, joiner, comers }
}

fn main() {
    let seen: Vec<u32> = {
        let (law, mut random) = (Law::log_normal(240_000.0, 0.9), Random::new(6));
        (0..2_000).map(|_| law.draw(&mut random)).collect()
    };
    let usual = OfReason {
        talk: Law::Seen(seen),
        wrap_up: Law::Exponential(30_000.0),
        patience: Some(Law::Exponential(240_000.0)),
    };
    let come = BTreeMap::from([((ReasonId(2), Channel::Voice), 0.0001)]);
    let laws = Laws { of: BTreeMap::new(), usual, come };
    let ms = [(200, 30), (10_000, 1_000)].map(|(people, line)| {
        let floor = floor(people, line);
        let began = Instant::now();
        const TIMES: u32 = 20;
        for _ in 0..TIMES {
            std::hint::black_box(waits(&floor, &laws));
        }
        let ms = began.elapsed().as_secs_f64() * 1_000.0 / f64::from(TIMES);
        println!(
            "waits of {line} in line and one who joins, {people} people: {ms:.2} ms, {:.3} ms a contact",
            ms / line as f64
        );
        ms
    });
    let [small, large] = ms;
    println!("{{\"bench\":\"waits\",\"floor_200_ms\":{small:.3},\"floor_10000_ms\":{large:.3}}}");
}
