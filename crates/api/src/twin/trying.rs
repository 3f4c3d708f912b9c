//! Plays a day again: as it was, drawn anew under its own policy, and under a change.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use routing::{Policy, Time};
use sim::replay::{
    Change, Collector, Compared, Difference, Facts, Grid, Manner, Pace, Played, Reading, Run, Shift, Waits, as_it_was,
    compare, nobody, play, reading, same, waits,
};
use store::Store;

use super::stretch_error;
use super::types::{Said, TeamShift, TryChange, TryFigure, TryMeasure, TryResult, TrySide, TrySpan, TryWaits};
use crate::centre::journal_of;
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;

/// How often each side is drawn.
const RUNS: u32 = 20;
/// Every try meets the same customers, so that two can be laid side by side.
const SEED: u64 = 1;
/// Shares of the work: reading, drawing both sides, comparing.
const READ: f64 = 0.05;
const DRAWN: f64 = 0.9;

/// What is played, and what it costs.
pub struct Asked {
    pub from: Time,
    pub to: Time,
    pub change: TryChange,
    /// None: the day's own.
    pub policy: Option<Policy>,
    pub zone: TimeZone,
    pub hourly_cost: u32,
}

impl TryChange {
    /// Nothing but the policy is another.
    pub fn is_none(&self) -> bool {
        let none =
            TryChange { volume_percent: 100, handle_percent: 100, agents: 0, callback_percent: 0, bot_percent: 0 };
        *self == none
    }

    /// # Errors
    /// The sliders that are out of range.
    pub fn check(&self) -> Result<()> {
        let mut fields = Fields::default();
        let mut within = |holds: bool, field: &str| fields.need(holds, field, FieldCode::OutOfRange);
        within((50..=200).contains(&self.volume_percent), "volume_percent");
        within((50..=200).contains(&self.handle_percent), "handle_percent");
        within((-100..=100).contains(&self.agents), "agents");
        within(self.callback_percent <= 100, "callback_percent");
        within(self.bot_percent <= 100, "bot_percent");
        fields.check()
    }

    fn of(&self, policy: Option<Policy>) -> Change {
        Change {
            policy,
            volume: f64::from(self.volume_percent) / 100.0,
            handle_time: f64::from(self.handle_percent) / 100.0,
            agents: self.agents.into(),
            callback_share: f64::from(self.callback_percent) / 100.0,
            bot_share: f64::from(self.bot_percent) / 100.0,
            roster: None,
            seed: SEED,
        }
    }
}

/// Plays it; blocking. `goes_on` hears how far it is, and says whether to go on.
///
/// # Errors
/// [`Error::WrongState`] when it was told to stop, [`Error::TooLong`], [`Error::NotFound`] for a day without rows.
pub fn run(store: &Store, centre: u32, asked: Asked, goes_on: &dyn Fn(f64) -> Result<()>) -> Result<TryResult> {
    let journal = journal_of(store, centre)?;
    let begin = |opening| Collector::new(opening, asked.from);
    let facts = node::past::stretch(&journal, asked.from, Some(asked.to), limits::TRY_ROWS, begin, Collector::row)
        .map_err(|fault| stretch_error(centre, &fault))?
        .finish();
    goes_on(READ)?;
    let unchanged = once(&facts, &Change::default(), 0, false)?;
    let identical = facts.otherwise == 0 && same(&facts.decided, &unchanged.decided).is_none();
    drop(unchanged);
    let each = (DRAWN - READ) / f64::from(2 * RUNS);
    let side = |first: u32, change: &Change, redraw: bool| -> Result<Vec<Played>> {
        let one = |run: u32| {
            let played = once(&facts, change, run, redraw)?;
            goes_on(READ + f64::from(first + run + 1) * each)?;
            // Only sums and waits are compared: forty days of decisions would fill the memory.
            Ok(Played { decided: Vec::new(), ..played })
        };
        (0..RUNS).map(one).collect()
    };
    let drawn = side(0, &Change::default(), true)?;
    let changed = side(RUNS, &asked.change.of(asked.policy), false)?;
    let was = Played { decided: Vec::new(), ..as_it_was(&facts) };
    let grid = Grid::of(&facts);
    let sides = [Run { name: String::new(), played: &drawn }, Run { name: String::new(), played: &changed }];
    let instant = Timestamp::from_millisecond(facts.from.0).unwrap_or_default();
    let offset_ms = i64::from(asked.zone.to_offset(instant).seconds()) * 1_000;
    let read = reading(&facts, &was, &sides, offset_ms, SEED);
    goes_on(f64::midpoint(DRAWN, 1.0))?;
    let compared = compare(&was, &sides, &grid, SEED);
    let figures = figures(&compared, &read, asked.hourly_cost);
    let told = |runs: &[Played]| waits(runs, &grid);
    Ok(TryResult {
        from: grid.first.0,
        to: facts.to.0,
        runs: RUNS,
        decisions: facts.decided.len() as u64,
        identical,
        gave_up: [Pace::Live, Pace::Deferred].map(|pace| facts.laws.patience.complete(pace) as u64).iter().sum(),
        said: said(&figures, &read),
        nobody: nobody(&was, &changed).iter().map(|(from, to)| TrySpan { from: from.0, to: to.0 }).collect(),
        step_ms: grid.step_ms,
        waits: side_by_side(&told(std::slice::from_ref(&was)), &told(&drawn), &told(&changed)),
        figures,
    })
}

fn once(facts: &Facts, change: &Change, run: u32, redraw: bool) -> Result<Played> {
    let seed = SEED.wrapping_add(run.into());
    // Who is taken out, who comes twice and who takes the bot is drawn in every run, and in that run of every try alike.
    let change = Change { seed, ..change.clone() };
    play(facts, &change, Manner { seed, redraw }).map_err(|fault| {
        tracing::warn!(%fault, "a try would not have ended");
        Error::TooLong
    })
}

/// The figures people weigh against each other, in the order in which they are read.
fn figures(compared: &[Compared], read: &Reading, hourly_cost: u32) -> Vec<TryFigure> {
    use TryMeasure::*;
    let all = [
        ("service_level", ServiceLevel),
        ("asa", Asa),
        ("abandonment", Abandonment),
        ("long_waits", LongWaits),
        ("gave_up", GaveUp),
        ("callbacks_kept", CallbacksKept),
        ("effort", Effort),
        ("strain", Strain),
        ("occupancy", Occupancy),
        ("hours", Cost),
    ];
    let figure = |(metric, measure): (&str, TryMeasure)| {
        let row = compared.iter().chain(&read.figures).find(|row| row.metric == metric)?;
        let times = if measure == Cost { f64::from(hourly_cost) } else { 1.0 };
        let [drawn, changed] = row.sides.as_slice() else { return None };
        let (drawn, changed) = (side(drawn, times), side(changed, times));
        Some(TryFigure { measure, was: row.was.map(|was| was * times), drawn, changed })
    };
    all.into_iter().filter_map(figure).collect()
}

fn side(found: &Difference, times: f64) -> TrySide {
    let scaled = |value: Option<f64>| value.map(|value| value * times);
    TrySide {
        value: scaled(found.value),
        difference: scaled(found.difference),
        low: scaled(found.low),
        high: scaled(found.high),
        certain: found.is_certain(),
    }
}

/// What can be said of the change: customers first, then people at work, then money.
fn said(figures: &[TryFigure], read: &Reading) -> Vec<Said> {
    use TryMeasure::*;
    let of = |measure: TryMeasure| {
        let changed = figures.iter().find(|figure| figure.measure == measure)?.changed;
        spoken(measure, None, changed)
    };
    let customers = [LongWaits, GaveUp, ServiceLevel, Asa, CallbacksKept, Effort].into_iter().filter_map(of);
    let teams = read.teams.iter().filter_map(|team| {
        let changed = side(team.strain.sides.get(1)?, 1.0);
        spoken(Strain, Some(team.shift.into()), changed)
    });
    customers.chain(teams).chain([Occupancy, Cost].into_iter().filter_map(of)).collect()
}

fn spoken(measure: TryMeasure, shift: Option<TeamShift>, changed: TrySide) -> Option<Said> {
    let (by, low, high) = (changed.difference?, changed.low?, changed.high?);
    changed.certain.then_some(Said { measure, shift, by, low, high })
}

fn side_by_side(was: &[Waits], drawn: &[Waits], changed: &[Waits]) -> Vec<TryWaits> {
    let one = |(at, was): (usize, &Waits)| TryWaits {
        at: was.at,
        was_ms: was.asa_ms,
        drawn_ms: drawn.get(at).and_then(|piece| piece.asa_ms),
        changed_ms: changed.get(at).and_then(|piece| piece.asa_ms),
    };
    was.iter().enumerate().map(one).collect()
}

impl From<Shift> for TeamShift {
    fn from(shift: Shift) -> Self {
        match shift {
            Shift::Morning => Self::Morning,
            Shift::Afternoon => Self::Afternoon,
            Shift::Evening => Self::Evening,
            Shift::Night => Self::Night,
        }
    }
}
