//! A scenario as people write it (TOML; docs/simulation.md), turned into one that can be played.

mod format;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use plan::erlang::Seconds;
use plan::history::minute_of_day;
use routing::policy::{CallbackGroup, Reason, Ring, Rule, Treatment};
use routing::{AgentId, AgentKind, AgentProfile, Channel, GroupId, Need, Policy, Presence, ReasonId, SkillId, Time};
use sim::scenario::plain::{self, CAPACITY};
use sim::scenario::{BotSkill, CallbackTaken, Demand, Dialler, Law, Levels, Retry, Scenario, Seat, ServiceLevel};

use super::people_file;
use super::policy_file::publishable;
pub use format::Arrivals;
use format::{Closing, File, GroupFile, LONGEST_DAYS, LONGEST_MS, LawFile, Level, Many, ReasonFile, law, ms};

/// Most days, agents and reasons, so that a file cannot ask for more than a machine has. Every refusal names its limit as
/// docs/simulation.md does.
pub const MOST_DAYS: u32 = 100_000;
const MOST_AGENTS: usize = 20_000;
const MOST_REASONS: usize = 500;
const SHORTEST_INTERVAL_MS: i64 = 60_000;
const MOST_PRIORITY: u8 = 9;
const MOST_LEVEL: u8 = 5;
const MOST_CALLS_PER_FREE: f64 = 20.0;
/// Most contacts expected in one stretch.
const MOST_CONTACTS: f64 = 2_000_000.0;
const BOT_SEAT: u32 = 1_000_000;
/// A Monday, at midnight.
const BEGINS: Time = Time(1_767_571_200_000);

/// A scenario that can be played, and what its figures are called by.
#[derive(Debug)]
pub struct Ready {
    pub file: File,
    pub scenario: Scenario,
    pub levels: Levels,
    pub reasons: BTreeMap<u32, String>,
}

/// Reads and checks a scenario. Files it names lie beside it.
///
/// # Errors
/// A sentence with the file and what cannot be.
pub fn read(path: &Path) -> Result<Ready> {
    let within = || format!("in {}", path.display());
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let file: File = toml::from_str(&text).with_context(within)?;
    Builder::of(file, path.parent().unwrap_or(Path::new("."))).and_then(Builder::build).with_context(within)
}

struct Builder<'a> {
    file: File,
    folder: &'a Path,
    skills: BTreeMap<String, SkillId>,
    begins_ms: i64,
    length_ms: i64,
    interval_ms: i64,
}

impl<'a> Builder<'a> {
    fn of(file: File, folder: &'a Path) -> Result<Builder<'a>> {
        ensure!(!file.reason.is_empty(), "there is no [reason.NAME]: nobody would come");
        ensure!(
            file.reason.len() <= MOST_REASONS,
            "{} reasons, more than the limit most_reasons, {MOST_REASONS}",
            file.reason.len()
        );
        let length_ms = ms(file.length)?;
        ensure!(
            (1..=LONGEST_MS).contains(&length_ms),
            "length: above 0, and at most the limit longest_stretch, {LONGEST_DAYS} days"
        );
        let interval_ms = file.interval.map_or(Ok(length_ms), ms)?;
        ensure!(
            interval_ms >= SHORTEST_INTERVAL_MS.min(length_ms),
            "interval: at least the limit shortest_interval, {} s",
            SHORTEST_INTERVAL_MS / 1_000
        );
        let begins_ms = file.begins.map_or(0, |time| i64::from(minute_of_day(time)) * 60_000);
        ensure!(begins_ms % interval_ms == 0, "begins: where an interval begins");
        ensure!(
            file.days.is_none_or(|days| (1..=MOST_DAYS).contains(&days)),
            "days: 1 to the limit most_days, {MOST_DAYS}"
        );
        let mut skills = BTreeMap::new();
        for (name, reason) in &file.reason {
            let named = reason.needs.iter().flatten().map(|(skill, _)| skill);
            let of_rings = reason.rings.iter().flat_map(|ring| ring.needs.keys());
            let own = reason.needs.is_none().then_some(name);
            for skill in named.chain(of_rings).chain(own) {
                let next = SkillId(skills.len() as u32 + 1);
                skills.entry(skill.clone()).or_insert(next);
            }
        }
        Ok(Builder { file, folder, skills, begins_ms, length_ms, interval_ms })
    }

    fn build(self) -> Result<Ready> {
        let policy = self.policy()?;
        let name = |id: ReasonId| {
            self.file.reason.keys().nth((id.0 as usize).wrapping_sub(1)).cloned().unwrap_or_else(|| id.0.to_string())
        };
        publishable(&routing::validate::structure(&policy), &name)?;
        let demands = self.demands()?;
        let seats = self.seats()?;
        enough_seats(seats.len())?;
        let lots = demands.iter().map(|demand| expected(demand, self.length_ms, self.interval_ms)).sum::<f64>();
        ensure!(
            lots <= MOST_CONTACTS,
            "{lots:.0} contacts are expected a day, more than the limit most_contacts, {MOST_CONTACTS:.0}: make it shorter"
        );
        let scenario = Scenario {
            begins: BEGINS.plus_ms(self.begins_ms),
            length_ms: self.length_ms,
            warm_up_ms: self.file.warm_up.map_or(Ok(0), ms)?,
            interval_ms: self.interval_ms,
            policy,
            busyness: self.busyness()?,
            lines: self.file.lines,
            sends_away: self.file.closing == Closing::SendAway,
            dialler: self.dialler()?,
            absence: self.file.absence.map_or(0.0, |share| share.0),
            late: self.file.late.as_ref().map(law).transpose()?,
            demands,
            seats,
        };
        let expected_of = |demand: &Demand| expected(demand, self.length_ms, self.interval_ms);
        let level = |contacts: f64| match self.file.short_abandons {
            Level::Out => ServiceLevel::Out,
            Level::In => ServiceLevel::In,
            Level::AsAnswered => ServiceLevel::AsAnswered,
            Level::Expected => ServiceLevel::Expected((contacts * 1_000.0).round() as u64),
        };
        let by_centre = scenario.dialler.as_ref().and_then(|dialler| scenario.demands.get(dialler.demand));
        Ok(Ready {
            levels: Levels {
                all: level(lots),
                of: scenario.demands.iter().map(|demand| (demand.reason, level(expected_of(demand)))).collect(),
                aside: by_centre.map(|demand| demand.reason),
            },
            reasons: self.file.reason.keys().zip(1..).map(|(name, id)| (id, name.clone())).collect(),
            file: self.file,
            scenario,
        })
    }

    fn policy(&self) -> Result<Policy> {
        let deferred = self.file.reason.values().any(|reason| reason.deferred);
        let most = self.file.group.values().map(|group| group.concurrency).max().unwrap_or(1).max(1);
        // A live contact takes all of an agent's attention, but for a crumb that mail in hand keeps.
        let live = CAPACITY - u32::from(deferred);
        let load = |channel: Channel| match channel {
            Channel::Chat | Channel::Message => live / u32::from(most),
            Channel::Mail => {
                if deferred {
                    1
                } else {
                    CAPACITY
                }
            }
            _ => live,
        };
        let mut reasons = BTreeMap::new();
        let mut groups = BTreeMap::new();
        for ((name, reason), id) in self.file.reason.iter().zip(1..) {
            let built = self.reason(name, reason, id).with_context(|| format!("in [reason.{name}]"))?;
            if let Some(callback) = &reason.callback {
                let slot_ms = u32::try_from(ms(callback.slot)?).context("slot: too long")?;
                groups.insert(GroupId(id), CallbackGroup { slot_ms, places: callback.places });
            }
            reasons.insert(ReasonId(id), built);
        }
        Ok(plain::policy(reasons, groups, load))
    }

    fn reason(&self, name: &str, reason: &ReasonFile, id: u32) -> Result<Reason> {
        let own: BTreeMap<String, u8> = BTreeMap::from([(name.to_owned(), 1)]);
        let first = Ring { after_ms: 0, needs: self.needs(reason.needs.as_ref().unwrap_or(&own))? };
        let mut rings = vec![first];
        for ring in &reason.rings {
            rings.push(Ring { after_ms: u32::try_from(ms(ring.after)?)?, needs: self.needs(&ring.needs)? });
        }
        ensure!(reason.priority <= MOST_PRIORITY, "priority: 0 to the limit most_priority, {MOST_PRIORITY}");
        let part = |most: u8| reason.priority.saturating_sub(most).min(3);
        let within = reason.within.or(self.file.within).unwrap_or(Seconds(20.0));
        let talk = reason.talk.as_ref().map(Many::list).unwrap_or_default();
        let mean_ms =
            talk.iter().map(|one| law(one).map(|law| law.mean_ms())).sum::<Result<f64>>()? / talk.len().max(1) as f64;
        let ways = if reason.bot.is_some() { vec![Treatment::Bot, Treatment::Person] } else { vec![Treatment::Person] };
        Ok(Reason {
            urgency: part(0),
            importance_customer: part(3),
            importance_company: part(6),
            rings,
            rule: reason.rule.unwrap_or(Rule::LongestIdle),
            expected_ms: (mean_ms.round() as u32).max(1),
            target_ms: u32::try_from(ms(within)?)?,
            group: reason.callback.as_ref().map(|_| GroupId(id)),
            known: ways.clone(),
            unknown: ways,
            bot: reason.bot.as_ref().map(|_| AgentId(BOT_SEAT)),
            ..plain::reason(Vec::new())
        })
    }

    fn needs(&self, named: &BTreeMap<String, u8>) -> Result<Vec<Need>> {
        let need = |(name, level): (&String, &u8)| {
            ensure!((1..=MOST_LEVEL).contains(level), "the level of {name}: 1 to the limit most_level, {MOST_LEVEL}");
            let skill = self.skills.get(name).copied().with_context(|| format!("unknown skill {name}"))?;
            Ok(Need { skill, level: *level })
        };
        named.iter().map(need).collect()
    }

    fn demands(&self) -> Result<Vec<Demand>> {
        let counts = match &self.file.arrivals {
            Some(arrivals) => Some(self.counts(arrivals)?),
            None => None,
        };
        let one = |((name, reason), id): ((&String, &ReasonFile), u32)| {
            let counted = counts.as_ref().and_then(|counts| counts.get(name));
            self.demand(reason, id, counted).with_context(|| format!("in [reason.{name}]"))
        };
        self.file.reason.iter().zip(1..).map(one).collect()
    }

    /// Of reasons that the scenario has, and where `begins` is not said, of a time that it plays: what it left out unasked
    /// would be taken for a quiet day.
    fn counts(&self, arrivals: &Arrivals) -> Result<BTreeMap<String, Vec<f64>>> {
        let counts = people_file::counts(arrivals, self.folder, self.interval_ms, self.begins_ms)?;
        let played = usize::try_from(self.length_ms.div_euclid(self.interval_ms)).unwrap_or(usize::MAX).max(1);
        for (name, day) in &counts {
            ensure!(
                self.file.reason.contains_key(name),
                "[arrivals]: the file counts {name}, and there is no [reason.{name}]: add it, or take its rows out"
            );
            let outside: f64 = day.iter().skip(played).sum();
            ensure!(
                self.file.begins.is_some() || outside == 0.0,
                "[arrivals]: {outside:.0} contacts of {name} come outside of the {:.1} hours from midnight that are played: \
                 say begins = \"09:00\", or make length longer",
                self.hours()
            );
        }
        Ok(counts)
    }

    fn demand(&self, reason: &ReasonFile, id: u32, counted: Option<&Vec<f64>>) -> Result<Demand> {
        let per_ms: Vec<f64> = match (&reason.rate, counted) {
            (Some(_), Some(_)) => bail!("a rate and counts from [arrivals]: keep one of them"),
            (Some(rate), None) => rate.list().iter().map(|rate| rate.0 / 1_000.0).collect(),
            (None, Some(counts)) => counts.iter().map(|count| count / self.interval_ms as f64).collect(),
            (None, None) => Vec::new(),
        };
        let laws = |many: &Option<Many<LawFile>>| -> Result<Vec<Law>> {
            many.as_ref().map(Many::list).unwrap_or_default().iter().map(law).collect()
        };
        let talk = laws(&reason.talk)?;
        ensure!(!talk.is_empty(), "talk is missing: how long a contact takes, such as {{ exponential = \"3m\" }}");
        Ok(Demand {
            reason: ReasonId(id),
            channel: reason.channel,
            per_ms,
            talk,
            wrap_up: reason.wrap_up.as_ref().map(law).transpose()?,
            patience: laws(&reason.patience)?,
            balk: reason.balk.map_or(0.0, |share| share.0),
            retry: match &reason.retry {
                Some(retry) => {
                    // Who tried again for ever would keep the day from ending.
                    ensure!(retry.share.0 < 1.0, "retry: a share below 100 %, the limit of share in retry");
                    Some(Retry { share: retry.share.0, after: law(&retry.after)? })
                }
                None => None,
            },
            callback: match &reason.callback {
                Some(taken) => Some(CallbackTaken {
                    share: taken.share.0,
                    when_over_ms: u32::try_from(ms(taken.over)?)?,
                    reached: taken.reached.0,
                }),
                None => None,
            },
            bot: match &reason.bot {
                Some(bot) => Some(BotSkill { share: bot.share.0, resolves: bot.resolves.0, talk: law(&bot.talk)? }),
                None => None,
            },
            slowdown: reason.slowdown.map_or(0.0, |share| share.0),
            deferred: reason.deferred,
        })
    }

    fn seats(&self) -> Result<Vec<Seat>> {
        let mut seats = Vec::new();
        if let Some(roster) = &self.file.roster {
            let groups: Vec<&str> = self.file.group.keys().map(String::as_str).collect();
            let people = people_file::roster(&self.folder.join(roster), &groups, self.begins_ms)?;
            ensure!(
                people.iter().any(|(_, day)| day.iter().any(|(at, _)| *at < self.length_ms)),
                "{} has nobody in the {:.1} hours that are played: say begins = \"09:00\"",
                roster.display(),
                self.hours()
            );
            for (group, day) in people {
                let named = self.file.group.values().nth(group).context("unknown group")?;
                let agent = AgentId(seats.len() as u32 + 1);
                seats.push(Seat { profile: self.profile(named, agent)?, group: group as u16, day });
            }
        } else {
            for (at, (name, group)) in self.file.group.iter().enumerate() {
                let within = || format!("in [group.{name}]");
                let counts = group.agents.list();
                ensure!(!counts.is_empty(), "agents is empty in [group.{name}]");
                let most = counts.iter().copied().max().unwrap_or(0) as usize;
                enough_seats(seats.len() + most)?;
                for place in 0..most {
                    let agent = AgentId(seats.len() as u32 + 1);
                    let day = self.day(group, &counts, place, most).with_context(within)?;
                    seats.push(Seat {
                        profile: self.profile(group, agent).with_context(within)?,
                        group: at as u16,
                        day,
                    });
                }
            }
        }
        if self.file.reason.values().any(|reason| reason.bot.is_some()) {
            let group = GroupFile { agents: Many::One(1), skills: None, concurrency: 1, breaks: Vec::new() };
            let person = self.profile(&group, AgentId(BOT_SEAT))?;
            let limits = Channel::ALL.into_iter().map(|channel| (channel, u16::MAX)).collect();
            let profile = AgentProfile { kind: AgentKind::Bot, capacity: u32::MAX / 2, limits, ..person };
            // Beyond every seat, so that the people's desks stay a list of their own.
            seats.push(Seat { profile, group: u16::MAX, day: vec![(0, Presence::Ready)] });
        }
        Ok(seats)
    }

    /// A place is taken while the group has more people than places before it.
    fn day(&self, group: &GroupFile, counts: &[u32], place: usize, of: usize) -> Result<Vec<(i64, Presence)>> {
        let intervals = self.length_ms.div_euclid(self.interval_ms).max(1)
            + i64::from(self.length_ms % self.interval_ms != 0 && self.length_ms > self.interval_ms);
        let mut day = Vec::new();
        let mut there = false;
        for interval in 0..intervals {
            let count = counts.get(interval as usize % counts.len()).copied().unwrap_or(0);
            if (place < count as usize) != there {
                there = !there;
                day.push((interval * self.interval_ms, if there { Presence::Ready } else { Presence::Offline }));
            }
        }
        for pause in &group.breaks {
            let spread = pause.spread.map_or(Ok(0), ms)? as f64 * place as f64 / of.max(1) as f64;
            let from = ms(pause.after)? + spread as i64;
            day.push((from, Presence::Break));
            day.push((from + ms(pause.length)?, Presence::Ready));
        }
        if there && self.file.closing == Closing::SendAway {
            day.push((self.length_ms, Presence::Offline));
        }
        day.sort_by_key(|(at, _)| *at);
        Ok(day)
    }

    fn profile(&self, group: &GroupFile, agent: AgentId) -> Result<AgentProfile> {
        let all: BTreeMap<String, u8>;
        let named = match &group.skills {
            Some(skills) => skills,
            None => {
                all = self.skills.keys().map(|skill| (skill.clone(), 5)).collect();
                &all
            }
        };
        let needs = self.needs(named)?;
        let limit = |channel: Channel| match channel {
            Channel::Chat | Channel::Message => group.concurrency,
            _ => 1,
        };
        Ok(AgentProfile {
            agent,
            kind: AgentKind::Person,
            skills: needs.into_iter().map(|need| (need.skill, need.level)).collect(),
            capacity: CAPACITY,
            limits: Channel::ALL.into_iter().map(|channel| (channel, limit(channel))).collect(),
            auto_accept: true,
            short_rest: false,
            predicted: BTreeMap::new(),
        })
    }

    fn dialler(&self) -> Result<Option<Dialler>> {
        let Some(dialler) = &self.file.dialler else { return Ok(None) };
        let place = |name: &str, mut names: Box<dyn Iterator<Item = &String> + '_>| {
            names.position(|known| known == name).with_context(|| format!("[dialler] names {name}, which is not there"))
        };
        ensure!(
            (0.0..=MOST_CALLS_PER_FREE).contains(&dialler.calls_per_free),
            "[dialler] calls_per_free: 0 to the limit most_calls_per_free, {MOST_CALLS_PER_FREE}"
        );
        Ok(Some(Dialler {
            demand: place(&dialler.reason, Box::new(self.file.reason.keys()))?,
            group: place(&dialler.group, Box::new(self.file.group.keys()))? as u16,
            from_ms: ms(dialler.from)?,
            to_ms: ms(dialler.to)?,
            least_free: dialler.least_free,
            least_free_in_group: dialler.least_free_in_group,
            per_free: dialler.calls_per_free,
            reached: dialler.reached.list().iter().map(|share| share.0).collect(),
        }))
    }

    fn hours(&self) -> f64 {
        self.length_ms as f64 / 3_600_000.0
    }

    /// Gamma's shape is one over its squared variation; those of busy days and of a forecast that errs add up.
    fn busyness(&self) -> Result<Option<f64>> {
        let shape = self.file.busyness.map_or(0.0, |shape| 1.0 / shape);
        ensure!(shape.is_finite() && shape >= 0.0, "busyness: above 0");
        let variance = shape + self.file.forecast_error.map_or(0.0, |error| error.0 * error.0);
        Ok((variance > 0.0).then(|| 1.0 / variance))
    }
}

fn enough_seats(seats: usize) -> Result<()> {
    ensure!(seats <= MOST_AGENTS, "{seats} agents, more than the limit most_agents, {MOST_AGENTS}");
    Ok(())
}

fn expected(demand: &Demand, length_ms: i64, interval_ms: i64) -> f64 {
    let rates = &demand.per_ms;
    let intervals = 0..=(length_ms - 1) / interval_ms;
    let of_interval = |interval: i64| {
        let long = (length_ms - interval * interval_ms).min(interval_ms) as f64;
        rates.get(interval as usize % rates.len().max(1)).map_or(0.0, |rate| rate * long)
    };
    intervals.map(of_interval).sum()
}
