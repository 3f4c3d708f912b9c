//! How long it may be for those in line and for who joins now: the floor as it stands, played forward some hundred times.
//!
//! Everybody is served in order of rank by the first who meets what she asks for and has room, by channel and load, as the
//! engine does it; rings widen at their time, customers ahead give up, and whoever talks goes on for as long as talks of that
//! length usually do. Contacts that come later and go first by their rank come as often as such came lately. Left out: people who
//! come or go, holds for one agent, and the wider rings of who comes later.

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
/// Nobody who comes later than that is looked at.
const LATEST_MS: i64 = 3_600_000;

/// How long things take and how long people stay, per reason.
#[derive(Debug, Clone, Default)]
pub struct Laws {
    pub of: BTreeMap<ReasonId, OfReason>,
    /// For reasons not among them.
    pub usual: OfReason,
    /// How many join the line in a ms.
    pub come: BTreeMap<(ReasonId, Channel), f64>,
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
    let size = floor.desks.len() + floor.places.len() + floor.expected();
    let runs = (WORK / size.max(1)).clamp(LEAST_RUNS, MOST_RUNS);
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
    comers: Vec<Comer<'a>>,
    /// Who meets what comers ask for.
    meeting: Vec<Vec<u32>>,
}

/// Contacts of one kind that come later and before somebody who waits.
struct Comer<'a> {
    ask: u32,
    per_ms: f64,
    /// Who comes at `t` has the rank `t + rank`, from now.
    rank: i64,
    /// Who comes later goes behind everybody.
    until_ms: f64,
    law: &'a OfReason,
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
    /// From now.
    rank: i64,
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
        let comers = comers(outlook, laws, queue.last().map_or(i64::MIN, |(_, last)| last.rank));
        let mut meeting = vec![Vec::new(); if comers.is_empty() { 0 } else { outlook.asks.len() }];
        for (number, desk) in (0..).zip(&outlook.desks).filter(|_| !comers.is_empty()) {
            for ask in &desk.meets {
                if let Some(desks) = meeting.get_mut(*ask as usize) {
                    desks.push(number);
                }
            }
        }
        let place = |(contact, place): (Option<ContactId>, &InLine)| Place {
            contact,
            rank: place.rank - now.0,
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
            comers,
            meeting,
        }
    }

    /// About how many come later and go before somebody.
    fn expected(&self) -> usize {
        self.comers.iter().map(|comer| comer.per_ms * comer.until_ms).sum::<f64>() as usize
    }
}

/// Kinds of contacts that come and whose rank may be better than `worst`.
fn comers<'a>(outlook: &'a Outlook, laws: &'a Laws, worst: i64) -> Vec<Comer<'a>> {
    let one = |comer: &'a InLine| {
        let (_, ask) = comer.asks.first().copied()?;
        let channel = outlook.asks.get(ask as usize)?.channel;
        let per_ms = laws.come.get(&(comer.reason, channel)).copied().filter(|rate| *rate > 0.0)?;
        let until_ms = worst.saturating_sub(comer.rank).clamp(0, LATEST_MS) as f64;
        let law = laws.of.get(&comer.reason).unwrap_or(&laws.usual);
        (until_ms > 0.0).then_some(Comer { ask, per_ms, rank: comer.rank - outlook.now.0, until_ms, law })
    };
    outlook.comers.iter().filter_map(one).collect()
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
/// No channel: somebody comes.
const COMES: u8 = u8::MAX - 1;

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
    /// Who comes in this run: of which kind, and when.
    came: Vec<(usize, u32)>,
    /// Of each ask, those of them who wait, by rank.
    late: Vec<BinaryHeap<Reverse<(i64, usize)>>>,
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
            if channel == COMES {
                self.comes(floor, at, desk as usize, &mut random);
                continue;
            }
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
        self.came.clear();
        self.late.iter_mut().for_each(BinaryHeap::clear);
        self.late.resize_with(if floor.comers.is_empty() { 0 } else { floor.lines.len() }, BinaryHeap::new);
        for (kind, comer) in floor.comers.iter().enumerate() {
            let mut at = random.exponential() / comer.per_ms;
            while at < comer.until_ms {
                self.ends.push(Reverse((at as u32, self.came.len() as u32, COMES, 0)));
                self.came.push((kind, at as u32));
                at += random.exponential() / comer.per_ms;
            }
        }
    }

    /// Somebody comes: she joins the line, and who has room looks.
    fn comes(&mut self, floor: &Floor<'_>, at: u32, who: usize, random: &mut Random) {
        let kind = self.came.get(who).map_or(usize::MAX, |(kind, _)| *kind);
        let Some(comer) = floor.comers.get(kind) else { return };
        if let Some(late) = self.late.get_mut(comer.ask as usize) {
            late.push(Reverse((comer.rank + i64::from(at), who)));
        }
        for desk in floor.meeting.get(comer.ask as usize).into_iter().flatten() {
            if self.serve(floor, at, *desk, random) {
                return;
            }
        }
    }

    /// Gives a desk the best place it meets and has room for; whether there may be another.
    fn serve(&mut self, floor: &Floor<'_>, at: u32, number: u32, random: &mut Random) -> bool {
        let (Some(desk), Some(hands)) = (floor.desks.get(number as usize), self.hands.get(number as usize).copied())
        else {
            return false;
        };
        let mut best: Option<(i64, Next, usize, u32)> = None;
        let mut opens = u32::MAX;
        for ask in desk.meets {
            let Some((channel, load)) = floor.asks.get(*ask as usize).copied() else { continue };
            let (count, limit) = (hands.counts.get(channel), desk.limits.get(channel));
            if hands.load + load > desk.capacity || count >= limit {
                continue;
            }
            match self.first(floor, *ask as usize, at) {
                Head::Place(place) => {
                    let rank = floor.places.get(place as usize).map_or(i64::MAX, |place| place.rank);
                    let next = (rank, Next::Place(place), channel, load);
                    best = best.filter(|best| (best.0, best.1) <= (next.0, next.1)).or(Some(next));
                }
                Head::Nobody => {}
                Head::OpensAt(time) => opens = opens.min(time),
            }
            if let Some(Reverse((rank, who))) = self.late.get(*ask as usize).and_then(BinaryHeap::peek).copied() {
                let next = (rank, Next::Late { ask: *ask, who }, channel, load);
                best = best.filter(|best| (best.0, best.1) <= (next.0, next.1)).or(Some(next));
            }
        }
        let Some((_, next, channel, load)) = best else {
            if opens < u32::MAX {
                self.ends.push(Reverse((opens, number, LOOKS, 0)));
            }
            return false;
        };
        if let Some(law) = self.taken(floor, next, at, random) {
            if let Some(hands) = self.hands.get_mut(number as usize) {
                hands.load += load;
                if let Some(count) = hands.counts.get_mut(channel) {
                    *count += 1;
                }
            }
            let takes_ms = law.talk.draw(random).saturating_add(law.wrap_up.draw(random));
            let until = at.saturating_add(takes_ms.max(1));
            self.ends.push(Reverse((until, number, channel as u8, load)));
        }
        true
    }

    /// Takes somebody out of the line; how long things take with her, if she takes anybody's time.
    fn taken<'a>(&mut self, floor: &Floor<'a>, next: Next, at: u32, random: &mut Random) -> Option<&'a OfReason> {
        match next {
            Next::Place(place) => {
                let place = place as usize;
                if let Some(answered) = self.answered.get_mut(place) {
                    *answered = at;
                    self.left -= 1;
                }
                let found = floor.places.get(place)?;
                let gone = self.gives_up.get(place).is_some_and(|until| *until < at);
                // A joiner is only asked about, and takes nobody's time.
                (found.contact.is_some() && !gone).then_some(found.law)
            }
            Next::Late { ask, who } => {
                self.late.get_mut(ask as usize)?.pop();
                let (kind, came) = self.came.get(who).copied()?;
                let law = floor.comers.get(kind)?.law;
                let stays = law.patience.as_ref().map_or(u32::MAX, |patience| patience.draw(random));
                (at - came <= stays).then_some(law)
            }
        }
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

/// Who is served next; of equal rank who waits before who comes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Place(u32),
    Late { ask: u32, who: usize },
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
        let laws = Laws { usual: exponential, ..Laws::default() };
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
            comers: Vec::new(),
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
