//! `maru staff --by-simulation`: required staff by skill set, from days played by the floor's own engine.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ::plan::staff::{Forecast, SkillTargets, Staffed, crew_table, reached_table, require_by_skills};
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use sim::staffing::{DAYS, Simulated, TRIALS};

use super::roster_simulated::day_line;
use super::{say_json, write};
use crate::terminal::{progress, say};

#[derive(Debug, Default, Args)]
pub struct Options {
    /// Where the figures each line reaches go (CSV), with how days differ.
    #[arg(long)]
    reached: Option<PathBuf>,
    /// Days of a trial.
    #[arg(long)]
    days: Option<u32>,
    /// Trials at most.
    #[arg(long)]
    trials: Option<u32>,
    /// The dice; the same seed is the same answer.
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Serialize)]
struct Answer<'a> {
    days_played: u32,
    seed: u64,
    agent_hours: f64,
    people_hours: f64,
    #[serde(flatten)]
    staffed: &'a Staffed,
}

impl Options {
    pub fn is_unset(&self) -> bool {
        self.reached.is_none() && self.days.is_none() && self.trials.is_none() && self.seed.is_none()
    }
}

/// Writes the agents, and the figures reached if asked for; answers on standard output.
pub fn run(asked: &Options, forecast: &Forecast, targets: &SkillTargets, out: &Path, json: bool) -> Result<()> {
    let staffing = Simulated {
        days: asked.days.unwrap_or(DAYS),
        trials: asked.trials.unwrap_or(TRIALS),
        seed: asked.seed.unwrap_or(1),
    };
    let mut tell = |share: f64| {
        progress(share, "trials");
        ControlFlow::Continue(())
    };
    let staffed = require_by_skills(forecast, targets, &staffing, &mut tell)?;
    write(out, &crew_table(&staffed)?)?;
    if let Some(path) = &asked.reached {
        write(path, &reached_table(&staffed)?)?;
    }
    let hours = staffed.interval_s / 3_600.0;
    let agent_hours = staffed.crews.iter().map(|crew| f64::from(crew.agents) * hours).sum();
    let people_hours = staffed.crews.iter().map(|crew| crew.people * hours).sum();
    if json {
        let (days_played, seed) = (staffing.shown(), staffing.seed);
        return say_json(&Answer { days_played, seed, agent_hours, people_hours, staffed: &staffed });
    }
    say(&format!("{agent_hours:.1} agent hours at work, {people_hours:.1} hours to schedule"));
    let mut by_set: BTreeMap<&str, f64> = BTreeMap::new();
    for crew in &staffed.crews {
        *by_set.entry(&crew.skills).or_default() += f64::from(crew.agents) * hours;
    }
    by_set.iter().for_each(|(name, hours)| say(&format!("  {name:<20} {hours:.1} agent hours")));
    staffed.days.iter().for_each(|day| say(&day_line(day)));
    say(&format!("{} written", out.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/staffing");
        std::fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn the_documented_example_runs() {
        let forecast = Forecast::read(shipped("forecast.csv").as_bytes(), None).unwrap();
        let targets: SkillTargets = toml::from_str(&shipped("targets.toml")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (out, reached) = (folder.path().join("R.csv"), folder.path().join("L.csv"));
        let asked = Options { reached: Some(reached.clone()), days: Some(4), trials: Some(4), seed: None };
        run(&asked, &forecast, &targets, &out, true).unwrap();
        let lines = |path: &Path| std::fs::read_to_string(path).unwrap().lines().count();
        // Eighteen half hours of four skill sets and three lines.
        assert_eq!((lines(&out), lines(&reached)), (1 + 18 * 4, 1 + 18 * 3));
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let forecast = Forecast::read(shipped("forecast.csv").as_bytes(), None).unwrap();
        let refused = |from: &str, to: &str| {
            let targets: SkillTargets = toml::from_str(&shipped("targets.toml").replace(from, to)).unwrap();
            let mut tell = |_| ControlFlow::Continue(());
            let staffing = Simulated { days: 2, trials: 1, seed: 1 };
            require_by_skills(&forecast, &targets, &staffing, &mut tell).unwrap_err().to_string()
        };
        let unknown = refused("serves = [\"order\"]", "serves = [\"orders\"]");
        assert!(unknown.contains("[skills.orders] serves orders"), "{unknown}");
        let twice = refused("[\"order\", \"refund\", \"chat\"]", "[\"order\", \"order\"]");
        assert!(twice.contains("twice"), "{twice}");
        assert!(refused("days = \"75%\"", "days = \"100%\"").contains("below 100 %"));
        assert!(refused("variation = 0.8", "variation = -1").contains("variation"));
        let targets: SkillTargets = toml::from_str(&shipped("targets.toml")).unwrap();
        assert!(targets.for_formulas().unwrap_err().to_string().contains("--by-simulation"));
    }
}
