//! `maru schedule --forecast --targets`: what customers will experience with a roster, from days played by the floor's own engine.

use std::ops::ControlFlow;
use std::path::PathBuf;

use ::plan::schedule::{Problem, Roster, at_work};
use ::plan::staff::{Forecast, ReachedDay, Staffed, experience};
use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use sim::staffing::Simulated;

use super::percent;
use crate::terminal::{progress, say};

/// Days played, if nothing else is asked for: the share of days of a line is known to about 5 %.
const DAYS: u32 = 50;
/// Stretches told; `--json` has every interval.
const MOST_TOLD: usize = 20;

#[derive(Debug, Default, Args)]
pub struct Options {
    /// Play the roster: what is forecast, as written by `maru forecast` or read by `maru staff`.
    #[arg(long, requires = "targets")]
    forecast: Option<PathBuf>,
    /// With --forecast: what is promised and known of the customers, as for `maru staff --by-simulation`.
    #[arg(long, requires = "forecast")]
    targets: Option<PathBuf>,
    /// With --forecast: how often each day is played.
    #[arg(long, requires = "forecast", default_value_t = DAYS)]
    days: u32,
}

/// What was played, and how often.
#[derive(Serialize)]
pub struct Played {
    days_played: u32,
    seed: u64,
    #[serde(flatten)]
    staffed: Staffed,
}

impl Options {
    /// Plays a roster's days; nothing where it was not asked for.
    pub fn play(&self, problem: &Problem, roster: &Roster, seed: u64) -> Result<Option<Played>> {
        let (Some(forecast), Some(targets)) = (&self.forecast, &self.targets) else { return Ok(None) };
        let forecast =
            Forecast::read(&super::read(forecast)?, None).with_context(|| format!("in {}", forecast.display()))?;
        let targets = super::staff::targets(targets)?;
        let staffing = Simulated::showing(self.days, seed);
        let mut tell = |share: f64| {
            progress(share, "days played");
            ControlFlow::Continue(())
        };
        let staffed = experience(&forecast, &targets, &at_work(problem, roster), &staffing, &mut tell)?;
        Ok(Some(Played { days_played: staffing.shown(), seed, staffed }))
    }
}

impl Played {
    pub fn say(&self) {
        say(&format!("each day played {} times by the floor's own engine:", self.days_played));
        self.staffed.days.iter().for_each(|day| say(&day_line(day)));
        let below = self.staffed.below();
        for own in below.iter().take(MOST_TOLD) {
            let (from, to) = (own.from.strftime("%Y-%m-%d %H:%M"), own.to.strftime("%H:%M"));
            let level = percent(own.service_level);
            say(&format!("below the promise on most days: {}, {from} to {to}: {level} in time", own.line));
        }
        if below.len() > MOST_TOLD {
            say(&format!("and {} more stretches (--json has every interval)", below.len() - MOST_TOLD));
        }
    }
}

/// A line's day: in time, on how many days, waits and who gives up.
pub fn day_line(day: &ReachedDay) -> String {
    let own = &day.predicted;
    let [low, _, high] = own.over_days.map_or([own.service_level; 3], |days| days.service_level_days);
    format!(
        "{} {:<20} {} in time ({} to {} on eight days of ten), mean wait {:.1} s, {} give up",
        day.day,
        day.line,
        percent(own.service_level),
        percent(low),
        percent(high),
        own.asa_s,
        percent(own.p_abandon)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::plan::schedule::read;
    use ::plan::staff::Reached;
    use std::path::Path;

    /// Eight people of one shift; `breaks` says when their hour may be.
    fn problem(people: usize, breaks: &str) -> Problem {
        let names: Vec<String> = (0..people)
            .map(|at| {
                format!(r#"{{ "name": "P{at}", "contract": "full", "skills": ["order", "refund", "chat", "other"] }}"#)
            })
            .collect();
        let text = format!(
            r#"{{ "start": "2026-11-24", "days": 1, "interval_min": 30, "skills": ["order", "refund", "chat", "other"],
            "shifts": [{{ "name": "day", "start": "09:00", "length_min": 540,
                "breaks": [{{ "length_min": 60, "at_min": {breaks} }}] }}],
            "contracts": [{{ "name": "full", "shifts": ["day"] }}], "agents": [{}] }}"#,
            names.join(", ")
        );
        read(text.as_bytes()).unwrap()
    }

    fn played(problem: &Problem, way: impl Fn(usize) -> usize) -> Played {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/staffing");
        let rows = (0..problem.parts.agents.len()).map(|at| vec![(problem.ways(0).start + way(at)) as u16]).collect();
        let asked = Options {
            forecast: Some(folder.join("forecast.csv")),
            targets: Some(folder.join("targets.toml")),
            days: 6,
        };
        asked.play(problem, &Roster { rows }, 3).unwrap().unwrap()
    }

    #[test]
    fn a_meal_that_everybody_takes_at_once_is_felt() {
        let problem = problem(40, "[180, 240]");
        let level = |played: &Played, at: &str| {
            let of_orders =
                |own: &&Reached| own.line == "order" && own.start.to_string() == format!("2026-11-24T{at}:00");
            played.staffed.reached.iter().find(of_orders).unwrap().predicted.service_level
        };
        let (together, in_turns) = (played(&problem, |_| 0), played(&problem, |at| at % 2));
        assert!(level(&together, "12:00") < 0.1 && level(&in_turns, "12:00") > 0.3, "{:?}", in_turns.staffed.days);
        let below = together.staffed.below();
        assert!(
            below.iter().any(|own| own.line == "order" && own.from.hour() <= 12 && own.to.hour() >= 13),
            "{below:?}"
        );
        assert_eq!(together.days_played, 6);
    }

    #[test]
    fn fewer_people_answer_fewer_in_time() {
        let of = |people| {
            let played = played(&problem(people, "[180, 240]"), |at| at % 2);
            played.staffed.days.iter().map(|day| day.predicted.service_level).sum::<f64>()
        };
        assert!(of(30) > of(20) + 0.2);
    }
}
