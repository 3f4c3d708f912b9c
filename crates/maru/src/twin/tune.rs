//! `maru tune`: small changes of the policy that were better on days of the journal, and still are on days held out.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, ensure};
use api::setup::document::Document;
use api::setup::publish;
use clap::Args;
use plan::erlang::Share;
use routing::{Policy, ReasonId, Time};
use serde_json::Value;
use sim::replay::Facts;
use sim::tune::{Asked, Stopped, edited, edited_document, held_out, live, tune};

use super::past::Past;
use super::people_file;
use super::stretches::{Stretches, Unit};
use super::tuned;
use crate::plan::{read, write};
use crate::settings::{CENTRE, Settings};
use crate::terminal::{progress, say};

const MOST_RUNS: u32 = 20;

#[derive(Debug, Args)]
pub struct Tune {
    /// Data folder of the centre; the one of the settings if none is said. A running server is not disturbed.
    #[arg(long)]
    data: Option<PathBuf>,
    /// What is to be better and what must be kept (TOML; docs/simulation.md).
    #[arg(long)]
    goals: PathBuf,
    /// First moment: a day, a time on the centre's clock, or an instant.
    #[arg(long)]
    from: Option<String>,
    #[arg(long)]
    to: Option<String>,
    /// Who is there when, instead of who was (CSV: agent, start, end).
    #[arg(long)]
    agents: Option<PathBuf>,
    /// Days kept aside until the end: a number, or a share (30%). Half, if nothing is said, and never more.
    #[arg(long)]
    days_held_out: Option<Aside>,
    /// How many times what is not known is drawn.
    #[arg(long, default_value_t = 2)]
    runs: u32,
    /// After so long the search is given up and proposes nothing.
    #[arg(long, default_value_t = 1_800)]
    seconds: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the recommended policy goes (JSON): a setup document where the centre has one, else the engine's own policy.
    #[arg(long)]
    out: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}

/// Days held out.
#[derive(Debug, Clone, Copy)]
enum Aside {
    Number(usize),
    Share(f64),
}

impl FromStr for Aside {
    type Err = String;

    fn from_str(text: &str) -> Result<Aside, String> {
        match text.parse::<usize>() {
            Ok(number) => Ok(Aside::Number(number)),
            Err(_) => text.parse::<Share>().map(|share| Aside::Share(share.0)).map_err(|refused| refused.to_string()),
        }
    }
}

pub fn run(asked: &Tune, settings: &Settings) -> Result<()> {
    ensure!((1..=MOST_RUNS).contains(&asked.runs), "--runs: 1 to {MOST_RUNS}");
    let until = node::clock::now().plus_ms(1_000 * i64::from(asked.seconds));
    let past = Past::open(asked.data.as_deref().unwrap_or(&settings.data))?;
    let moment = |text: &Option<String>| text.as_deref().map(|text| past.clock.time(text)).transpose();
    let (from, to) = (moment(&asked.from)?, moment(&asked.to)?);
    let stretches = Stretches::read(&past, from, to)?;
    let policy =
        stretches.facts.last().and_then(live).context("nothing is published yet: there is no policy to better")?;
    let document = publish::document(past.connection(), CENTRE, policy.version).ok();
    let text = String::from_utf8(read(&asked.goals)?).context("the goals are not UTF-8")?;
    let goals = super::goals_file::goals(&text, &|name| reason(name, &policy, document.as_ref()))
        .with_context(|| format!("in {}", asked.goals.display()))?;
    let roster = asked.agents.as_deref().map(|file| people_file::presence(file, &past.clock)).transpose()?;
    let parts = Parts::of(stretches, asked.days_held_out)?;
    let search = Asked { goals, roster, runs: asked.runs, seed: asked.seed };
    if !asked.json {
        say(&parts.sentence(&past));
    }
    let late = AtomicBool::new(false);
    let go = |share: f64| {
        progress(share, "tried");
        let goes_on = node::clock::now() < until;
        late.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    };
    let found = tune(&policy, &parts.training, &parts.held_out, &search, &go);
    progress(1.0, "tried");
    let found = match found {
        Err(Stopped::Cancelled) if late.into_inner() => anyhow::bail!(
            "{} seconds were not enough; nothing is proposed, because a part of a search says nothing. Give it more --seconds, \
             fewer --runs or a shorter stretch",
            asked.seconds
        ),
        found => found?,
    };
    let names = |id: ReasonId| name(id, document.as_ref());
    if asked.json {
        tuned::json(&found, &parts.counts())?;
    } else {
        tuned::tell(&found, &search.goals, &names);
    }
    let Some(best) = found.recommended.and_then(|at| found.finalists.get(at)) else { return Ok(()) };
    if let Some(out) = &asked.out {
        let edited = match document.as_ref().filter(|own| own.policy(policy.version) == policy) {
            Some(own) => edited_document(&serde_json::to_value(own)?, &best.edits),
            None => edited(&policy, &best.edits).map(serde_json::to_value).transpose()?,
        };
        let edited: Value = edited.context("the recommended changes do not fit the published document")?;
        write(out, serde_json::to_string_pretty(&edited)?.as_bytes())?;
        if !asked.json {
            let file = out.display();
            say(&format!("{file} has the recommended policy; look at it with: maru replay --policy {file}"));
        }
    }
    Ok(())
}

/// Days, or pieces of days, on both sides.
struct Parts {
    unit: Unit,
    training: Vec<Facts>,
    held_out: Vec<Facts>,
    from: Time,
    to: Time,
}

impl Parts {
    fn of(stretches: Stretches, aside: Option<Aside>) -> Result<Parts> {
        let Stretches { unit, facts, numbers } = stretches;
        let number = aside.map(|aside| match aside {
            Aside::Number(number) => number,
            Aside::Share(share) => (share * facts.len() as f64).round() as usize,
        });
        let out = held_out(&numbers, number);
        let bound = |of: fn(&Facts) -> Time| facts.iter().map(of);
        let (from, to) = (bound(|f| f.from).min().unwrap_or_default(), bound(|f| f.to).max().unwrap_or_default());
        let (aside, training): (Vec<_>, Vec<_>) = facts.into_iter().zip(out).partition(|(_, out)| *out);
        let of_side = |side: Vec<(Facts, bool)>| -> Vec<Facts> { side.into_iter().map(|(facts, _)| facts).collect() };
        let parts = Parts { unit, training: of_side(training), held_out: of_side(aside), from, to };
        let (training, aside) = (parts.training.len(), parts.held_out.len());
        let fewest = unit.fewest_a_side();
        ensure!(
            training >= fewest && aside >= fewest,
            "{training} {unit} to search on and {aside} held out are too few to tell a change from luck: \
             at least {fewest} of each are needed. Name a longer stretch with --from and --to, or wait"
        );
        Ok(parts)
    }

    fn counts(&self) -> tuned::Counts {
        tuned::Counts { unit: self.unit.to_string(), training: self.training.len(), held_out: self.held_out.len() }
    }

    fn sentence(&self, past: &Past) -> String {
        let Parts { unit, training, held_out, from, to } = self;
        let contacts: usize = training.iter().chain(held_out).map(|facts| facts.contacts.len()).sum();
        format!(
            "{} to {}: {} {unit} to search on, {} held out; {contacts} contacts",
            past.clock.shown(*from),
            past.clock.shown(*to),
            training.len(),
            held_out.len(),
        )
    }
}

/// A reason by its number or one of its names.
fn reason(name: &str, policy: &Policy, document: Option<&Document>) -> Option<ReasonId> {
    let number = name.parse().ok().map(ReasonId).filter(|id| policy.reasons.contains_key(id));
    let named = || {
        let entries = &document?.reasons;
        entries.iter().find(|entry| entry.name.ko == name || entry.name.en == name).map(|entry| entry.id)
    };
    number.or_else(named)
}

fn name(id: ReasonId, document: Option<&Document>) -> String {
    let found = document.and_then(|document| document.reasons.iter().find(|entry| entry.id == id));
    found.map_or_else(|| format!("reason {}", id.0), |entry| format!("reason {} ({})", id.0, entry.name.ko))
}
