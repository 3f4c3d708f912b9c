//! `maru staff`: required staff from a forecast and targets. docs/planning/staffing.md has the files and an example.

use std::path::{Path, PathBuf};

use ::plan::erlang::Seconds;
use ::plan::staff::{
    Erlang, Forecast, Gap, Required, SkillTargets, gap_table, gaps, read_scheduled, require, requirement_table,
};
use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Serialize;

use super::{percent, read, say_json, staff_simulated, write};
use crate::terminal::{picture, say};

#[derive(Debug, Args)]
pub struct Staff {
    /// Forecast (CSV): start,reason,contacts[,aht_s][,q10,...,q90].
    #[arg(long)]
    forecast: PathBuf,
    /// Targets (TOML): what is promised per reason or group.
    #[arg(long)]
    targets: PathBuf,
    /// Where the requirements go (CSV).
    #[arg(long)]
    out: PathBuf,
    /// People scheduled (CSV): start,group,people. Adds the gap and what it does to waits.
    #[arg(long)]
    scheduled: Option<PathBuf>,
    /// Length of the intervals, if the forecast has a single one.
    #[arg(long)]
    interval: Option<Seconds>,
    /// Play days through the floor's own engine: several skills an agent, whole days, callbacks, chats.
    #[arg(long, conflicts_with = "scheduled")]
    by_simulation: bool,
    #[command(flatten)]
    simulated: staff_simulated::Options,
    /// JSON with every input instead of a summary.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    summary: Summary,
    #[serde(flatten)]
    required: &'a Required,
    #[serde(skip_serializing_if = "Option::is_none")]
    gaps: Option<&'a [Gap]>,
}

/// Totals over all intervals and groups.
#[derive(Debug, PartialEq, Serialize)]
struct Summary {
    intervals: usize,
    groups: usize,
    contacts: f64,
    /// At work, before shrinkage.
    agent_hours: f64,
    /// To schedule, after shrinkage.
    people_hours: f64,
    /// Missing on the schedule, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    short_hours: Option<f64>,
    /// Share of contacts answered in time with those scheduled, where a schedule is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_service_level: Option<f64>,
}

/// Writes the requirements whole or not at all; answers on standard output.
pub fn run(asked: &Staff) -> Result<()> {
    let forecast = Forecast::read(&read(&asked.forecast)?, asked.interval.map(|time| time.0))
        .with_context(|| format!("in {}", asked.forecast.display()))?;
    let targets = targets(&asked.targets)?;
    if asked.by_simulation {
        return staff_simulated::run(&asked.simulated, &forecast, &targets, &asked.out, asked.json);
    }
    ensure!(asked.simulated.is_unset(), "--reached, --days, --trials and --seed go with --by-simulation");
    let targets = targets.for_formulas().with_context(|| format!("in {}", asked.targets.display()))?;
    let required = require(&forecast, &targets, &Erlang)?;
    let gaps = match &asked.scheduled {
        Some(path) => {
            let within = || format!("in {}", path.display());
            let scheduled = read_scheduled(&read(path)?).with_context(within)?;
            Some(gaps(&required, &scheduled, &Erlang).with_context(within)?)
        }
        None => None,
    };
    let table = gaps.as_deref().map_or_else(|| requirement_table(&required), gap_table)?;
    write(&asked.out, &table)?;
    let summary = Summary::of(&required, gaps.as_deref());
    if asked.json {
        return say_json(&Answer { summary, required: &required, gaps: gaps.as_deref() });
    }
    summary.say();
    let mut by_hour = [0.0; 24];
    let days = required.rows.chunk_by(|a, b| a.start.date() == b.start.date()).count().max(1) as f64;
    for row in &required.rows {
        let hour = by_hour.get_mut(usize::try_from(row.start.hour()).unwrap_or(0));
        hour.into_iter().for_each(|hour| *hour += row.people * required.interval_s / 3_600.0 / days);
    }
    picture("people by hour", &by_hour);
    say(&format!("{} written", asked.out.display()));
    Ok(())
}

/// Reads a targets file.
pub fn targets(path: &Path) -> Result<SkillTargets> {
    let text =
        String::from_utf8(read(path)?).with_context(|| format!("{} is not UTF-8: save it as UTF-8", path.display()))?;
    toml::from_str(&text).with_context(|| format!("in {}", path.display()))
}

impl Summary {
    fn of(required: &Required, gaps: Option<&[Gap]>) -> Summary {
        let hours = required.interval_s / 3_600.0;
        let contacts = required.rows.iter().map(|row| row.contacts).sum();
        let answered = |gaps: &[Gap]| -> f64 {
            gaps.iter().map(|gap| gap.required.contacts * gap.with_scheduled.service_level).sum()
        };
        Summary {
            intervals: required.rows.chunk_by(|a, b| a.start == b.start).count(),
            groups: required.groups.len(),
            contacts,
            agent_hours: required.rows.iter().map(|row| f64::from(row.agents) * hours).sum(),
            people_hours: required.rows.iter().map(|row| row.people * hours).sum(),
            short_hours: gaps.map(|gaps| gaps.iter().map(|gap| gap.short * hours).sum()),
            scheduled_service_level: gaps.filter(|_| contacts > 0.0).map(|gaps| answered(gaps) / contacts),
        }
    }

    fn say(&self) {
        say(&format!(
            "{} intervals, {} groups, {:.0} contacts: {:.1} agent hours at work, {:.1} hours to schedule",
            self.intervals, self.groups, self.contacts, self.agent_hours, self.people_hours
        ));
        if let Some(short_hours) = self.short_hours {
            let level = self.scheduled_service_level.map_or_else(|| "–".into(), percent);
            say(&format!("the schedule is {short_hours:.1} hours short; with it {level} are answered in time"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORECAST: &str =
        "start,reason,contacts,aht_s\n2026-11-24T09:00,refund,60,300\n2026-11-24T09:30,refund,90,300\n";
    const TARGETS: &str = "\
[default]
service_level = \"80%\"
within = \"20s\"
patience = \"2m\"
shrinkage = { breaks = \"10%\", training = 0.05 }
";

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(forecast: &str, targets: &str) -> Folder {
            let folder = Folder(tempfile::tempdir().unwrap());
            std::fs::write(folder.path("F.csv"), forecast).unwrap();
            std::fs::write(folder.path("T.toml"), targets).unwrap();
            folder
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn run(&self, scheduled: Option<&str>) -> Result<String, String> {
            let asked = Staff {
                forecast: self.path("F.csv"),
                targets: self.path("T.toml"),
                out: self.path("R.csv"),
                scheduled: scheduled.map(|name| self.path(name)),
                interval: None,
                by_simulation: false,
                simulated: Default::default(),
                json: true,
            };
            run(&asked).map_err(|wrong| format!("{wrong:#}"))?;
            Ok(std::fs::read_to_string(self.path("R.csv")).unwrap())
        }
    }

    #[test]
    fn requirements_and_gaps_are_written() {
        let folder = Folder::with(FORECAST, TARGETS);
        let table = folder.run(None).unwrap();
        assert_eq!(table.lines().count(), 3);
        std::fs::write(folder.path("S.csv"), "start,group,people\n2026-11-24T09:00,refund,9\n").unwrap();
        let table = folder.run(Some("S.csv")).unwrap();
        assert!(table.lines().next().unwrap().ends_with("scheduled_occupancy,scheduled_backlog"));
    }

    #[test]
    fn nothing_is_written_on_bad_input() {
        let folder = Folder::with(&format!("{FORECAST}2026-11-24T10:00,refund,-1,300\n"), TARGETS);
        let wrong = folder.run(None).unwrap_err();
        assert!(wrong.contains("F.csv") && wrong.contains("line 4"), "{wrong}");
        let folder = Folder::with(FORECAST, "[default]\nwithin = 20\n");
        let wrong = folder.run(None).unwrap_err();
        assert!(wrong.contains("T.toml") && wrong.contains("line 2"), "{wrong}");
        assert!(!folder.path("R.csv").exists());
    }
}
