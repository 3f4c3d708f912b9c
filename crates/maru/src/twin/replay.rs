//! `maru replay`: a stretch of the centre's own journal through the same engine, as it was or under another policy.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use jiff::tz::TimeZone;
use measure::metric;
use rayon::prelude::*;
use routing::{AgentId, Presence, Time};
use serde::Serialize;
use sim::replay::{
    Change, Compared, Facts, Grid, Manner, Pace, Played, Reading, Run, Waits, as_it_was, compare, nobody, play,
    reading, same, waits,
};

use super::contacts_file::{Contacts, read_contacts};
use super::past::{Clock, Past};
use super::policy_file;
use crate::plan::{read, say_json};
use crate::settings::Settings;
use crate::terminal::{pictures, say};

/// Most policies side by side, and most runs of each.
const MOST_POLICIES: usize = 20;
const MOST_RUNS: u32 = 200;
/// Agents named to who wrote another.
const SHOWN: usize = 30;

#[derive(Debug, Args)]
pub struct Replay {
    /// Data folder of the centre; the one of the settings if none is said. A running server is not disturbed.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Contacts of another system instead of a journal (CSV: start, reason, wait_s, ...; docs/simulation.md).
    #[arg(long, conflicts_with_all = ["data", "from", "to", "agents"])]
    contacts: Option<PathBuf>,
    /// First moment: a day, a time on the centre's clock, or an instant.
    #[arg(long)]
    from: Option<String>,
    #[arg(long)]
    to: Option<String>,
    /// Policies to try (JSON, as `GET /api/setup/versions/N` has them, or the engine's own), side by side.
    #[arg(long)]
    policy: Vec<PathBuf>,
    /// Who is there when, instead of who was (CSV: agent, start, end).
    #[arg(long)]
    agents: Option<PathBuf>,
    /// How many times what is not known is drawn.
    #[arg(long, default_value_t = 20)]
    runs: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    from: String,
    to: String,
    decisions: usize,
    identical: bool,
    /// Customers who gave up, from whom patience is estimated, with somebody at the other end and in writing.
    gave_up_live: usize,
    gave_up_deferred: usize,
    /// How well the estimates of patience, talk and wrap-up tell the day again, under the policy it had.
    calibration: &'a [Compared],
    sides: Vec<Side<'a>>,
    /// Length of the pieces in which waits are told, in ms: half hours where the stretch is long enough.
    step_ms: i64,
    was_waits: &'a [Waits],
}

#[derive(Serialize)]
struct Side<'a> {
    policy: &'a str,
    figures: Vec<Figure<'a>>,
    reading: Reading,
    waits: Vec<Waits>,
    /// When nobody is there while somebody was: from, to.
    nobody: Vec<[String; 2]>,
    /// Answers drawn, and answers that no longer fitted, per run.
    drawn: f64,
    void: f64,
}

#[derive(Serialize)]
struct Figure<'a> {
    metric: &'a str,
    was: Option<f64>,
    #[serde(flatten)]
    is: &'a sim::replay::Difference,
}

pub fn run(asked: &Replay, settings: &Settings) -> Result<()> {
    ensure!(asked.policy.len() <= MOST_POLICIES, "at most {MOST_POLICIES} policies at once");
    ensure!((1..=MOST_RUNS).contains(&asked.runs), "--runs: 1 to {MOST_RUNS}");
    let Source { facts, clock, roster } = Source::of(asked, settings)?;
    let changes = changes(asked, &facts, &clock, roster)?;
    let exact = Manner { seed: asked.seed, redraw: false };
    let again = play(&facts, &Change::default(), exact)?;
    let differs = same(&facts.decided, &again.decided);
    let decisions = facts.decided.len();
    if !asked.json {
        say(&format!("{} to {}", clock.shown(facts.from), clock.shown(facts.to)));
        match &differs {
            None => say(&format!("identical: {decisions} decisions")),
            Some(_) if asked.contacts.is_some() => {
                say(
                    "imported: how these contacts were routed is not known; look at the column redrawn before the others",
                );
            }
            Some(_) if facts.otherwise > 0 => say(&format!(
                "decided by an earlier release: {} rows would be decided otherwise by this one",
                facts.otherwise
            )),
            Some((at, was, is)) => say(&format!("decision {at} of {decisions} differs: was {was:?}, is {is:?}")),
        }
    }
    let (was, grid) = (as_it_was(&facts), Grid::of(&facts));
    let redrawn = runs(&facts, &Change::default(), asked, true)?;
    let calibrated = compare(&was, &[Run { name: String::new(), played: &redrawn }], &grid, asked.seed);
    let mut played: Vec<(String, Vec<Played>)> = Vec::new();
    for (name, change) in changes {
        played.push((name, runs(&facts, &change, asked, false)?));
    }
    let sides: Vec<Run<'_>> = played.iter().map(|(name, played)| Run { name: name.clone(), played }).collect();
    let compared = compare(&was, &sides, &grid, asked.seed);
    let read = readings(&clock, &facts, &was, &sides, asked.seed);
    if asked.json {
        return json(&clock, &facts, &was, differs.is_none(), &sides, [&calibrated, &compared], read);
    }
    let gave_up = |pace: Pace| facts.laws.patience.complete(pace);
    say(&format!(
        "estimated: patience from {} customers who gave up live (voice, chat) and {} in writing to be answered later (message, mail), \
         by reason and apart; a reason with few is drawn to all of its kind (Kaplan-Meier; those served only say that they would \
         have waited longer)",
        gave_up(Pace::Live),
        gave_up(Pace::Deferred)
    ));
    let names = std::iter::once("redrawn").chain(sides.iter().map(|side| side.name.as_str()));
    say(&format!("{:<34}{:>12}{}", "", "was", names.map(|name| format!("{name:>30}")).collect::<String>()));
    for (row, drawn) in compared.iter().zip(&calibrated) {
        table_row(row, drawn);
    }
    for (side, read) in sides.iter().zip(&read) {
        for (from, to) in nobody(&was, side.played) {
            say(&format!("{}: nobody is there from {} to {}", side.name, clock.shown(from), clock.shown(to)));
        }
        words(&was, side, read, &grid);
    }
    Ok(())
}

/// Where the facts come from.
struct Source {
    facts: Facts,
    clock: Clock,
    roster: Option<Vec<(Time, AgentId, Presence)>>,
}

impl Source {
    fn of(asked: &Replay, settings: &Settings) -> Result<Source> {
        if let Some(file) = &asked.contacts {
            let Contacts { facts, reasons } = read_contacts(file)?;
            if !asked.json {
                let named = reasons.iter().zip(1..).map(|(name, id): (_, u32)| format!("{id} {name}"));
                say(&format!("reasons: {}", named.collect::<Vec<_>>().join(", ")));
            }
            return Ok(Source { facts, clock: Clock(TimeZone::UTC), roster: None });
        }
        let past = Past::open(asked.data.as_deref().unwrap_or(&settings.data))?;
        let moment = |text: &Option<String>| text.as_deref().map(|text| past.clock.time(text)).transpose();
        let roster = asked.agents.as_deref().map(|file| super::people_file::presence(file, &past.clock)).transpose()?;
        let facts = past.facts(moment(&asked.from)?, moment(&asked.to)?)?;
        Ok(Source { facts, clock: past.clock, roster })
    }
}

/// What is tried: each policy, or the same one with others at work.
fn changes(
    asked: &Replay,
    facts: &Facts,
    clock: &Clock,
    roster: Option<Vec<(Time, AgentId, Presence)>>,
) -> Result<Vec<(String, Change)>> {
    let mut changes = Vec::new();
    if let (Some(roster), Some(file)) = (&roster, &asked.agents) {
        fits(roster, facts, clock).with_context(|| format!("in {}", file.display()))?;
    }
    for file in &asked.policy {
        let bytes = read(file)?;
        let policy = policy_file::policy(&bytes, facts).with_context(|| format!("in {}", file.display()))?;
        let name = file.file_stem().map_or_else(|| "policy".into(), |name| name.to_string_lossy().into_owned());
        changes.push((name, Change { policy: Some(policy), roster: roster.clone(), ..Change::default() }));
    }
    if changes.is_empty() && roster.is_some() {
        changes.push(("agents".into(), Change { roster, ..Change::default() }));
    }
    Ok(changes)
}

/// A roster is of people whom the engine knows, and of the stretch that is played.
fn fits(roster: &[(Time, AgentId, Presence)], facts: &Facts, clock: &Clock) -> Result<()> {
    let known: BTreeSet<AgentId> = facts.profiles().map(|profile| profile.agent).collect();
    if let Some((_, stranger, _)) = roster.iter().find(|(_, agent, _)| !known.contains(agent)) {
        let known: Vec<String> = known.iter().take(SHOWN).map(|agent| agent.0.to_string()).collect();
        bail!("agent {} is nobody of this centre: agents are {}", stranger.0, known.join(", "));
    }
    let (first, last) = (roster.first().map(|row| row.0), roster.last().map(|row| row.0));
    let apart = first.is_none_or(|first| first >= facts.to) || last.is_none_or(|last| last <= facts.from);
    ensure!(
        !apart,
        "nobody is there between {} and {}: the file is of another time",
        clock.shown(facts.from),
        clock.shown(facts.to)
    );
    Ok(())
}

fn runs(facts: &Facts, change: &Change, asked: &Replay, redraw: bool) -> Result<Vec<Played>> {
    let one = |run: u32| {
        let manner = Manner { seed: asked.seed.wrapping_add(run.into()), redraw };
        Ok(play(facts, change, manner)?)
    };
    (0..asked.runs).into_par_iter().map(one).collect()
}

fn table_row(row: &Compared, redrawn: &Compared) {
    // A day played again has no prices.
    let Some(metric) = metric(row.metric).filter(|metric| metric.unit != measure::Unit::Money) else { return };
    let shown = |value: Option<f64>| value.map_or_else(|| "–".into(), |value| written(metric.unit, value));
    let side = |difference: &sim::replay::Difference| {
        let interval = match (difference.low, difference.high) {
            (Some(low), Some(high)) => format!(" ({} to {})", signed(metric.unit, low), signed(metric.unit, high)),
            _ => String::new(),
        };
        format!("{:>30}", format!("{}{interval}", shown(difference.value)))
    };
    let sides: String = redrawn.sides.iter().chain(&row.sides).map(side).collect();
    say(&format!("{:<34}{:>12}{sides}", metric.en, shown(row.was)));
}

fn words(was: &Played, side: &Run<'_>, read: &Reading, grid: &Grid) {
    let certain = |row: &Compared| {
        let difference = row.sides.first().filter(|side| side.is_certain())?;
        difference.difference.zip(difference.low.zip(difference.high))
    };
    let mut said = 0;
    for row in &read.figures {
        let Some((by, (low, high))) = certain(row) else { continue };
        let which = if by > 0.0 { "more" } else { "fewer" };
        let by = by.abs();
        let interval = format!("({low:+.0} to {high:+.0})");
        said += 1;
        match row.metric {
            "long_waits" => say(&format!("{}: {by:.0} {which} wait more than five minutes {interval}", side.name)),
            "gave_up" => say(&format!("{}: {by:.0} {which} give up {interval}", side.name)),
            _ => said -= 1,
        }
    }
    for team in &read.teams {
        let Some((by, (low, high))) = certain(&team.strain) else { continue };
        let which = if by > 0.0 { "rises" } else { "falls" };
        let name = format!("{:?}", team.shift).to_lowercase();
        said += 1;
        say(&format!(
            "{}: strain of the {name} team {which} by {:.1} points ({low:+.1} to {high:+.1})",
            side.name,
            by.abs()
        ));
    }
    if said == 0 {
        say(&format!("{}: nothing is certain; every difference may be chance", side.name));
    }
    let asa = |runs: &[Played]| -> Vec<f64> {
        waits(runs, grid).iter().map(|piece| piece.asa_ms.unwrap_or(0.0) / 1_000.0).collect()
    };
    let (was, is) = (asa(std::slice::from_ref(was)), asa(side.played));
    pictures(&[("  mean wait, was (s)", &was), ("  mean wait, is (s)", &is)]);
}

/// Each side for itself.
fn readings(clock: &Clock, facts: &Facts, was: &Played, sides: &[Run<'_>], seed: u64) -> Vec<Reading> {
    let offset_ms = clock.offset_ms(facts.from);
    let alone = |side: &Run<'_>| reading(facts, was, std::slice::from_ref(side), offset_ms, seed);
    sides.iter().map(alone).collect()
}

fn json(
    clock: &Clock,
    facts: &Facts,
    was: &Played,
    identical: bool,
    sides: &[Run<'_>],
    [calibration, compared]: [&[Compared]; 2],
    read: Vec<Reading>,
) -> Result<()> {
    let of_side = |(at, side): (usize, &'_ Run<'_>)| {
        let figures = compared.iter().filter_map(|row| Some((row.metric, row.was, row.sides.get(at)?)));
        (at, side.name.clone(), figures.map(|(metric, was, is)| Figure { metric, was, is }).collect::<Vec<_>>())
    };
    let named: Vec<_> = sides.iter().enumerate().map(of_side).collect();
    let per_run = |runs: &[Played], of: fn(&Played) -> u64| {
        runs.iter().map(|run| of(run) as f64).sum::<f64>() / runs.len().max(1) as f64
    };
    let grid = Grid::of(facts);
    let was_waits = waits(std::slice::from_ref(was), &grid);
    let sides = named.iter().zip(sides).zip(read).map(|(((_, name, figures), side), reading)| Side {
        policy: name,
        figures: figures.iter().map(|f| Figure { metric: f.metric, was: f.was, is: f.is }).collect(),
        reading,
        waits: waits(side.played, &grid),
        nobody: nobody(was, side.played).iter().map(|(from, to)| [clock.shown(*from), clock.shown(*to)]).collect(),
        drawn: per_run(side.played, |run| run.drawn),
        void: per_run(side.played, |run| run.void),
    });
    say_json(&Answer {
        from: clock.shown(facts.from),
        to: clock.shown(facts.to),
        decisions: facts.decided.len(),
        identical,
        gave_up_live: facts.laws.patience.complete(Pace::Live),
        gave_up_deferred: facts.laws.patience.complete(Pace::Deferred),
        calibration,
        sides: sides.collect(),
        step_ms: grid.step_ms,
        was_waits: &was_waits,
    })
}

fn written(unit: measure::Unit, value: f64) -> String {
    match unit {
        measure::Unit::Count => format!("{value:.1}"),
        measure::Unit::Money => format!("{:.2}", value / 1_000_000.0),
        measure::Unit::Ms => format!("{:.1} s", value / 1_000.0),
        measure::Unit::Permille => format!("{:.1} %", 100.0 * value),
    }
}

fn signed(unit: measure::Unit, value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{}", written(unit, value.abs()))
}
