//! Maru: a contact centre in one program. This file is the table of contents.

mod demo;
mod doctor;
mod first;
mod helper;
mod keep;
mod language;
mod plan;
mod serve;
mod settings;
mod terminal;
mod twin;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

use settings::Settings;

#[derive(Parser)]
#[command(version, about = "Maru: a contact centre in one program")]
struct Maru {
    /// Settings file (TOML); docs/settings.md lists what can be set.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// A week fills every report, and takes some seconds.
const DEMO_DAYS: u8 = 7;

#[derive(Subcommand)]
enum Command {
    /// Open the demo centre: a food-delivery platform with simulated customers and colleagues. The default.
    Demo {
        /// Nobody is simulated: an empty floor with the demo's people and catalogue.
        #[arg(long)]
        quiet: bool,
        /// Days that its people live before it first opens.
        #[arg(long, default_value_t = DEMO_DAYS, value_parser = clap::value_parser!(u8).range(0..=28), conflicts_with = "quiet")]
        days: u8,
    },
    /// Serve a centre for real use; the first start makes an empty one and prints the first sign-in link.
    Serve,
    /// One line of contacts by formula: Erlang B, C or A, with the fewest agents that keep a promise.
    Erlang(plan::erlang::Erlang),
    /// Contacts per reason and interval to come, from a history, with quantiles; or how good such forecasts were.
    Forecast(plan::forecast::Forecast),
    /// A roster from a problem: who works which shift with which breaks; or the price of a roster.
    Schedule(plan::schedule::Schedule),
    /// Why an offer went to whom it went, why a contact waited, why an agent got nothing: from the journal as it was.
    Explain(twin::explain::Explain),
    /// A stretch of the centre's own journal through the same engine: as it was, or under another policy.
    Replay(twin::replay::Replay),
    /// Days of a scenario through the floor's own engine, with intervals.
    Simulate(twin::simulate::Simulate),
    /// Small changes of the policy that were better on days of the journal, and still are on days held out. Publishes nothing.
    Tune(twin::tune::Tune),
    /// Required staff per interval from a forecast and targets, and the gap to a schedule.
    Staff(plan::staff::Staff),
    /// The reason of a contact from free words: a model from examples, its test, a guess.
    Reasons(language::reasons::Reasons),
    /// Articles: search.
    Knowledge(language::knowledge::Knowledge),
    /// Personal data out of what comes in, line by line.
    Redact(language::redact::Redact),
    /// Abuse and distress: how much is found.
    Tone(language::tone::Tone),
    /// Say what is wrong with a set-up.
    Doctor,
    /// Write a backup into an empty folder while the server runs or not.
    Backup { to: PathBuf },
    /// Restore a backup into an empty data folder.
    Restore { from: PathBuf },
}

fn main() -> Result<()> {
    let maru = Maru::parse();
    let settings = Settings::load(maru.config.as_deref())?;
    match maru.command.unwrap_or(Command::Demo { quiet: false, days: DEMO_DAYS }) {
        Command::Demo { quiet, days } => {
            serve::run(settings, serve::Kind::Demo { quiet, days: if quiet { 0 } else { days } })
        }
        Command::Serve => serve::run(settings, serve::Kind::Real),
        Command::Erlang(asked) => plan::erlang::run(&asked),
        Command::Forecast(asked) => plan::forecast::run(&asked),
        Command::Schedule(asked) => plan::schedule::run(&asked),
        Command::Explain(asked) => twin::explain::run(&asked, &settings),
        Command::Replay(asked) => twin::replay::run(&asked, &settings),
        Command::Simulate(asked) => twin::simulate::run(&asked),
        Command::Tune(asked) => twin::tune::run(&asked, &settings),
        Command::Staff(asked) => plan::staff::run(&asked),
        Command::Reasons(asked) => language::reasons::run(&asked),
        Command::Knowledge(asked) => language::knowledge::run(&asked),
        Command::Redact(asked) => language::redact::run(&asked),
        Command::Tone(asked) => language::tone::run(&asked),
        Command::Doctor => doctor::examine(&settings),
        Command::Backup { to } => keep::backup(&settings, &to),
        Command::Restore { from } => keep::restore(&settings, &from),
    }
}
