//! The search: each single change beside the live policy, then the certain ones together. It is given the training days alone.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;
use routing::Policy;

use super::candidates::{candidates, publishable};
use super::edit::{Edit, edited};
use super::effect::{Effect, Effects, PLAIN};
use super::goals::Measured;
use super::units::{Pieces, Play};
use super::{Asked, Finalist, Stopped, Tuned};
use crate::replay::Facts;

/// Most combinations tried, and most further steps in the same direction.
const MOST_COMBINED: usize = 6;
const MOST_FURTHER: usize = 4;
/// Most changes looked at on held-out days; the fewer, the less is found by luck there.
pub const MOST_FINALISTS: usize = 6;
/// Share of the work that is search.
pub(super) const SEARCHING: f64 = 0.9;
/// Share of the search that is spent on single changes.
const SINGLES: f64 = 0.9;

type Go<'a> = &'a (dyn Fn(f64) -> bool + Sync);

/// What training days say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trained {
    pub singles: usize,
    pub combined: usize,
    pub sure: f64,
    /// Certain, the best first; a combination before all.
    pub finalists: Vec<(Vec<Edit>, Effects)>,
    pub refused: Vec<(Edit, Effects)>,
    pub nearest: Option<(Edit, Effect)>,
}

/// Tries every candidate on these days.
pub(super) fn search(live: &Policy, days: &[Facts], asked: &Asked, go: Go) -> Result<Trained, Stopped> {
    let edits = candidates(live, days);
    // As many looks as there will be at most: combinations are counted before they are known.
    let sure = 1.0 - (1.0 - PLAIN) / (edits.len() + MOST_COMBINED + MOST_FURTHER) as f64;
    let tried: Vec<Vec<Edit>> =
        std::iter::once(Vec::new()).chain(edits.iter().map(|edit| vec![edit.clone()])).collect();
    let measured = asked.goals.measured();
    let floor = Floor { live, days, asked, measured: &measured };
    let played = floor.play(&tried, &|share| go(SINGLES * share))?;
    let Some((was, played)) = played.split_first() else { return Err(Stopped::Cancelled) };
    let mut scored: Vec<(Edit, Effects, &Pieces)> = edits
        .into_iter()
        .zip(played)
        .map(|(edit, is)| (edit, Effects::of(&asked.goals, &measured, was, is, sure), is))
        .collect();
    scored.sort_by(|a, b| b.1.score.difference.total_cmp(&a.1.score.difference));
    let singles = scored.len();
    let (certain, rest): (Vec<_>, Vec<_>) = scored.into_iter().partition(|(_, effects, _)| effects.score.is_more());
    let (kept, broke): (Vec<_>, Vec<_>) = certain.into_iter().partition(|(_, effects, _)| effects.broken.is_empty());
    let mut found = Trained {
        singles,
        combined: 0,
        sure,
        finalists: Vec::new(),
        refused: broke.into_iter().map(|(edit, effects, _)| (edit, effects)).collect(),
        nearest: rest
            .into_iter()
            .map(|(edit, effects, _)| (edit, effects.score))
            .find(|(_, score)| score.difference > 0.0),
    };
    let together = floor.combine(was, &kept, &mut found, &|share| go(SINGLES + (1.0 - SINGLES) * share))?;
    let alone = kept.into_iter().map(|(edit, effects, _)| (vec![edit], effects));
    found.finalists = together.into_iter().chain(alone).take(MOST_FINALISTS).collect();
    Ok(found)
}

/// Days, and what is played on them.
struct Floor<'a> {
    live: &'a Policy,
    days: &'a [Facts],
    asked: &'a Asked,
    measured: &'a [Measured],
}

impl Floor<'_> {
    /// The pieces of all days under each set of changes, side by side on as many threads as there are; the result is the same on one.
    fn play(&self, tried: &[Vec<Edit>], go: Go) -> Result<Vec<Pieces>, Stopped> {
        let Asked { roster, runs, seed, .. } = self.asked;
        let play = Play { measured: self.measured, roster: roster.as_deref(), runs: *runs, seed: *seed };
        let policies: Vec<Option<Policy>> = tried.iter().map(|edits| edited(self.live, edits)).collect();
        let work: Vec<(&Policy, &Facts)> =
            policies.iter().flatten().flat_map(|policy| self.days.iter().map(move |day| (policy, day))).collect();
        let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let one = |(policy, day): &(&Policy, &Facts)| {
            let share = done.load(Ordering::Relaxed) as f64 / work.len().max(1) as f64;
            if stopped.load(Ordering::Relaxed) || !go(share) {
                stopped.store(true, Ordering::Relaxed);
                return Err(Stopped::Cancelled);
            }
            let pieces = play.pieces(day, policy)?;
            done.fetch_add(1, Ordering::Relaxed);
            Ok(pieces)
        };
        let pieces: Vec<Pieces> = work.par_iter().map(one).collect::<Result<_, _>>()?;
        Ok(pieces.chunks(self.days.len().max(1)).map(|of_days| of_days.concat()).collect())
    }

    /// The certain ones together: from the best on, each that adds something with certainty; then each of them a step further, as
    /// long as that adds something, too. None: the best stays alone.
    fn combine(
        &self,
        was: &Pieces,
        kept: &[(Edit, Effects, &Pieces)],
        found: &mut Trained,
        go: Go,
    ) -> Result<Option<(Vec<Edit>, Effects)>, Stopped> {
        let Some(((best, _, pieces), others)) = kept.split_first() else { return Ok(None) };
        let mut together = Together { edits: vec![best.clone()], pieces: (*pieces).clone(), effects: None };
        let half = |share: f64, of: f64| go((share + of) / 2.0);
        let others: Vec<&Edit> = others.iter().map(|(edit, _, _)| edit).take(MOST_COMBINED).collect();
        for (at, edit) in others.iter().enumerate() {
            let taken = together.edits.iter().any(|own| own.pointer() == edit.pointer());
            if !taken {
                let more = [together.edits.as_slice(), &[(*edit).clone()]].concat();
                let share = at as f64 / others.len() as f64;
                self.try_more(was, more, &mut together, found, &|of| half(share, of / others.len() as f64))?;
            }
        }
        let (mut at, mut tried) = (0, 0);
        while let Some(edit) = together.edits.get(at).filter(|_| tried < MOST_FURTHER) {
            let further = edited(self.live, &together.edits).and_then(|now| further(&now, edit, self.days));
            let Some(further) = further else {
                at += 1;
                continue;
            };
            let mut more = together.edits.clone();
            more.iter_mut()
                .filter(|own| own.pointer() == further.pointer())
                .for_each(|own| own.is = further.is.clone());
            let share = 1.0 + tried as f64 / MOST_FURTHER as f64;
            let go = |of: f64| half(share, of / MOST_FURTHER as f64);
            tried += 1;
            at += usize::from(!self.try_more(was, more, &mut together, found, &go)?);
        }
        Ok(together.effects.map(|effects| (together.edits, effects)))
    }

    /// Plays these changes together, and keeps them if they are certainly better than what was kept before, and whether they were.
    fn try_more(
        &self,
        was: &Pieces,
        more: Vec<Edit>,
        together: &mut Together,
        found: &mut Trained,
        go: Go,
    ) -> Result<bool, Stopped> {
        if publishable(self.live, &more, self.days).is_none() {
            return Ok(false);
        }
        let Some(is) = self.play(std::slice::from_ref(&more), go)?.pop() else { return Ok(false) };
        found.combined += 1;
        let compared = |was: &Pieces| Effects::of(&self.asked.goals, self.measured, was, &is, found.sure);
        let (adds, whole) = (compared(&together.pieces), compared(was));
        let better = adds.score.is_more() && whole.score.is_more() && whole.broken.is_empty();
        if better {
            *together = Together { edits: more, pieces: is, effects: Some(whole) };
        }
        Ok(better)
    }
}

/// What has been put together so far; effects are there once it is more than the best alone.
struct Together {
    edits: Vec<Edit>,
    pieces: Pieces,
    effects: Option<Effects>,
}

/// The next step of a policy that went this way already.
fn further(now: &Policy, edit: &Edit, days: &[Facts]) -> Option<Edit> {
    let number = |value: &serde_json::Value| value.as_f64();
    let (was, is) = (number(&edit.was)?, number(&edit.is)?);
    let same_way = |next: &Edit| number(&next.is).is_some_and(|next| (next < is) == (is < was));
    candidates(now, days).into_iter().find(|next| next.pointer() == edit.pointer() && same_way(next))
}

impl Trained {
    /// Looks at the finalists on days that were held out.
    pub fn verified(self, live: &Policy, days: &[Facts], asked: &Asked, go: Go) -> Result<Tuned, Stopped> {
        let tried: Vec<Vec<Edit>> =
            std::iter::once(Vec::new()).chain(self.finalists.iter().map(|(edits, _)| edits.clone())).collect();
        let measured = asked.goals.measured();
        let mut finalists = Vec::new();
        if !self.finalists.is_empty() {
            let played = Floor { live, days, asked, measured: &measured }.play(&tried, go)?;
            let Some((was, played)) = played.split_first() else { return Err(Stopped::Cancelled) };
            for ((edits, training), is) in self.finalists.into_iter().zip(played) {
                let held_out = Effects::of(&asked.goals, &measured, was, is, PLAIN);
                finalists.push(Finalist { edits, training, held_out });
            }
        }
        Ok(Tuned {
            singles: self.singles,
            combined: self.combined,
            sure: self.sure,
            recommended: finalists.iter().position(Finalist::holds),
            finalists,
            refused: self.refused,
            nearest: self.nearest,
        })
    }
}
