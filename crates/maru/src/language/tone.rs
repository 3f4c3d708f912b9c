//! `maru tone test`: how much abuse is found, and how many ordinary messages raise an alarm.

use std::path::PathBuf;

use ::language::tone::{Source, read as tone, shipped};
use anyhow::Result;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::plan::say_json;
use crate::terminal::say;

/// Labels of ordinary messages; every other label is abuse.
const ORDINARY: [&str; 9] = ["0", "none", "default", "ordinary", "clean", "normal", "false", "정상", ""];

#[derive(Debug, Args)]
pub struct Tone {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Recall and alarms on labelled messages.
    Test(Test),
}

#[derive(Debug, Args)]
struct Test {
    /// Messages (tab-separated): text, reason. 0, none, default, ordinary, clean or normal are ordinary, all else is abuse.
    #[arg(long)]
    test: PathBuf,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Figures {
    messages: usize,
    abusive: usize,
    /// Abusive messages that were flagged, at the limit that 1 % of ordinary messages exceed.
    recall: f64,
    /// The same by strong words alone.
    recall_rule: f64,
    /// Ordinary messages of this file that were flagged.
    alarms: f64,
    precision: f64,
    us_per_message: f64,
}

pub fn run(asked: &Tone) -> Result<()> {
    let What::Test(asked) = &asked.what;
    let rows = super::labelled(&asked.test)?;
    let begin = now();
    let flags: Vec<_> = rows
        .iter()
        .map(|row| (tone(&row.text, shipped()), ORDINARY.contains(&row.reason.to_lowercase().as_str())))
        .collect();
    let us_per_message = 1e6 * begin.elapsed().as_secs_f64() / rows.len() as f64;
    let count = |ordinary: bool, rule: bool| {
        flags
            .iter()
            .filter(|(flag, is)| *is == ordinary && flag.is_some_and(|flag| !rule || flag.source == Source::Rule))
            .count() as f64
    };
    let abusive = flags.iter().filter(|(_, ordinary)| !ordinary).count();
    let share = |part: f64, of: f64| part / of.max(1.0);
    let (found, alarms) = (count(false, false), count(true, false));
    let figures = Figures {
        messages: rows.len(),
        abusive,
        recall: share(found, abusive as f64),
        recall_rule: share(count(false, true), abusive as f64),
        alarms: share(alarms, (rows.len() - abusive) as f64),
        precision: share(found, found + alarms),
        us_per_message,
    };
    if asked.json {
        return say_json(&figures);
    }
    let Figures { recall, recall_rule, alarms, precision, .. } = figures;
    say(&format!(
        "{abusive} abusive of {}: {:.1} % found ({:.1} % by strong words)",
        rows.len(),
        100.0 * recall,
        100.0 * recall_rule
    ));
    say(&format!(
        "{:.2} % of the rest raised an alarm; {:.1} % of alarms were right",
        100.0 * alarms,
        100.0 * precision
    ));
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "what was asked for is how long it takes")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
