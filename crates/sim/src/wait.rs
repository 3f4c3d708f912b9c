//! How long it may be for those in line and for who joins now: the floor as it stands, played forward some hundred times.
//!
//! Everybody is served in order of rank by the first who meets what she asks for and has room, by channel and load, as the
//! engine does it; rings widen at their time, customers ahead give up, and whoever talks goes on for as long as talks of that
//! length usually do. Left out: contacts that come later with a better rank, people who come or go, and holds for one agent.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use routing::outlook::{Ask, Desk, InHand, InLine};
use routing::state::WorkKind;
use routing::{Channel, ContactId, Outlook, ReasonId, Time};

use crate::random::Random;
use crate::scenario::Law;

/// Runs where the floor is small; a large one gets fewer, so that an answer costs a few ms at most.
const MOST_RUNS: usize = 120;
const LEAST_RUNS: usize = 20;
/// Desks and places played in all.
const WORK: usize = 40_000;
/// The percentiles told.
const LOW: usize = 20;
const HIGH: usize = 80;
/// Those at the head of a line whose wider ring opens later, looked past.
const LOOKED_PAST: usize = 16;

/// How long things take and how long people stay, per reason.
#[derive(Debug, Clone, Default)]
pub struct Laws {
    pub of: BTreeMap<ReasonId, OfReason>,
    /// For reasons not among them.
    pub usual: OfReason,
}

/// The laws of one reason.
#[derive(Debug, Clone)]
pub struct OfReason {
    pub talk: Law,
    pub wrap_up: Law,
    /// None: nobody gives up.
    pub patience: Option<Law>,
}

impl Default for OfReason {
    fn default() -> Self {
        let talk = Law::log_normal(240_000.0, 0.9);
        Self { talk, wrap_up: Law::Exponential(30_000.0), patience: None }
    }
}

/// From the 20th to the 80th percentile of the wait from now on, in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub low_ms: u32,
    pub high_ms: u32,
}

/// What the runs say. Who can never be answered by those there now is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waits {
    pub line: BTreeMap<ContactId, Range>,
    pub joiner: Option<Range>,
}

/// Plays the floor forward. The same outlook and laws give the same waits.
pub fn waits(outlook: &Outlook, laws: &Laws) -> Waits {
    let floor = Floor::of(outlook, laws);
    let runs = (WORK / (floor.desks.len() + floor.places.len()).max(1)).clamp(LEAST_RUNS, MOST_RUNS);
    let mut run = Run::default();
    let mut samples: Vec<Vec<u32>> = vec![Vec::with_capacity(runs); floor.places.len()];
    for number in 0..runs {
        run.play(&floor, Random::of(1, 0, number as u64));
        for (seen, answered) in samples.iter_mut().zip(&run.answered) {
            seen.push(*answered);
        }
    }
    let mut found = Waits::default();
    for (place, mut seen) in floor.places.iter().zip(samples) {
        let Some(range) = range(&mut seen, runs) else { continue };
        match place.contact {
            Some(contact) => _ = found.line.insert(contact, range),
            None => found.joiner = Some(range),
        }
    }
    found
}

/// A run in which somebody is never answered counts as longer than any other.
fn range(seen: &mut [u32], runs: usize) -> Option<Range> {
    seen.sort_unstable();
    let at = |percent: usize| seen.get((runs * percent).div_ceil(100).max(1) - 1).copied();
    Some(Range { low_ms: at(LOW)?, high_ms: at(HIGH)? })
}

/// The outlook, with everything a run looks up at hand. Times are ms from now.
struct Floor<'a> {
    asks: Vec<(usize, u32)>,
    desks: Vec<DeskPlan<'a>>,
    /// Best rank first; a joiner is the one without a contact.
    places: Vec<Place<'a>>,
    /// Places by ask, best first, with the time from which they ask for it.
    lines: Vec<Vec<(u32, u32)>>,
}

struct DeskPlan<'a> {
    capacity: u32,
    limits: [u32; CHANNELS],
    work: Vec<Busy<'a>>,
    meets: &'a [u32],
}

struct Busy<'a> {
    kind: WorkKind,
    channel: usize,
    load: u32,
    elapsed_ms: u32,
    law: &'a OfReason,
}

struct Place<'a> {
    contact: Option<ContactId>,
    waited_ms: u32,
    law: &'a OfReason,
}

const CHANNELS: usize = Channel::ALL.len();

fn index(channel: Channel) -> usize {
    Channel::ALL.iter().position(|one| *one == channel).unwrap_or(0)
}

/// The time between, none if it runs backwards.
fn ms_from(earlier: Time, later: Time) -> u32 {
    u32::try_from(later.since_ms(earlier).max(0)).unwrap_or(u32::MAX)
}

impl<'a> Floor<'a> {
    fn of(outlook: &'a Outlook, laws: &'a Laws) -> Floor<'a> {
        let now = outlook.now;
        let law = |reason: ReasonId| laws.of.get(&reason).unwrap_or(&laws.usual);
        let mut queue: Vec<(Option<ContactId>, &InLine)> =
            outlook.line.iter().map(|place| (Some(place.contact), place)).collect();
        queue.extend(outlook.joiner.iter().map(|place| (None, place)));
        queue.sort_by_key(|(_, place)| (place.rank, place.turn));
        let mut lines = vec![Vec::new(); outlook.asks.len()];
        for (at, (_, place)) in (0..).zip(&queue) {
            for (from, ask) in &place.asks {
                if let Some(line) = lines.get_mut(*ask as usize) {
                    line.push((at, ms_from(now, *from)));
                }
            }
        }
        let place = |(contact, place): (Option<ContactId>, &InLine)| Place {
            contact,
            waited_ms: ms_from(place.since, now),
            law: law(place.reason),
        };
        let busy = |work: &InHand| Busy {
            kind: work.kind,
            channel: index(work.channel),
            load: work.load,
            elapsed_ms: ms_from(work.since, now),
            law: work.reason.map_or(&laws.usual, law),
        };
        let desk = |desk: &'a Desk| DeskPlan {
            capacity: desk.capacity,
            limits: Channel::ALL.map(|channel| desk.limits.get(&channel).copied().unwrap_or(0).into()),
            work: desk.work.iter().map(busy).collect(),
            meets: &desk.meets,
        };
        Floor {
            asks: outlook.asks.iter().map(|Ask { channel, load }| (index(*channel), *load)).collect(),
            desks: outlook.desks.iter().map(desk).collect(),
            places: queue.into_iter().map(place).collect(),
            lines,
        }
    }
}

impl Busy<'_> {
    /// How long it goes on.
    fn left(&self, random: &mut Random) -> u32 {
        match self.kind {
            WorkKind::WrapUp => self.law.wrap_up.left(self.elapsed_ms, random),
            WorkKind::Talk | WorkKind::Offer | WorkKind::Join => {
                let talk_ms = self.law.talk.left(self.elapsed_ms, random);
                talk_ms.saturating_add(self.law.wrap_up.draw(random))
            }
        }
    }
}

/// No channel: nothing ended, somebody only looks.
const LOOKS: u8 = u8::MAX;

/// One run. What it holds is kept for the next, for its room.
#[derive(Default)]
struct Run {
    /// When each place is answered; `u32::MAX` until then. Who gave up before shows when her turn would have been.
    answered: Vec<u32>,
    gives_up: Vec<u32>,
    /// Of each line, how many at its head are done with.
    heads: Vec<usize>,
    hands: Vec<Hands>,
    /// When whose hands get free of what: time, desk, channel, load.
    ends: BinaryHeap<Reverse<(u32, u32, u8, u32)>>,
    left: usize,
}

#[derive(Clone, Copy, Default)]
struct Hands {
    load: u32,
    counts: [u32; CHANNELS],
}

impl Run {
    fn play(&mut self, floor: &Floor<'_>, mut random: Random) {
        self.begin(floor, &mut random);
        while let Some(Reverse((at, desk, channel, load))) = self.ends.pop().filter(|_| self.left > 0) {
            if let Some(hands) = self.hands.get_mut(desk as usize) {
                hands.load = hands.load.saturating_sub(load);
                if let Some(count) = hands.counts.get_mut(usize::from(channel)) {
                    *count = count.saturating_sub(1);
                }
            }
            while self.serve(floor, at, desk, &mut random) {}
        }
    }

    fn begin(&mut self, floor: &Floor<'_>, random: &mut Random) {
        self.left = floor.places.len();
        self.answered.clear();
        self.answered.resize(self.left, u32::MAX);
        self.gives_up.clear();
        self.gives_up.extend(floor.places.iter().map(|place| {
            // The one who is told is taken to wait: nobody learns from her leaving how long it would have been.
            let stays = place.law.patience.as_ref().map(|patience| patience.left(place.waited_ms, random));
            stays.unwrap_or(u32::MAX)
        }));
        self.heads.clear();
        self.heads.resize(floor.lines.len(), 0);
        self.hands.clear();
        self.ends.clear();
        for (at, desk) in (0..).zip(&floor.desks) {
            let mut hands = Hands::default();
            for busy in &desk.work {
                hands.load += busy.load;
                if let Some(count) = hands.counts.get_mut(busy.channel) {
                    *count += 1;
                }
                self.ends.push(Reverse((busy.left(random), at, busy.channel as u8, busy.load)));
            }
            self.hands.push(hands);
            // Whoever has room looks at once.
            self.ends.push(Reverse((0, at, LOOKS, 0)));
        }
    }

    /// Gives a desk the best place it meets and has room for; whether there may be another.
    fn serve(&mut self, floor: &Floor<'_>, at: u32, number: u32, random: &mut Random) -> bool {
        let (Some(desk), Some(hands)) = (floor.desks.get(number as usize), self.hands.get(number as usize).copied())
        else {
            return false;
        };
        let mut best: Option<(u32, usize, u32)> = None;
        let mut opens = u32::MAX;
        for ask in desk.meets {
            let Some((channel, load)) = floor.asks.get(*ask as usize).copied() else { continue };
            let (count, limit) = (hands.counts.get(channel), desk.limits.get(channel));
            if hands.load + load > desk.capacity || count >= limit {
                continue;
            }
            match self.first(floor, *ask as usize, at) {
                Head::Place(place) if best.is_none_or(|(other, ..)| place < other) => {
                    best = Some((place, channel, load))
                }
                Head::Place(_) | Head::Nobody => {}
                Head::OpensAt(time) => opens = opens.min(time),
            }
        }
        let Some((place, channel, load)) = best else {
            if opens < u32::MAX {
                self.ends.push(Reverse((opens, number, LOOKS, 0)));
            }
            return false;
        };
        let place = place as usize;
        if let Some(answered) = self.answered.get_mut(place) {
            *answered = at;
            self.left -= 1;
        }
        let Some(found) = floor.places.get(place) else { return false };
        let gone = self.gives_up.get(place).is_some_and(|until| *until < at);
        // A joiner is only asked about, and takes nobody's time.
        if found.contact.is_some() && !gone {
            if let Some(hands) = self.hands.get_mut(number as usize) {
                hands.load += load;
                if let Some(count) = hands.counts.get_mut(channel) {
                    *count += 1;
                }
            }
            let takes_ms = found.law.talk.draw(random).saturating_add(found.law.wrap_up.draw(random));
            let until = at.saturating_add(takes_ms.max(1));
            self.ends.push(Reverse((until, number, channel as u8, load)));
        }
        true
    }

    /// The best place of a line that is not done with.
    fn first(&mut self, floor: &Floor<'_>, ask: usize, at: u32) -> Head {
        let (Some(line), Some(head)) = (floor.lines.get(ask), self.heads.get_mut(ask)) else { return Head::Nobody };
        let done = |place: &u32| self.answered.get(*place as usize).is_none_or(|at| *at < u32::MAX);
        while line.get(*head).is_some_and(|(place, _)| done(place)) {
            *head += 1;
        }
        let mut opens = u32::MAX;
        for (place, from) in line.iter().skip(*head).filter(|(place, _)| !done(place)).take(LOOKED_PAST) {
            if *from <= at {
                return Head::Place(*place);
            }
            opens = opens.min(*from);
        }
        if opens < u32::MAX { Head::OpensAt(opens) } else { Head::Nobody }
    }
}

enum Head {
    Place(u32),
    OpensAt(u32),
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_behind_nine_for_five_waits_ten_steps() {
        let exponential = OfReason { talk: Law::Exponential(300_000.0), wrap_up: Law::Constant(0.0), patience: None };
        let laws = Laws { of: BTreeMap::new(), usual: exponential };
        let work = InHand { kind: WorkKind::Talk, channel: Channel::Voice, load: 100, reason: None, since: Time(0) };
        let desk =
            Desk { capacity: 100, limits: BTreeMap::from([(Channel::Voice, 1)]), work: vec![work], meets: vec![0] };
        let place = |turn: u64| InLine {
            contact: ContactId(turn),
            rank: turn as i64,
            turn,
            reason: ReasonId(1),
            since: Time(0),
            asks: vec![(Time(0), 0)],
        };
        let outlook = Outlook {
            now: Time(100_000),
            asks: vec![Ask { channel: Channel::Voice, load: 100 }],
            desks: vec![desk; 5],
            line: (1..=10).map(place).collect(),
            joiner: None,
        };
        let found = waits(&outlook, &laws);
        // Erlang-10 with a step of a minute: 7.29 and 12.52 minutes (gamma distribution, scipy); Erlang-1: 0.22 and 1.61.
        let near = |contact: u64, low: f64, high: f64| {
            let range = found.line[&ContactId(contact)];
            let (own_low, own_high) = (f64::from(range.low_ms) / 60_000.0, f64::from(range.high_ms) / 60_000.0);
            assert!((own_low / low - 1.0).abs() < 0.3 && (own_high / high - 1.0).abs() < 0.1, "{own_low} {own_high}");
        };
        near(10, 7.29, 12.52);
        near(1, 0.22, 1.61);
    }
}
