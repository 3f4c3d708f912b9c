//! Journals as earlier releases wrote them: they fold to the state that was recorded then, for ever.
//!
//! A release adds its own: `GOLDEN=0.2.0 cargo nextest run -p sim golden`, once, and commits the file. Only the
//! file of the release that is still being made may be written again, when the fold is meant to change.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use std::fs;
use std::path::PathBuf;

use journal::Body;
use routing::{Engine, Time};
use serde::{Deserialize, Serialize};
use sim::any;
use sim::checked::Checked;
use sim::random::Random;

const SEED: u64 = 20_261_124;
const INPUTS: usize = 250;

#[derive(Serialize, Deserialize)]
struct Head {
    release: String,
    rows: usize,
    /// As a string: JSON has no numbers of 64 bits.
    digest: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    at: Time,
    body: Body,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn every_golden_journal_folds_to_its_digest() {
    if let Ok(release) = std::env::var("GOLDEN") {
        fs::write(folder().join(format!("{release}.jsonl")), record(release)).unwrap();
    }
    let mut found = 0;
    for file in fs::read_dir(folder()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let (head, engine, rows) = fold(&text);
        assert_eq!((rows, format!("{:016x}", engine.digest())), (head.rows, head.digest), "of {}", head.release);
        found += 1;
    }
    assert!(found > 0, "no golden journal was found");
}

#[test]
fn a_changed_event_is_noticed_and_an_unknown_one_stops() {
    let text = fs::read_to_string(folder().join("0.1.0.jsonl")).unwrap();
    let (head, ..) = fold(&text);
    let (_, engine, _) = fold(&text.replace("\"kind\":\"bot\"", "\"kind\":\"person\""));
    assert_ne!(format!("{:016x}", engine.digest()), head.digest);
    let line = text.lines().nth(1).unwrap();
    assert!(serde_json::from_str::<Line>(line).is_ok());
    assert!(serde_json::from_str::<Line>(&line.replacen("\"published\"", "\"polished\"", 1)).is_err());
}

fn fold(text: &str) -> (Head, Engine, usize) {
    let mut lines = text.lines();
    let head = serde_json::from_str(lines.next().unwrap()).unwrap();
    let (mut engine, mut rows) = (Engine::new(), 0);
    for line in lines {
        let Line { at, body } = serde_json::from_str(line).unwrap();
        body.events.iter().for_each(|event| engine.apply(at, event));
        engine.time_was(at);
        rows += 1;
    }
    (head, engine, rows)
}

/// A journal of this release, made from a seed.
fn record(release: String) -> String {
    let mut random = Random::new(SEED);
    let mut centre = Checked::new();
    let mut now = Time(1_800_000_000_000);
    let mut lines = Vec::new();
    let mut inputs: Vec<_> = any::opening(&mut random);
    inputs.reverse();
    for _ in 0..INPUTS {
        let input = inputs.pop().unwrap_or_else(|| any::input(&mut random, &centre.books));
        now = now.plus_ms(any::pause_ms(&mut random).min(600_000));
        for step in centre.say(now, &input).unwrap().into_iter().filter(|step| step.answer.is_ok()) {
            let body = Body { input: step.input, events: step.events };
            lines.push(serde_json::to_string(&Line { at: step.at, body }).unwrap());
        }
    }
    let digest = format!("{:016x}", centre.engine.digest());
    let head = serde_json::to_string(&Head { release, rows: lines.len(), digest }).unwrap();
    lines.insert(0, head);
    lines.join("\n") + "\n"
}
