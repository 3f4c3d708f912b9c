//! Contacts of another system (CSV: start, reason, wait_s, and where known channel, handle_s, wrap_up_s, abandoned, agent).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use routing::{AgentId, AgentKind, AgentProfile, Channel, Need, Policy, ReasonId, SkillId, Time};
use serde::Deserialize;
use sim::replay::{Came, Facts, imported};
use sim::scenario::plain::{self, CAPACITY};

use super::csv_file;

const MOST_ROWS: usize = 5_000_000;
const MOST_REASONS: usize = 500;
const MOST_AGENTS: usize = 20_000;
/// Longest wait, talk or wrap-up, in seconds: a week.
const LONGEST_S: f64 = 604_800.0;
/// So long without a contact, and an agent is taken to have gone.
const GAP_MS: i64 = 2 * 3_600_000;
/// Two calls of an agent may seem to overlap by so much: clocks of other systems are rounded.
const ROUNDED_MS: i64 = 60_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    start: DateTime,
    reason: String,
    #[serde(default = "voice")]
    channel: Channel,
    wait_s: f64,
    #[serde(default)]
    handle_s: f64,
    #[serde(default)]
    wrap_up_s: f64,
    #[serde(default)]
    abandoned: String,
    #[serde(default)]
    agent: String,
}

fn voice() -> Channel {
    Channel::Voice
}

/// Facts of a file, and the names its numbers stand for.
pub struct Contacts {
    pub facts: Facts,
    /// By number, from 1, in the order they first appear.
    pub reasons: Vec<String>,
}

/// Reads contacts, row by row. They are taken to have been served by whoever answers a reason, the longest idle first.
///
/// # Errors
/// The line and what is wrong with it; nothing is taken of a file that is partly wrong.
pub fn read_contacts(path: &Path) -> Result<Contacts> {
    let mut rows: Vec<(u64, Came)> = Vec::new();
    let (mut reasons, mut agents): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (number, line) in csv_file::rows::<Line>(path, MOST_ROWS)? {
        let place = || format!("{}, line {number}", path.display());
        rows.push((number, came(&line, &mut reasons, &mut agents).with_context(place)?));
    }
    ensure!(!rows.is_empty(), "{} has no contacts", path.display());
    rows.sort_by_key(|(_, row)| row.at);
    let most = one_place_at_a_time(&rows, &agents, path)?;
    let rows: Vec<Came> = rows.into_iter().map(|(_, row)| row).collect();
    let policy = plain_policy(&reasons, most);
    let profiles = profiles(&rows, &agents, most);
    Ok(Contacts { facts: imported(&rows, &policy, &profiles, GAP_MS), reasons })
}

fn came(line: &Line, reasons: &mut Vec<String>, agents: &mut Vec<String>) -> Result<Came> {
    ensure!(!line.reason.is_empty(), "the reason is empty");
    for (name, seconds) in [("wait_s", line.wait_s), ("handle_s", line.handle_s), ("wrap_up_s", line.wrap_up_s)] {
        ensure!((0.0..=LONGEST_S).contains(&seconds), "{name} is {seconds}: between 0 and {LONGEST_S} seconds");
    }
    let gave_up = match line.abandoned.to_lowercase().as_str() {
        "" => line.agent.is_empty(),
        "0" | "no" | "false" | "n" => false,
        "1" | "yes" | "true" | "y" => true,
        other => bail!("abandoned is \"{other}\": write 0 or 1"),
    };
    ensure!(gave_up || !line.agent.is_empty(), "nobody is named who answered, and it is not marked abandoned");
    ensure!(!gave_up || line.handle_s == 0.0, "it is marked abandoned and was talked with for {} s", line.handle_s);
    let ms = |seconds: f64| (seconds * 1_000.0).round() as i64;
    let at = Time(TimeZone::UTC.to_timestamp(line.start)?.as_millisecond());
    ensure!(at >= Time(0), "start is {}, before 1970: correct it", line.start);
    Ok(Came {
        at,
        reason: ReasonId(place_of(&line.reason, reasons, MOST_REASONS, "reasons")?),
        channel: line.channel,
        wait_ms: ms(line.wait_s),
        talk_ms: ms(line.handle_s),
        wrap_up_ms: ms(line.wrap_up_s),
        agent: if gave_up { None } else { Some(AgentId(place_of(&line.agent, agents, MOST_AGENTS, "agents")?)) },
    })
}

/// The number of a name, from 1.
fn place_of(name: &str, known: &mut Vec<String>, most: usize, what: &str) -> Result<u32> {
    if let Some(at) = known.iter().position(|other| other == name) {
        return Ok(at as u32 + 1);
    }
    ensure!(known.len() < most, "more than {most} {what}");
    known.push(name.to_owned());
    Ok(known.len() as u32)
}

/// Most written conversations anybody had at once; nobody can be in two calls.
fn one_place_at_a_time(rows: &[(u64, Came)], agents: &[String], path: &Path) -> Result<u16> {
    let mut open: BTreeMap<AgentId, Vec<(Time, Channel)>> = BTreeMap::new();
    let mut most = 1;
    let mut answered: Vec<&(u64, Came)> = rows.iter().filter(|(_, row)| row.agent.is_some()).collect();
    answered.sort_by_key(|(_, row)| row.at.plus_ms(row.wait_ms));
    for (number, row) in answered {
        let Some(agent) = row.agent else { continue };
        let start = row.at.plus_ms(row.wait_ms);
        let own = open.entry(agent).or_default();
        own.retain(|(end, _)| end.since_ms(start) > ROUNDED_MS);
        if is_live(row.channel) && own.iter().any(|(_, other)| is_live(*other)) {
            let name = agents.get(agent.0 as usize - 1).map_or("", String::as_str);
            bail!("{}, line {number}: {name} is in two calls at once", path.display());
        }
        own.push((row.over_at(), row.channel));
        most = most.max(own.len());
    }
    Ok(u16::try_from(most).unwrap_or(u16::MAX))
}

/// Everyone can do what she did.
fn profiles(rows: &[Came], agents: &[String], most: u16) -> Vec<AgentProfile> {
    let mut skills: BTreeMap<AgentId, BTreeMap<SkillId, u8>> = BTreeMap::new();
    for row in rows {
        if let Some(agent) = row.agent {
            skills.entry(agent).or_default().insert(SkillId(row.reason.0), 3);
        }
    }
    (1..=agents.len() as u32)
        .map(|agent| AgentProfile {
            agent: AgentId(agent),
            kind: AgentKind::Person,
            skills: skills.remove(&AgentId(agent)).unwrap_or_default(),
            capacity: CAPACITY,
            limits: Channel::ALL
                .into_iter()
                .map(|channel| (channel, if is_live(channel) { 1 } else { most }))
                .collect(),
            auto_accept: true,
            short_rest: false,
            predicted: BTreeMap::new(),
        })
        .collect()
}

/// Each reason needs its own skill.
fn plain_policy(reasons: &[String], most: u16) -> Policy {
    let reason = |id: u32| plain::reason(vec![Need { skill: SkillId(id), level: 1 }]);
    let reasons = (1..=reasons.len() as u32).map(|id| (ReasonId(id), reason(id))).collect();
    // A call takes all of an agent's attention, a written conversation its share.
    plain::policy(
        reasons,
        BTreeMap::new(),
        |channel| if is_live(channel) { CAPACITY } else { CAPACITY / u32::from(most) },
    )
}

fn is_live(channel: Channel) -> bool {
    matches!(channel, Channel::Voice | Channel::Callback)
}
