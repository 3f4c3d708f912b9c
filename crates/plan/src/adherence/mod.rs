//! Adherence: what was planned for a person against what she did, live and by day.
//!
//! - **Adherence** = time in the planned activity / planned time: doing the planned thing at the planned time. Source: SWPP
//!   glossary, «compliance» (which sets adherence, the times of the day, apart from conformance, their sum); WFM Labs wiki,
//!   «Adherence and Conformance».
//! - **Conformance** = time worked / time planned for work, whenever it was worked; above 1 if more was worked. Same sources.
//!
//! Excused time is in neither part of either ratio: protected rest, approved exceptions, and a contact that outlasts the time
//! planned for work together with the pause it delayed. Nobody is measured by what protects her.

mod sweep;

use routing::agent::Presence;
use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, refuse};
use sweep::sweep;

/// The most entries in a plan, a log of states or a list of exceptions: far more than a month has.
pub const MAX_ENTRIES: usize = 20_000;
/// The largest tolerance: an hour.
pub const MAX_TOLERANCE_MS: i64 = 3_600_000;

/// What a person is planned to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Ready for contacts or in one.
    Work,
    /// A break.
    Break,
    /// A meal.
    Meal,
    /// Training or a meeting.
    Training,
}

/// What she is seen to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waiting for contacts.
    Ready,
    /// In a contact or its wrap-up.
    Contact,
    /// On a break.
    Break,
    /// At a meal.
    Meal,
    /// In training or a meeting.
    Training,
    /// Protected rest.
    Rest,
    /// Did not answer offers.
    Away,
    /// Signed out.
    Offline,
}

/// One stretch of a plan, `from_ms` inclusive to `to_ms` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// Milliseconds since 1970, as everywhere here.
    pub from_ms: i64,
    /// Exclusive.
    pub to_ms: i64,
    /// The activity.
    pub activity: Activity,
}

/// From this moment on she was in this state; before the first change she was signed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// When.
    pub at_ms: i64,
    /// The state it began.
    pub state: State,
}

/// An approved exception: whatever happens in it is excused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Inclusive.
    pub from_ms: i64,
    /// Exclusive.
    pub to_ms: i64,
}

/// One person's plan and what is known of what she did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record<'a> {
    /// In order, not overlapping; time between is not planned.
    pub plan: &'a [Planned],
    /// In order.
    pub changes: &'a [Change],
    /// In any order.
    pub exceptions: &'a [Exception],
    /// A stretch off plan that touches the beginning or end of something planned and is no longer than this is forgiven whole; a
    /// longer one counts whole.
    pub tolerance_ms: i64,
}

/// How a stretch of time is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As planned.
    In,
    /// Off plan, but within the tolerance: counts as planned.
    Tolerated,
    /// Off plan.
    Out,
    /// In neither part of the ratios.
    Excused(Excuse),
    /// Nothing was planned.
    Unplanned,
}

/// Why a stretch is excused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Excuse {
    /// Protected rest.
    Rest,
    /// An approved exception.
    Exception,
    /// A contact that began in time planned for work and outlasted it, or the rest of the pause it delayed.
    Overrun,
}

/// One stretch with one verdict, one plan and one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Inclusive.
    pub from_ms: i64,
    /// Exclusive.
    pub to_ms: i64,
    /// What was planned.
    pub planned: Option<Activity>,
    /// What she did.
    pub state: State,
    /// How it counts.
    pub verdict: Verdict,
}

/// Sums over a day or any other time; all in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Day {
    /// Planned and not excused.
    pub planned_ms: i64,
    /// Of that as planned, tolerated time included.
    pub adherent_ms: i64,
    /// Of that forgiven by the tolerance.
    pub tolerated_ms: i64,
    /// Planned, but excused.
    pub excused_ms: i64,
    /// Planned for work and not excused.
    pub planned_work_ms: i64,
    /// Worked, planned or not, excused time left out.
    pub worked_ms: i64,
    /// Worked where nothing was planned.
    pub unplanned_work_ms: i64,
    /// In order, without holes.
    pub stretches: Vec<Stretch>,
}

/// The present moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Now {
    /// What is planned.
    pub planned: Option<Activity>,
    /// What she does.
    pub state: State,
    /// How it counts; `Tolerated` while the tolerance still runs.
    pub verdict: Verdict,
    /// For how long she has been off plan, in milliseconds; 0 if she is not.
    pub out_for_ms: i64,
    /// What is planned next and from when.
    pub next: Option<Planned>,
}

impl Record<'_> {
    /// Judges everything from `from_ms` to `to_ms`.
    pub fn day(&self, from_ms: i64, to_ms: i64) -> Result<Day, Refusal> {
        self.check()?;
        if to_ms < from_ms {
            return refuse("the time to judge ends before it begins");
        }
        let mut day = Day { stretches: sweep(self, from_ms, to_ms), ..Day::default() };
        for stretch in &day.stretches {
            let length = stretch.to_ms - stretch.from_ms;
            let excused = matches!(stretch.verdict, Verdict::Excused(_));
            if stretch.state.works() && !excused {
                day.worked_ms += length;
            }
            match stretch.planned {
                None if stretch.state.works() => day.unplanned_work_ms += length,
                None => {}
                Some(_) if excused => day.excused_ms += length,
                Some(activity) => {
                    day.planned_ms += length;
                    if activity == Activity::Work {
                        day.planned_work_ms += length;
                    }
                    if stretch.verdict != Verdict::Out {
                        day.adherent_ms += length;
                    }
                    if stretch.verdict == Verdict::Tolerated {
                        day.tolerated_ms += length;
                    }
                }
            }
        }
        Ok(day)
    }

    /// The present moment, judged as `day` would if the present state went on no longer.
    pub fn now(&self, now_ms: i64) -> Result<Now, Refusal> {
        self.check()?;
        let first = self.plan.first().map_or(now_ms, |planned| planned.from_ms.min(now_ms));
        let stretches = sweep(self, first, now_ms.saturating_add(1));
        let Some(last) = stretches.last().copied() else {
            return refuse("the present lies outside what can be judged");
        };
        let off = |stretch: &&Stretch| matches!(stretch.verdict, Verdict::Out | Verdict::Tolerated);
        let since = stretches.iter().rev().take_while(off).last();
        Ok(Now {
            planned: last.planned,
            state: last.state,
            verdict: last.verdict,
            out_for_ms: since.map_or(0, |stretch| now_ms - stretch.from_ms),
            next: self.plan.iter().find(|planned| planned.from_ms > now_ms).copied(),
        })
    }

    fn check(&self) -> Result<(), Refusal> {
        let most = self.plan.len().max(self.changes.len()).max(self.exceptions.len());
        if most > MAX_ENTRIES {
            return refuse(Refusal::TooManyEntries { entries: most, most: MAX_ENTRIES });
        }
        if !(0..=MAX_TOLERANCE_MS).contains(&self.tolerance_ms) {
            return refuse(Refusal::Tolerance);
        }
        if let Some(index) = self.plan.iter().position(|planned| planned.to_ms <= planned.from_ms) {
            return refuse(format!("entry {index} of the plan ends before it begins"));
        }
        if let Some(index) = self.plan.windows(2).position(|pair| matches!(pair, [a, b] if b.from_ms < a.to_ms)) {
            return refuse(Refusal::PlanOverlaps { entry: index, other: index + 1 });
        }
        if !self.changes.is_sorted_by_key(|change| change.at_ms) {
            return refuse("the changes of state are not in the order of their times");
        }
        if let Some(index) = self.exceptions.iter().position(|exception| exception.to_ms <= exception.from_ms) {
            return refuse(format!("exception {index} ends before it begins"));
        }
        Ok(())
    }
}

impl Day {
    /// Time in the planned activity over planned time; `None` if nothing was planned or all of it is excused.
    pub fn adherence(&self) -> Option<f64> {
        ratio(self.adherent_ms, self.planned_ms)
    }

    /// Time worked over time planned for work; `None` likewise.
    pub fn conformance(&self) -> Option<f64> {
        ratio(self.worked_ms, self.planned_work_ms)
    }
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Activity {
    /// Whether a state is what was planned. A pause is a pause: signing out or going silent in one is nobody's business.
    fn met_by(self, state: State) -> bool {
        match self {
            Activity::Work => state.works(),
            Activity::Break | Activity::Meal => {
                matches!(state, State::Break | State::Meal | State::Away | State::Offline)
            }
            Activity::Training => state == State::Training,
        }
    }
}

impl State {
    fn works(self) -> bool {
        matches!(self, State::Ready | State::Contact)
    }
}

/// A person in a contact is `State::Contact` whatever her presence says.
impl From<Presence> for State {
    fn from(presence: Presence) -> State {
        match presence {
            Presence::Ready => State::Ready,
            Presence::Break => State::Break,
            Presence::Meal => State::Meal,
            Presence::Training => State::Training,
            Presence::Rest => State::Rest,
            Presence::Away => State::Away,
            Presence::Offline => State::Offline,
        }
    }
}
