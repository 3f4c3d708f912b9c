//! Days of a scenario, each from its seed, on as many threads as there are; the result is the same on one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use measure::Sums;
use rayon::prelude::*;
use routing::{Engine, Event, Input, ReasonId, Time};

use super::Scenario;
use super::callers::{Callers, Told};
use super::tally::Tally;
use crate::world::{Endless, World};

/// After the last customer came, a day may go on for so long; then something keeps it from ending.
const LONGEST_EVENING_MS: i64 = 7 * 86_400_000;

/// What a day brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    pub sums: Sums,
    pub by_reason: BTreeMap<Option<ReasonId>, Sums>,
    /// Agents' time at work with and without contacts while customers came, in ms.
    pub busy_ms: u64,
    pub idle_ms: u64,
    pub told: Told,
    /// Customers answered within the target, what they waited in earlier tries counted, by reason.
    pub in_time: BTreeMap<ReasonId, u64>,
    /// Never served and never left: nobody who could serve them was there any more.
    pub left_waiting: u64,
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Endless(#[from] Endless),
    #[error("this would never end: contacts are still being served after the limit longest_evening, {} days after the last customer came", LONGEST_EVENING_MS / 86_400_000)]
    NeverOver,
    #[error("cancelled: nothing was kept")]
    Cancelled,
}

/// An engine with policy and people: every day begins with a copy.
pub struct Opening<'a> {
    scenario: &'a Scenario,
    pub(super) engine: Engine,
}

/// Plays `count` days; day `n` is drawn from `seed` and `n`. `done` counts finished days; set `cancel` to stop early.
///
/// # Errors
/// A scenario that does not end, or the wish to stop.
pub fn days(
    scenario: &Scenario,
    count: u32,
    seed: u64,
    done: &AtomicU32,
    cancel: &AtomicBool,
) -> Result<Vec<Day>, Stopped> {
    let opening = Opening::of(scenario);
    let one = |day: u32| {
        if cancel.load(Ordering::Relaxed) {
            return Err(Stopped::Cancelled);
        }
        let played = opening.play(seed, day)?;
        done.fetch_add(1, Ordering::Relaxed);
        Ok(played)
    };
    (0..count).into_par_iter().map(one).collect()
}

/// One day of a scenario.
///
/// # Errors
/// It does not end.
pub fn play(scenario: &Scenario, seed: u64, day: u32) -> Result<Day, Stopped> {
    Opening::of(scenario).play(seed, day)
}

fn day_seed(seed: u64, day: u32) -> u64 {
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(day.into())
}

impl<'a> Opening<'a> {
    pub fn of(scenario: &'a Scenario) -> Opening<'a> {
        let mut engine = Engine::new();
        for input in opens_with(scenario) {
            // What a scenario's policy may not say is refused before it comes here.
            let refused = engine.handle(scenario.begins, &input, &mut Vec::new()).is_err();
            debug_assert!(!refused, "{input:?}");
        }
        // Who comes again is a new contact.
        Opening { scenario, engine: engine.without_closed() }
    }

    /// A day with its totals.
    ///
    /// # Errors
    /// It does not end.
    pub fn play(&self, seed: u64, day: u32) -> Result<Day, Stopped> {
        let mut tally = Tally::new(self.scenario);
        let day = self.watch(seed, day, &mut |at, events| tally.see(at, events))?;
        tally.close(self.scenario.ends());
        let mut sums = Sums::default();
        let by_reason: BTreeMap<_, _> = tally.by_reason().map(|(reason, own)| (Some(reason), own)).collect();
        by_reason.values().for_each(|own| sums.merge(own));
        let at_work = tally.all_at_work();
        Ok(Day { sums, by_reason, busy_ms: at_work.busy_ms, idle_ms: at_work.idle_ms, ..day })
    }

    /// A day of which `see` is shown everything that is decided; nothing but what the engine does not know is counted.
    ///
    /// # Errors
    /// It does not end.
    pub fn watch(&self, seed: u64, day: u32, see: &mut impl FnMut(Time, &[Event])) -> Result<Day, Stopped> {
        let mut callers = Callers::new(self.scenario, day_seed(seed, day));
        let mut agenda = crate::world::Agenda::default();
        callers.plan(&mut agenda);
        let mut world = World::new(self.engine.clone(), callers);
        *world.agenda() = agenda;
        let last = self.scenario.ends().plus_ms(LONGEST_EVENING_MS);
        world.run(last, &mut |at, _, events| see(at, events))?;
        if world.next().is_some() {
            return Err(Stopped::NeverOver);
        }
        let left_waiting = world.engine.contacts().count() as u64;
        Ok(Day { told: world.people.told, in_time: world.people.in_time, left_waiting, ..Day::default() })
    }
}

/// Policy and people, as the engine is told of them.
pub fn opens_with(scenario: &Scenario) -> impl Iterator<Item = Input> {
    let publish = Input::Publish { policy: Box::new(scenario.policy.clone()) };
    let seats = scenario.seats.iter().flat_map(|seat| {
        let agent = seat.profile.agent;
        [Input::Agent { profile: seat.profile.clone() }, Input::Device { agent, alive: true }]
    });
    [publish].into_iter().chain(seats)
}
