//! Sums by interval, and figures made of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use routing::{AgentId, Channel, ReasonId, Time};
use serde::{Deserialize, Serialize};

use crate::catalogue::{CATALOGUE, View};
use crate::ratio::Ratio;
use crate::sums::{Key, Sums};

/// Sums by interval and key. Two reports of the same interval length can be merged; copying one is cheap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    interval_ms: u32,
    #[serde(with = "crate::pairs")]
    intervals: BTreeMap<Time, Arc<Interval>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Interval(#[serde(with = "crate::pairs")] BTreeMap<Key, Sums>);

/// How to group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    Total,
    Reason,
    Channel,
    Agent,
    Client,
    /// Stretches that begin at these times, each until the next begins: half hours or days as the centre's clock shows
    /// them. In order; what comes before the first is left out.
    Spans(Vec<Time>),
}

/// What a row of a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Total,
    Reason(Option<ReasonId>),
    Channel(Channel),
    Agent(AgentId),
    Client(Option<u64>),
    /// Start of the stretch.
    Span(Time),
}

/// Every metric by its id; None where there is nothing to measure.
pub type Values = BTreeMap<&'static str, Option<Ratio>>;

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    pub group: Group,
    pub sums: Sums,
    pub values: Values,
}

impl Report {
    /// An empty report with intervals of `interval_ms`.
    pub fn new(interval_ms: u32) -> Report {
        Report { interval_ms: interval_ms.max(1), intervals: BTreeMap::new() }
    }

    pub fn interval_ms(&self) -> u32 {
        self.interval_ms
    }

    /// The start of the interval that holds `at`.
    pub fn interval_of(&self, at: Time) -> Time {
        let ms = i64::from(self.interval_ms);
        Time(at.0.div_euclid(ms).saturating_mul(ms))
    }

    /// Takes another report in, sum by sum. The interval length of `self` stays.
    pub fn merge(&mut self, other: &Report) {
        for (start, interval) in &other.intervals {
            for (key, sums) in &interval.0 {
                self.cell(self.interval_of(*start), *key).merge(sums);
            }
        }
    }

    /// Forgets intervals that began before `at`.
    pub fn forget_before(&mut self, at: Time) {
        self.intervals = self.intervals.split_off(&at);
    }

    /// Everything of the intervals that began in `from..to`.
    pub fn sums(&self, from: Time, to: Time) -> Sums {
        let mut all = Sums::default();
        for (_, _, sums) in self.cells(from, to) {
            all.merge(sums);
        }
        all
    }

    /// The figures of the intervals that began in `from..to`, grouped. Intervals are never split.
    pub fn rows(&self, from: Time, to: Time, by: &By) -> Vec<GroupRow> {
        let mut everyone: BTreeMap<Option<ReasonId>, Sums> = BTreeMap::new();
        let mut groups: BTreeMap<Group, BTreeMap<Option<ReasonId>, Sums>> = BTreeMap::new();
        for (start, key, sums) in self.cells(from, to) {
            everyone.entry(key.reason).or_default().merge(sums);
            if let Some(group) = group_of(by, start, key) {
                groups.entry(group).or_default().entry(key.reason).or_default().merge(sums);
            }
        }
        if *by == By::Total {
            groups.entry(Group::Total).or_default();
        }
        let row = |(group, by_reason): (Group, BTreeMap<_, _>)| {
            let view = View::new(&by_reason, &everyone);
            let values = CATALOGUE.iter().map(|metric| (metric.id, (metric.compute)(&view))).collect();
            GroupRow { group, sums: view.sums, values }
        };
        groups.into_iter().map(row).collect()
    }

    /// What concerns these clients alone.
    pub fn of_clients(&self, clients: &[u64]) -> Report {
        let mut theirs = Report::new(self.interval_ms);
        for (start, interval) in &self.intervals {
            for (key, sums) in &interval.0 {
                if key.client.is_some_and(|client| clients.contains(&client)) {
                    theirs.cell(*start, *key).merge(sums);
                }
            }
        }
        theirs
    }

    /// What concerns one reason alone.
    pub fn of_reason(&self, reason: ReasonId) -> Report {
        let mut its = Report::new(self.interval_ms);
        for (start, interval) in &self.intervals {
            for (key, sums) in interval.0.iter().filter(|(key, _)| key.reason == Some(reason)) {
                its.cell(*start, *key).merge(sums);
            }
        }
        its
    }

    pub(crate) fn cell(&mut self, start: Time, key: Key) -> &mut Sums {
        Arc::make_mut(self.intervals.entry(start).or_default()).0.entry(key).or_default()
    }

    pub(crate) fn next_start(&self, start: Time) -> Time {
        start.plus_ms(self.interval_ms.into())
    }

    fn cells(&self, from: Time, to: Time) -> impl Iterator<Item = (Time, &Key, &Sums)> {
        let to = to.max(from);
        self.intervals
            .range(from..to)
            .flat_map(|(start, interval)| interval.0.iter().map(move |(key, sums)| (*start, key, sums)))
    }
}

fn group_of(by: &By, start: Time, key: &Key) -> Option<Group> {
    match by {
        By::Total => Some(Group::Total),
        // What only an agent did (time signed in, strain) belongs to no reason, channel or client.
        By::Reason => (!key.is_of_agent_alone()).then_some(Group::Reason(key.reason)),
        By::Channel => key.channel.map(Group::Channel),
        By::Agent => key.agent.map(Group::Agent),
        By::Client => (!key.is_of_agent_alone()).then_some(Group::Client(key.client)),
        By::Spans(starts) => {
            let begun = starts.partition_point(|begins| *begins <= start);
            starts.get(begun.checked_sub(1)?).copied().map(Group::Span)
        }
    }
}
