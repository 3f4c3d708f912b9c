//! `maru explain`: why an offer went to whom it went, why a contact still waited, why an agent got nothing. Recomputed by the
//! code that decided, from the journal as it was.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use routing::explain::{Against, Change, Why};
use routing::policy::Rule;
use routing::{AgentId, ContactId, OfferId, Time};
use rusqlite::OptionalExtension;
use serde::Serialize;

use super::past::Past;
use crate::plan::say_json;
use crate::settings::{CENTRE, Settings};
use crate::terminal::say;

/// Others that are said by name.
const SHOWN: usize = 12;

#[derive(Debug, Args)]
pub struct Explain {
    /// The offer, by number.
    #[arg(required_unless_present_any = ["contact", "agent"])]
    offer: Option<u64>,
    /// Why this contact still waited at `--at`.
    #[arg(long, requires = "at", conflicts_with = "offer")]
    contact: Option<u64>,
    /// Why this agent had nothing offered at `--at`.
    #[arg(long, requires = "at", conflicts_with_all = ["offer", "contact"])]
    agent: Option<u32>,
    /// A time on the centre's clock, or an instant.
    #[arg(long)]
    at: Option<String>,
    /// Data folder of the centre; the one of the settings if none is said.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}

/// What stood between an agent and a contact in line.
#[derive(Serialize)]
struct Idle {
    contact: u64,
    #[serde(flatten)]
    because: Against,
}

pub fn run(asked: &Explain, settings: &Settings) -> Result<()> {
    let past = Past::open(asked.data.as_deref().unwrap_or(&settings.data))?;
    // An answer from a journal whose end is missing would be one of another moment.
    past.bounds()?;
    let names = names(&past)?;
    if let Some(offer) = asked.offer {
        return explain_offer(&past, &names, offer, asked.json);
    }
    let at = past.clock.time(asked.at.as_deref().context("--at is missing")?)?;
    // Everything decided up to and at that moment.
    let (engine, _) = node::past::before(&past.journal(), at.plus_ms(1))?;
    if let Some(contact) = asked.contact {
        let Some(why) = engine.explain(ContactId(contact)) else {
            bail!("contact {contact} was not waiting at {}", past.clock.shown(at));
        };
        return tell(&past, &names, &why, at, asked.json);
    }
    let agent = AgentId(asked.agent.unwrap_or(0));
    let found =
        engine.agent(agent).with_context(|| format!("agent {} was not there at {}", agent.0, past.clock.shown(at)))?;
    let idle: Vec<Idle> =
        engine.why_idle(agent).into_iter().map(|(contact, because)| Idle { contact: contact.0, because }).collect();
    if asked.json {
        return say_json(&idle);
    }
    let busy = found.work.len();
    say(&format!("{} at {}: {:?}, {busy} contacts in hand", name(&names, agent), past.clock.shown(at), found.presence));
    if idle.is_empty() {
        say("nobody was waiting whom she could have been offered");
    }
    for one in idle.iter().take(SHOWN) {
        say(&format!("  contact {}: {}", one.contact, stood(&names, &past, one.because)));
    }
    Ok(())
}

fn explain_offer(past: &Past, names: &BTreeMap<u32, String>, offer: u64, json: bool) -> Result<()> {
    let seq: Option<u64> = past
        .connection()
        .query_row("SELECT seq FROM offer WHERE centre = ?1 AND offer = ?2", (CENTRE, offer), |row| row.get(0))
        .optional()?;
    let seq = seq.with_context(|| format!("there is no offer {offer}"))?;
    let explained = node::explain::explain(&past.journal(), seq, OfferId(offer))?;
    let explained = explained.with_context(|| format!("row {seq} of the journal does not have offer {offer}"))?;
    tell(past, names, &explained.why, explained.at, json)
}

fn tell(past: &Past, names: &BTreeMap<u32, String>, why: &Why, at: Time, json: bool) -> Result<()> {
    if json {
        return say_json(why);
    }
    let rule =
        serde_json::to_value(why.rule).ok().and_then(|rule| rule.as_str().map(str::to_owned)).unwrap_or_default();
    say(&format!(
        "contact {} at {}: rule {rule}, ring {}, counts as since {}",
        why.contact.0,
        past.clock.shown(at),
        why.ring,
        past.clock.shown(Time(why.rank))
    ));
    say(&format!("free and qualified, best first ({}):", figure_is(why.rule)));
    for one in why.candidates.iter().take(SHOWN) {
        say(&format!(
            "  {:<24} {:>8}  idle since {}",
            name(names, one.agent),
            one.figure,
            past.clock.shown(one.idle_since)
        ));
    }
    if why.candidates.is_empty() {
        say("  nobody");
    }
    for one in why.others.iter().take(SHOWN) {
        say(&format!("  {:<24} not: {}", name(names, one.agent), stood(names, past, one.because)));
    }
    match why.change {
        Change::RunnerUp { agent, by: 0 } => {
            say(&format!(
                "{} would have been asked, had she been idle longer: their figures are the same",
                name(names, agent)
            ));
        }
        Change::RunnerUp { agent, by } => {
            say(&format!("{} would have been asked, had her figure been {by} lower", name(names, agent)));
        }
        Change::Obstacle { agent, because } => {
            say(&format!("{} would be next, but: {}", name(names, agent), stood(names, past, because)));
        }
        Change::Nobody => say("nobody else serves this channel"),
    }
    Ok(())
}

/// What the figure beside a name counts; the least is asked, and of equals the longest idle.
fn figure_is(rule: Rule) -> &'static str {
    match rule {
        Rule::Preferred => "0: knows the case",
        Rule::SpareTheVersatile => "skills she has",
        Rule::BestLevel => "her levels in what is needed, as a number below 0",
        Rule::LongestIdle => "no figure: idle time decides",
        Rule::LeastStrained => "points of strain",
        Rule::Predicted => "predicted resolution in thousandths, as a number below 0",
        Rule::ByLot => "the lot she drew",
    }
}

fn stood(names: &BTreeMap<u32, String>, past: &Past, because: Against) -> String {
    match because {
        Against::NotOnDuty => "not on duty".into(),
        Against::DeviceSilent => "no connection".into(),
        Against::NeedsNotMet { from_ring: Some(ring) } => format!("a level is too low until ring {ring}"),
        Against::NeedsNotMet { from_ring: None } => "a level is too low".into(),
        Against::NoRoom => "no room".into(),
        Against::AnotherOfferOpen => "another offer is open".into(),
        Against::Cooldown { until } => {
            format!("declined or missed it; not asked again before {}", past.clock.shown(until))
        }
        Against::NeverAgain => "not with this customer again".into(),
        Against::HeldForAnother { agent, until } => {
            format!("kept for {} until {}", name(names, agent), past.clock.shown(until))
        }
        Against::LooksAfterBots => "a bot without this reason".into(),
    }
}

fn names(past: &Past) -> Result<BTreeMap<u32, String>> {
    let mut select = past.connection().prepare("SELECT account, name FROM account WHERE centre = ?1")?;
    let rows = select.query_map([CENTRE], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn name(names: &BTreeMap<u32, String>, agent: AgentId) -> String {
    names.get(&agent.0).cloned().unwrap_or_else(|| format!("agent {}", agent.0))
}
