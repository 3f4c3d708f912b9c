//! Histories of a centre, each a list of numbers: one for the opening, one for every step. The same numbers are the
//! same history; leaving numbers out gives a shorter one, so that a failing history can be made small.

use routing::{Input, Time};

use crate::any;
use crate::books::Wrong;
use crate::bugs::Bug;
use crate::checked::Checked;
use crate::random::Random;

/// What happened in a history that went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    pub inputs: u64,
    pub refused: u64,
    pub events: u64,
    pub crashes: u64,
}

/// A history in which something went wrong, up to that point.
#[derive(Debug, Clone)]
pub struct Found {
    pub wrong: Wrong,
    pub inputs: Vec<(Time, Input)>,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, input) in &self.inputs {
            writeln!(f, "{:>9} {input:?}", at.0)?;
        }
        write!(f, "then: {}", self.wrong)
    }
}

/// Plays a history with every check on. With a bug planted, the checks are expected to find it.
///
/// # Errors
/// The first thing that must never happen and did.
pub fn play(numbers: &[u64], bug: Option<Bug>) -> Result<Told, Box<Found>> {
    let mut centre = bug.map_or_else(Checked::new, Checked::with_bug);
    let mut said = Vec::new();
    let mut told = Told::default();
    let mut now = Time(1_800_000_000_000);
    let (first, steps) = numbers.split_first().map_or((0, numbers), |(first, steps)| (*first, steps));
    for input in any::opening(&mut Random::new(first)) {
        one(&mut centre, now, &input, &mut said, &mut told)?;
    }
    for number in steps {
        let mut random = Random::new(*number);
        now = now.plus_ms(any::pause_ms(&mut random));
        let input = any::input(&mut random, &centre.books);
        one(&mut centre, now, &input, &mut said, &mut told)?;
        if bug.is_none() && random.percent(10) {
            told.crashes += 1;
            let crashed = if random.percent(50) {
                centre.crash_and_fold();
                Ok(())
            } else {
                centre.crash_and_restore()
            };
            crashed.map_err(|wrong| Box::new(Found { wrong, inputs: said.clone() }))?;
        }
    }
    Ok(told)
}

fn one(
    centre: &mut Checked,
    now: Time,
    input: &Input,
    said: &mut Vec<(Time, Input)>,
    told: &mut Told,
) -> Result<(), Box<Found>> {
    said.push((now, input.clone()));
    match centre.say(now, input) {
        Ok(steps) => {
            told.inputs += 1;
            told.refused += steps.iter().filter(|step| step.answer.is_err()).count() as u64;
            told.events += steps.iter().map(|step| step.events.len() as u64).sum::<u64>();
            Ok(())
        }
        Err(wrong) => Err(Box::new(Found { wrong, inputs: said.clone() })),
    }
}

/// The numbers of a history from one seed.
pub fn numbers(seed: u64, steps: usize) -> Vec<u64> {
    let mut random = Random::new(seed);
    (0..=steps).map(|_| random.bits()).collect()
}
