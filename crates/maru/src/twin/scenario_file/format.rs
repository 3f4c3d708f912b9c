//! A scenario file as it is written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use plan::erlang::{Rate, Seconds, Share};
use routing::Channel;
use routing::policy::Rule;
use serde::Deserialize;
use sim::scenario::Law;

/// Longest stretch played as one: five weeks.
pub const LONGEST_DAYS: i64 = 35;
pub const LONGEST_MS: i64 = LONGEST_DAYS * 86_400_000;
/// What laws of a time may be: beyond, sums of a day would lose their digits.
const MOST_VARIATION: f64 = 20.0;
const LEAST_SHAPE: f64 = 0.01;
const MOST_SHAPE: f64 = 1e6;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    /// The time of day at which it begins: midnight, unless a file of arrivals or a roster says more.
    pub begins: Option<jiff::civil::Time>,
    pub length: Seconds,
    pub interval: Option<Seconds>,
    pub warm_up: Option<Seconds>,
    pub days: Option<u32>,
    pub seed: Option<u64>,
    pub within: Option<Seconds>,
    #[serde(default)]
    pub short_abandons: Level,
    pub busyness: Option<f64>,
    pub forecast_error: Option<Share>,
    pub lines: Option<u32>,
    #[serde(default)]
    pub closing: Closing,
    pub absence: Option<Share>,
    pub late: Option<LawFile>,
    pub arrivals: Option<Arrivals>,
    /// People by name, with shifts and pauses, instead of the numbers in `[group]`.
    pub roster: Option<PathBuf>,
    pub reason: BTreeMap<String, ReasonFile>,
    #[serde(default)]
    pub group: BTreeMap<String, GroupFile>,
    pub dialler: Option<DiallerFile>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    Out,
    In,
    AsAnswered,
    Expected,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    #[default]
    Serve,
    SendAway,
}

/// Counts of a day from another file instead of rates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrivals {
    pub forecast: Option<PathBuf>,
    pub history: Option<PathBuf>,
    pub day: jiff::civil::Date,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonFile {
    #[serde(default = "voice")]
    pub channel: Channel,
    pub rate: Option<Many<Rate>>,
    pub talk: Option<Many<LawFile>>,
    pub wrap_up: Option<LawFile>,
    pub patience: Option<Many<LawFile>>,
    pub within: Option<Seconds>,
    #[serde(default)]
    pub priority: u8,
    pub rule: Option<Rule>,
    pub needs: Option<BTreeMap<String, u8>>,
    #[serde(default)]
    pub rings: Vec<RingFile>,
    pub balk: Option<Share>,
    pub retry: Option<RetryFile>,
    pub callback: Option<CallbackFile>,
    pub bot: Option<BotFile>,
    pub slowdown: Option<Share>,
    #[serde(default)]
    pub deferred: bool,
}

fn voice() -> Channel {
    Channel::Voice
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RingFile {
    pub after: Seconds,
    pub needs: BTreeMap<String, u8>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryFile {
    pub share: Share,
    pub after: LawFile,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackFile {
    pub share: Share,
    pub over: Seconds,
    pub reached: Share,
    pub slot: Seconds,
    pub places: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BotFile {
    pub share: Share,
    pub resolves: Share,
    pub talk: LawFile,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// By interval; a roster names people instead.
    #[serde(default = "by_roster")]
    pub agents: Many<u32>,
    pub skills: Option<BTreeMap<String, u8>>,
    #[serde(default = "one")]
    pub concurrency: u16,
    #[serde(default)]
    pub breaks: Vec<BreakFile>,
}

fn one() -> u16 {
    1
}

fn by_roster() -> Many<u32> {
    Many::List(Vec::new())
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakFile {
    pub after: Seconds,
    pub length: Seconds,
    /// Pauses of a group begin one after the other over this time, so that not all go at once.
    pub spread: Option<Seconds>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiallerFile {
    pub reason: String,
    pub group: String,
    pub from: Seconds,
    pub to: Seconds,
    pub least_free: u32,
    #[serde(default = "one_free")]
    pub least_free_in_group: u32,
    pub calls_per_free: f64,
    pub reached: Many<Share>,
}

fn one_free() -> u32 {
    1
}

/// One value for the whole day or one for each interval.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "write one value for the whole day, or a list with one for each interval; a rate is \"4/min\", a share \"80%\", a number of agents 12, a time \"20s\" or a law of it: { exponential = \"3m\" }, { log_normal = { mean = \"5m\", variation = 0.8 } }, { gamma = { mean = \"5m\", shape = 2.0 } }, { uniform = [\"3m\", \"7m\"] }, { empirical = [\"31s\"] }"
)]
pub enum Many<T> {
    One(T),
    List(Vec<T>),
}

impl<T: Clone> Many<T> {
    pub fn list(&self) -> Vec<T> {
        match self {
            Many::One(one) => vec![one.clone()],
            Many::List(list) => list.clone(),
        }
    }
}

/// A law of a time: `"20s"`, or a table with its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "write a time, \"20s\", or a law of it: { exponential = \"3m\" }, { log_normal = { mean = \"5m\", variation = 0.8 } }, { gamma = { mean = \"5m\", shape = 2.0 } }, { uniform = [\"3m\", \"7m\"] }, { empirical = [\"31s\"] }"
)]
pub enum LawFile {
    Constant(Seconds),
    Named(Named),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Named {
    Exponential(Seconds),
    Uniform(Seconds, Seconds),
    LogNormal { mean: Seconds, variation: f64 },
    Gamma { mean: Seconds, shape: f64 },
    Empirical(Vec<Seconds>),
}

/// As it is drawn.
///
/// # Errors
/// Numbers no law can have.
pub fn law(file: &LawFile) -> Result<Law> {
    let named = match file {
        LawFile::Constant(time) => return Ok(Law::Constant(ms(*time)? as f64)),
        LawFile::Named(named) => named,
    };
    let positive = |time: Seconds| -> Result<f64> {
        let mean_ms = time.0 * 1_000.0;
        ensure!(mean_ms > 0.0, "a mean time must be above 0");
        ms(time)?;
        Ok(mean_ms)
    };
    Ok(match named {
        Named::Exponential(mean) => Law::Exponential(positive(*mean)?),
        Named::Uniform(low, high) => {
            ensure!(low.0 <= high.0, "uniform: the lower end first");
            ms(*high)?;
            Law::Uniform { low: low.0 * 1_000.0, high: high.0 * 1_000.0 }
        }
        Named::LogNormal { mean, variation } => {
            ensure!(
                *variation > 0.0 && *variation < MOST_VARIATION,
                "variation {variation}: above 0, and below the limit most_variation, {MOST_VARIATION}"
            );
            Law::log_normal(positive(*mean)?, *variation)
        }
        Named::Gamma { mean, shape } => {
            ensure!(*shape > LEAST_SHAPE, "shape {shape}: above the limit least_shape, {LEAST_SHAPE}");
            ensure!(*shape < MOST_SHAPE, "shape {shape}: below the limit most_shape, {MOST_SHAPE}");
            Law::Gamma { mean: positive(*mean)?, shape: *shape }
        }
        Named::Empirical(seen) => {
            ensure!(!seen.is_empty(), "empirical: at least one time");
            Law::Seen(seen.iter().map(|time| ms(*time).map(|ms| ms as u32)).collect::<Result<_>>()?)
        }
    })
}

/// Whole ms, at most the longest stretch.
pub fn ms(time: Seconds) -> Result<i64> {
    let ms = (time.0 * 1_000.0).round();
    ensure!(
        (0.0..=LONGEST_MS as f64).contains(&ms),
        "a time of {:.1} days: it must be between 0 and the limit longest_stretch, {LONGEST_DAYS} days",
        ms / 86_400_000.0
    );
    Ok(ms as i64)
}
