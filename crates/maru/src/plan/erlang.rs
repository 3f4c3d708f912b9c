//! `maru erlang`: one line of contacts by formula. docs/planning/staffing.md has the formulas and examples.

use ::plan::erlang::{Goal, Promise, Rate, Seconds, Share, ShortAbandons, Steady, System};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{percent, say_json, seconds};
use crate::terminal::say;

/// What is promised where nothing is said.
const USUAL_SERVICE_LEVEL: f64 = 0.8;
const USUAL_BLOCK: f64 = 0.01;

#[derive(Debug, Args)]
pub struct Erlang {
    /// b: contacts that find nobody free are turned away; c: they wait as long as it takes; a: they give up after a while.
    model: Model,
    /// Contacts per time, such as 48/min, 360/30m or 0.2/s.
    #[arg(long)]
    rate: Rate,
    /// Mean handle time, such as 60s, 4m or 1m30s.
    #[arg(long)]
    aht: Seconds,
    /// Agents at work; without it the fewest that keep what is promised.
    #[arg(long)]
    agents: Option<u32>,
    /// Mean patience (a only), such as 120s.
    #[arg(long)]
    patience: Option<Seconds>,
    /// The time of the service level.
    #[arg(long, default_value = "20s")]
    within: Seconds,
    /// How contacts count in the service level that gave up before its time.
    #[arg(long, value_enum, default_value = "out")]
    short_abandons: Short,
    /// Promise: share answered within the time (80% if nothing is promised).
    #[arg(long)]
    service_level: Option<Share>,
    /// Promise: largest mean wait.
    #[arg(long)]
    asa: Option<Seconds>,
    /// Promise: largest share that gives up.
    #[arg(long)]
    abandon: Option<Share>,
    /// Promise: largest share turned away (b; 1% if nothing is promised).
    #[arg(long)]
    block: Option<Share>,
    /// Promise: largest share of the agents' time in contacts.
    #[arg(long)]
    occupancy: Option<Share>,
    /// Share of those turned away or given up that tries again.
    #[arg(long)]
    redial: Option<Share>,
    /// Chats an agent has at once.
    #[arg(long, default_value_t = 1)]
    concurrency: u32,
    /// By how much of its handle time each further chat slows the others.
    #[arg(long, default_value = "0%")]
    slowdown: Share,
    /// One line of JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Model {
    B,
    C,
    A,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Short {
    Out,
    In,
    AsAnswered,
    AllOut,
}

#[derive(Serialize)]
struct Answer {
    model: Model,
    #[serde(flatten)]
    steady: Steady,
    service_level: f64,
    within_s: f64,
    short_abandons: ShortAbandons,
    wait_p50_s: f64,
    wait_p90_s: f64,
    wait_p95_s: f64,
    /// What the agents were searched for; nothing if they were given.
    goal: Option<Goal>,
}

/// Answers on standard output.
pub fn run(asked: &Erlang) -> Result<()> {
    let answer = asked.answer()?;
    if asked.json { say_json(&answer) } else { answer.say() }
}

impl Erlang {
    fn answer(&self) -> Result<Answer> {
        let system = self.system()?;
        let (steady, goal) = match self.agents {
            Some(agents) => (system.steady(agents), None),
            None => {
                let goal = self.goal();
                (system.least(&goal)?, Some(goal))
            }
        };
        let short_abandons = self.short_abandons.into();
        Ok(Answer {
            model: self.model,
            steady,
            service_level: steady.service_level(self.within.0, short_abandons),
            within_s: self.within.0,
            short_abandons,
            wait_p50_s: steady.wait_percentile_s(0.5),
            wait_p90_s: steady.wait_percentile_s(0.9),
            wait_p95_s: steady.wait_percentile_s(0.95),
            goal,
        })
    }

    fn system(&self) -> Result<System> {
        let system = match (self.model, self.patience) {
            (Model::B, None) => System::b(self.rate, self.aht)?,
            (Model::C, None) => System::c(self.rate, self.aht)?,
            (Model::A, Some(patience)) => System::a(self.rate, self.aht, patience)?,
            (Model::A, None) => {
                bail!("Erlang A needs --patience, such as 120s; without abandonment use `maru erlang c`")
            }
            (Model::B | Model::C, Some(_)) => bail!("--patience belongs to `maru erlang a`"),
        };
        let system = system.chat(self.concurrency, self.slowdown.0)?;
        Ok(system.redial(self.redial.map_or(0.0, |share| share.0))?)
    }

    fn goal(&self) -> Goal {
        let promise = |share| Promise { share, within_s: self.within.0, short: self.short_abandons.into() };
        let said = Goal {
            service_level: self.service_level.map(|share| promise(share.0)),
            asa_s: self.asa.map(|time| time.0),
            abandon: self.abandon.map(|share| share.0),
            block: self.block.map(|share| share.0),
            occupancy: self.occupancy.map(|share| share.0),
        };
        match self.model {
            _ if Goal { occupancy: None, ..said } != Goal::default() => said,
            Model::B => Goal { block: Some(USUAL_BLOCK), ..said },
            Model::C | Model::A => Goal { service_level: Some(promise(USUAL_SERVICE_LEVEL)), ..said },
        }
    }
}

impl Answer {
    fn say(&self) -> Result<()> {
        let steady = &self.steady;
        let rows = [
            ("agents", steady.agents.to_string()),
            ("load", format!("{:.2} erlangs", steady.erlangs)),
            ("waits", percent(steady.p_wait)),
            ("turned away", percent(steady.p_block)),
            ("gives up", percent(steady.p_abandon)),
            ("mean wait", seconds(steady.asa_s)),
            ("nine of ten wait at most", seconds(self.wait_p90_s)),
            ("service level", format!("{} in {}", percent(self.service_level), seconds(self.within_s))),
            ("occupancy", percent(steady.occupancy)),
        ];
        for (name, value) in rows {
            say(&format!("{name:<26}{value}"));
        }
        if steady.asa_s.is_infinite() {
            say(
                "More arrives than these agents can answer: the line grows without end. Add agents, or give a patience.",
            );
        }
        Ok(())
    }
}

impl From<Short> for ShortAbandons {
    fn from(short: Short) -> ShortAbandons {
        match short {
            Short::Out => ShortAbandons::Out,
            Short::In => ShortAbandons::In,
            Short::AsAnswered => ShortAbandons::AsAnswered,
            Short::AllOut => ShortAbandons::AllOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        erlang: Erlang,
    }

    fn answer(line: &str) -> Result<serde_json::Value, String> {
        let line = Line::try_parse_from(format!("erlang {line}").split(' ')).map_err(|wrong| wrong.to_string())?;
        let answer = line.erlang.answer().map_err(|wrong| wrong.to_string())?;
        Ok(serde_json::to_value(answer).unwrap())
    }

    #[test]
    fn the_documented_keys_are_there() {
        let found = answer("a --rate 48/min --aht 60s --agents 50 --patience 120s").unwrap();
        for key in ["p_wait", "p_block", "p_abandon", "asa_s", "service_level", "occupancy", "agents"] {
            assert!(found[key].is_number(), "{key}");
        }
        assert!((found["p_abandon"].as_f64().unwrap() - 0.031).abs() < 5e-4);
        let blocked = answer("b --rate 20/s --aht 1s --agents 10").unwrap();
        assert!((blocked["p_block"].as_f64().unwrap() - 0.537_963_168_632_072_9).abs() < 1e-12);
    }

    #[test]
    fn without_agents_the_fewest_are_found() {
        assert_eq!(answer("c --rate 100/30m --aht 3m --occupancy 85%").unwrap()["agents"], 14);
        assert_eq!(answer("b --rate 8.108/s --aht 1s").unwrap()["agents"], 15);
    }

    #[test]
    fn a_line_without_end_is_null() {
        assert!(answer("c --rate 10/s --aht 1s --agents 10").unwrap()["asa_s"].is_null());
    }

    #[test]
    fn mistakes_are_told_in_words() {
        let wrong = |line: &str| answer(line).unwrap_err();
        assert!(wrong("c --rate 48 --aht 60s").contains("48/min"));
        assert!(wrong("c --rate 48/min --aht 60").contains("unit"));
        assert!(wrong("a --rate 48/min --aht 60s").contains("--patience"));
        assert!(wrong("c --rate 48/min --aht 60s --patience 9s").contains("erlang a"));
        assert!(wrong("c --rate 48/min --aht 60s --service-level 100%").contains("99.99"));
    }
}
