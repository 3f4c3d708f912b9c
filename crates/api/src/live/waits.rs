//! What those in line, and who would join, may be told: the floor as it stands played forward (`sim::wait`), with times as this
//! centre's contacts took and this centre's customers stayed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use routing::outlook::LOOKED_AT;
use routing::{Channel, ContactId, Engine, Joiner, Outlook, ReasonId, Time, WaitRange};
use rusqlite::Connection;
use sim::scenario::Law;
use sim::wait::{Laws, OfReason, Range};
use tokio::sync::Mutex as Turn;

use crate::error::Result;
use crate::rows;
use crate::state::{App, blocking};

const MINUTE_MS: u32 = 60_000;
/// An answer is given again for so long, in ms.
const FRESH_MS: i64 = 1_000;
/// The same floor has the same answer for so long: talks go on meanwhile.
const SAME_FLOOR_MS: i64 = 5_000;
/// Answers kept for those who might join, per centre.
const JOINERS: usize = 64;
/// How things take is looked up again after so long, in ms.
const LAWS_MS: i64 = 600_000;
/// As far as is looked back for it, in ms, and how many conversations and waits at most.
const LOOKED_BACK_MS: i64 = 28 * 86_400_000;
const ROWS: u32 = 20_000;
/// Who came in this time says how many come next, in ms.
const CAME_MS: i64 = 3_600_000;
/// Fewer conversations tell nothing about a reason; its planned length does.
const ENOUGH_TALKS: usize = 30;
/// Fewer customers who gave up tell nothing about patience.
const ENOUGH_LEFT: u32 = 10;
/// Standard deviation ÷ mean of talk times where only a mean is known: log-normal, as Brown et al. (2005) found of calls.
const VARIATION: f64 = 0.9;

/// The waits of all centres.
#[derive(Default)]
pub struct Waits(Mutex<BTreeMap<u32, OfCentre>>);

#[derive(Default)]
struct OfCentre {
    laws: Option<(Time, Arc<Laws>)>,
    played: BTreeMap<Option<Joiner>, Played>,
    /// What customers in line see now.
    shown: BTreeMap<ContactId, WaitRange>,
    turn: Arc<Turn<()>>,
}

#[derive(Clone)]
struct Played {
    at: Time,
    floor: u64,
    waits: Arc<sim::wait::Waits>,
}

impl Waits {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, OfCentre>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, centre: u32) -> Arc<Turn<()>> {
        Arc::clone(&self.lock().entry(centre).or_default().turn)
    }

    fn played(&self, centre: u32, joiner: Option<&Joiner>) -> Option<Played> {
        self.lock().entry(centre).or_default().played.get(&joiner.cloned()).cloned()
    }

    fn keep(&self, centre: u32, joiner: Option<Joiner>, played: Played) {
        let mut all = self.lock();
        let kept = &mut all.entry(centre).or_default().played;
        if kept.len() >= JOINERS {
            kept.retain(|_, old| played.at.since_ms(old.at) < FRESH_MS);
        }
        kept.insert(joiner, played);
    }

    /// A wait does not grow because it was exceeded: only when more are ahead, or fewer people there.
    fn show(&self, centre: u32, contact: ContactId, range: WaitRange) -> WaitRange {
        let mut all = self.lock();
        let shown = &mut all.entry(centre).or_default().shown;
        let capped = match shown.get(&contact) {
            Some(before) if range.ahead <= before.ahead && range.staffed >= before.staffed => WaitRange {
                low_ms: range.low_ms.min(before.low_ms),
                high_ms: range.high_ms.min(before.high_ms),
                ..range
            },
            _ => range,
        };
        shown.insert(contact, capped);
        capped
    }

    /// Who was shown a wait.
    pub fn shown(&self, centre: u32) -> Vec<ContactId> {
        self.lock().get(&centre).map(|of| of.shown.keys().copied().collect()).unwrap_or_default()
    }

    /// Forgets some who are not in line any more.
    pub fn forget(&self, centre: u32, gone: &[ContactId]) {
        if let Some(of) = self.lock().get_mut(&centre) {
            gone.iter().for_each(|contact| _ = of.shown.remove(contact));
        }
    }
}

/// The waits of some who are in line. `places` are what the engine says of their places: who is ahead, and for how many people.
pub async fn in_line(app: &App, centre: u32, places: Vec<(ContactId, WaitRange)>) -> Vec<(ContactId, WaitRange)> {
    if places.is_empty() {
        return Vec::new();
    }
    let knows = |waits: &sim::wait::Waits| {
        waits.line.len() >= LOOKED_AT || places.iter().all(|(contact, _)| waits.line.contains_key(contact))
    };
    let waits = play(app, centre, None, knows).await;
    let told = |(contact, place): (ContactId, WaitRange)| {
        // Who stands too far behind to be played has the engine's own guess, and everybody has while it cannot be played.
        let played = waits.as_ref().and_then(|waits| waits.line.get(&contact));
        let range = as_said(played.copied(), place);
        (contact, app.waits().show(centre, contact, range))
    };
    places.into_iter().map(told).collect()
}

/// The wait of somebody who would join now, of whose place the engine says `place`.
pub async fn joining(app: &App, centre: u32, joiner: Joiner, place: WaitRange) -> WaitRange {
    let waits = play(app, centre, Some(joiner), |_| true).await;
    let range = waits.and_then(|waits| waits.joiner);
    as_said(range, place)
}

/// In whole minutes, as it is said: what a customer reads is what was promised, and a moment known to the second is no range.
fn as_said(played: Option<Range>, place: WaitRange) -> WaitRange {
    let (low_ms, high_ms) = played.map_or((place.low_ms, place.high_ms), |range| (range.low_ms, range.high_ms));
    let high_ms = high_ms.div_ceil(MINUTE_MS).saturating_mul(MINUTE_MS);
    WaitRange { low_ms: low_ms / MINUTE_MS * MINUTE_MS, high_ms, ..place }
}

/// None: it cannot be played now.
async fn play(
    app: &App,
    centre: u32,
    joiner: Option<Joiner>,
    enough: impl Fn(&sim::wait::Waits) -> bool,
) -> Option<Arc<sim::wait::Waits>> {
    // One at a time: who comes second finds what the first has played.
    let turn = app.waits().turn(centre);
    let _turn = turn.lock().await;
    match play_now(app, centre, joiner, enough).await {
        Ok(waits) => Some(waits),
        Err(fault) => {
            tracing::warn!(%fault, centre, "the floor could not be played forward; waits are guessed by place");
            None
        }
    }
}

async fn play_now(
    app: &App,
    centre: u32,
    joiner: Option<Joiner>,
    enough: impl Fn(&sim::wait::Waits) -> bool,
) -> Result<Arc<sim::wait::Waits>> {
    let now = app.now();
    let kept = app.waits().played(centre, joiner.as_ref());
    if let Some(kept) = kept.as_ref().filter(|kept| now.since_ms(kept.at).abs() < FRESH_MS && enough(&kept.waits)) {
        return Ok(Arc::clone(&kept.waits));
    }
    let laws = laws(app, centre, now).await?;
    let asked = joiner.clone();
    let comer =
        |(reason, channel): &(ReasonId, Channel)| Joiner { reason: *reason, channel: *channel, extra: Vec::new() };
    let comers: Vec<Joiner> = laws.come.keys().map(comer).collect();
    let outlook = app.centre(centre)?.ask(move |engine: &Engine, _| engine.outlook(asked.as_ref(), &comers)).await?;
    let floor = floor_of(&outlook);
    if let Some(kept) = kept.filter(|kept| now.since_ms(kept.at).abs() < SAME_FLOOR_MS && kept.floor == floor) {
        return Ok(kept.waits);
    }
    let waits = Arc::new(blocking(move || Ok(sim::wait::waits(&outlook, &laws))).await?);
    app.waits().keep(centre, joiner, Played { at: now, floor, waits: Arc::clone(&waits) });
    Ok(waits)
}

/// The floor without the time: the same while nobody comes, goes, or ends anything.
fn floor_of(outlook: &Outlook) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&outlook.asks, &outlook.desks, &outlook.line).hash(&mut hasher);
    hasher.finish()
}

async fn laws(app: &App, centre: u32, now: Time) -> Result<Arc<Laws>> {
    let kept = app.waits().lock().entry(centre).or_default().laws.clone();
    if let Some((_, laws)) = kept.filter(|(at, _)| now.since_ms(*at).abs() < LAWS_MS) {
        return Ok(laws);
    }
    let running = app.centre(centre)?;
    let planned = running.ask(|engine: &Engine, _| {
        let reasons = engine.policy().map(|policy| &policy.reasons).into_iter().flatten();
        reasons.map(|(reason, rule)| (*reason, rule.expected_ms)).collect::<Vec<_>>()
    });
    let planned = planned.await?;
    let laws = Arc::new(app.read(move |view| learnt(view, centre, now, &planned)).await?);
    app.waits().lock().entry(centre).or_default().laws = Some((now, Arc::clone(&laws)));
    Ok(laws)
}

/// Times of one reason, as they were.
#[derive(Default)]
struct Seen {
    talks: Vec<u32>,
    wrap_ups: Vec<u32>,
    waited_ms: f64,
    left: u32,
}

impl Seen {
    fn add(&mut self, other: &Seen) {
        self.talks.extend(&other.talks);
        self.wrap_ups.extend(&other.wrap_ups);
        self.waited_ms += other.waited_ms;
        self.left += other.left;
    }

    /// Exponential patience, customers who were answered counted as having had more: all time waited ÷ those who left.
    fn patience(&self) -> Option<Law> {
        (self.left >= ENOUGH_LEFT).then(|| Law::Exponential(self.waited_ms / f64::from(self.left)))
    }
}

/// A chat may lie open for months.
fn whole_ms(ms: i64) -> u32 {
    u32::try_from(ms.max(0)).unwrap_or(u32::MAX)
}

/// How long conversations took and customers stayed lately; `planned` lengths where too few were seen.
fn learnt(view: &Connection, centre: u32, now: Time, planned: &[(ReasonId, u32)]) -> Result<Laws> {
    let mut seen: BTreeMap<ReasonId, Seen> = BTreeMap::new();
    let since = now.0.saturating_sub(LOOKED_BACK_MS);
    let mut talks = view.prepare_cached(
        "SELECT c.reason, l.ended_at - l.started_at, coalesce(l.wrapped_at, l.ended_at) - l.ended_at
         FROM leg l JOIN contact c ON c.centre = l.centre AND c.contact = l.contact
         WHERE l.centre = ?1 AND l.state = 'done' AND coalesce(l.wrapped_at, l.ended_at) > ?2
           AND l.role = 'serve' AND l.bot = 0 AND c.reason IS NOT NULL AND l.ended_at IS NOT NULL
         ORDER BY coalesce(l.wrapped_at, l.ended_at) DESC LIMIT ?3",
    )?;
    let rows = talks.query_map((centre, since, ROWS), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for row in rows {
        let (reason, talk_ms, wrap_up_ms): (u32, i64, i64) = row?;
        let of = seen.entry(ReasonId(reason)).or_default();
        of.talks.push(whole_ms(talk_ms));
        of.wrap_ups.push(whole_ms(wrap_up_ms));
    }
    let mut waits = view.prepare_cached(
        "SELECT reason, coalesce(answered_at, closed_at) - queued_at, answered_at IS NULL AND closed_how = 'abandoned'
         FROM contact
         WHERE centre = ?1 AND arrived_at > ?2 AND queued_at IS NOT NULL AND reason IS NOT NULL
           AND coalesce(answered_at, closed_at) >= queued_at
         ORDER BY arrived_at DESC LIMIT ?3",
    )?;
    let rows = waits.query_map((centre, since, ROWS), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for row in rows {
        let (reason, waited_ms, left): (u32, i64, bool) = row?;
        let of = seen.entry(ReasonId(reason)).or_default();
        of.waited_ms += f64::from(whole_ms(waited_ms));
        of.left += u32::from(left);
    }
    let mut all = Seen::default();
    seen.values().for_each(|of| all.add(of));
    let mut usual = OfReason { patience: all.patience(), ..OfReason::default() };
    if all.talks.len() >= ENOUGH_TALKS {
        (usual.talk, usual.wrap_up) = (Law::Seen(all.talks), Law::Seen(all.wrap_ups));
    }
    let of = planned.iter().map(|(reason, expected_ms)| {
        let of = seen.remove(reason).unwrap_or_default();
        let patience = of.patience().or_else(|| usual.patience.clone());
        let law = if of.talks.len() >= ENOUGH_TALKS {
            OfReason { talk: Law::Seen(of.talks), wrap_up: Law::Seen(of.wrap_ups), patience }
        } else {
            let talk = Law::log_normal(f64::from((*expected_ms).max(1)), VARIATION);
            OfReason { talk, wrap_up: usual.wrap_up.clone(), patience }
        };
        (*reason, law)
    });
    let of = of.collect();
    Ok(Laws { of, usual, come: come(view, centre, now)? })
}

/// How many joined the line in a ms lately.
fn come(view: &Connection, centre: u32, now: Time) -> Result<BTreeMap<(ReasonId, Channel), f64>> {
    let since = now.0.saturating_sub(CAME_MS);
    let mut joined = view.prepare_cached(
        "SELECT reason, channel, count(*) FROM contact
         WHERE centre = ?1 AND arrived_at > ?2 AND queued_at IS NOT NULL AND reason IS NOT NULL GROUP BY reason, channel",
    )?;
    let one = |row: &rusqlite::Row<'_>| {
        let rate = f64::from(row.get::<_, u32>(2)?) / CAME_MS as f64;
        Ok(((ReasonId(row.get(0)?), rows::word(row, 1)?), rate))
    };
    Ok(joined.query_map((centre, since), one)?.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_grows_with_the_line_and_never_because_it_was_exceeded() {
        let waits = Waits::default();
        let show = |high_ms: u32, ahead, staffed| {
            let range = WaitRange { low_ms: high_ms / 2, high_ms, ahead, staffed };
            let shown = waits.show(1, ContactId(7), range);
            (shown.low_ms, shown.high_ms)
        };
        assert_eq!(show(60_000, 2, 3), (30_000, 60_000));
        assert_eq!(show(90_000, 2, 3), (30_000, 60_000), "nothing but time has passed");
        assert_eq!(show(50_000, 1, 3), (25_000, 50_000));
        assert_eq!(show(80_000, 1, 2), (40_000, 80_000), "somebody went home");
        assert_eq!(show(99_000, 3, 2), (49_500, 99_000), "somebody came back, first in line");
        waits.forget(1, &waits.shown(1));
        assert_eq!(show(99_000, 1, 9), (49_500, 99_000), "another wait");
    }

    #[test]
    fn times_are_learnt_from_what_was_seen_and_planned_where_little_was() {
        let mut many = Seen { talks: vec![60_000; ENOUGH_TALKS], ..Seen::default() };
        assert!(many.patience().is_none(), "nobody left");
        (many.waited_ms, many.left) = (1_200_000.0, 10);
        assert_eq!(many.patience(), Some(Law::Exponential(120_000.0)));
    }
}
