//! The transfers a customer feels are counted alike by the engine, by the store's tables and by the measures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use measure::{INTERVAL_MS, Measures};
use routing::event::LegEnd;
use routing::input::Arrival;
use routing::{ContactId, Event, Input, Time};
use sim::any;
use sim::checked::Checked;
use sim::random::Random;
use store::{Store, accounts, projection};

const SEED: u64 = 20_261_129;
const STEPS: usize = 6_000;

#[test]
fn engine_tables_and_measures_count_the_same_transfers() {
    println!("seed {SEED}");
    let dir = tempfile::TempDir::new().unwrap();
    let store = Store::open(dir.path().join("data")).unwrap();
    let mut random = Random::new(SEED);
    let mut centre = Checked::new();
    let mut measures = Measures::new(INTERVAL_MS);
    let mut now = Time(1_800_000_000_000);
    let (mut rows, mut legs) = (Vec::new(), BTreeMap::<LegEnd, u64>::new());
    // What each contact came with, from the ledger.
    let mut brought: BTreeMap<ContactId, u16> = BTreeMap::new();
    // What is measured when the contact closes, with what those that joined it had gone through.
    let mut pending: BTreeMap<ContactId, u64> = BTreeMap::new();
    let mut inputs = any::opening(&mut random);
    for _ in 0..STEPS {
        now = now.plus_ms(any::pause_ms(&mut random));
        let input = any::input(&mut random, &centre.books);
        // Outside, an id is never given twice.
        let again = |arrival: &Arrival| brought.contains_key(&arrival.contact);
        if !matches!(&input, Input::Arrive { arrival } if again(arrival)) {
            inputs.push(input);
        }
        for input in inputs.drain(..) {
            for step in centre.say(now, &input).unwrap() {
                for event in &step.events {
                    match event {
                        Event::Arrived { arrival, .. } => {
                            brought.insert(arrival.contact, arrival.effort.transfers);
                        }
                        Event::LegEnded { contact, cause, .. } => {
                            *legs.entry(*cause).or_default() += 1;
                            *pending.entry(*contact).or_default() += u64::from(cause.is_transfer());
                        }
                        Event::MergedInto { contact, existing } => {
                            let joins = pending.remove(contact).unwrap_or_default();
                            *pending.entry(*existing).or_default() += joins;
                        }
                        Event::Closed { contact, .. } => {
                            pending.remove(contact);
                        }
                        _ => {}
                    }
                }
                rows.push((step.at, step.events));
            }
        }
    }
    let in_tables: BTreeMap<u64, u64> = store
        .write::<_, store::Error>(|tx| {
            accounts::create_centre(tx, 1, "Centre", "Asia/Seoul", now)?;
            for (seq, (at, events)) in (1..).zip(&rows) {
                projection::project(tx, 1, seq, *at, events)?;
                measures.row(seq, *at, events);
            }
            let sql = "SELECT contact, transfers FROM contact WHERE centre = 1";
            let mut select = tx.prepare(sql)?;
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            Ok(select.query_map([], read)?.collect::<Result<_, _>>()?)
        })
        .unwrap();

    for cause in [LegEnd::Transferred, LegEnd::TakenOver, LegEnd::Lost, LegEnd::HandedOver] {
        assert!(legs.contains_key(&cause), "no {cause:?} in this history");
    }
    for contact in centre.engine.contacts() {
        let id = contact.id.0;
        assert_eq!(in_tables[&id], u64::from(contact.effort.transfers - brought[&contact.id]), "{id}");
    }
    let open: u64 = pending.values().sum();
    let felt: u64 = legs.iter().filter(|(cause, _)| cause.is_transfer()).map(|(_, count)| count).sum();
    assert_eq!(in_tables.values().sum::<u64>(), felt);
    let measured = measures.report(now).sums(Time(0), Time(i64::MAX)).transfers;
    println!("{felt} transfers, {open} of contacts still open, {measured} measured of {legs:?}");
    assert_eq!(measured + open, felt);
}
