//! What a backtest before the origin keeps: terms, settings, shape, method; and the spread of its errors.

use super::accuracy::Tally;
use super::method::{Block, Fitted, METHODS, Method, SHAPES, block};
use super::panel::Panel;
use super::profile::{Profile, Shape};
use super::spread::Spread;
use super::terms::{Design, Outside, Term};
use super::walk::{OUTCOMES, Setting, View, outcomes, walk};

/// A backtest says little about one term in a few months, so the first guess stays unless it is clearly worse: a common group
/// is dropped, another added, a setting changed only where the error of the day totals falls by at least this share.
const DROP: f64 = 0.02;
const ADD: f64 = 0.02;
const ADJUST: f64 = 0.02;
/// A method must beat one before it in `METHODS` by at least this share.
const BETTER: f64 = 0.002;
/// The most groups of terms.
const MOST_TERMS: usize = 12;
/// Groups that most centres know; a backtest drops those that hurt.
const COMMON: [Term; 6] =
    [Term::MonthStart, Term::MonthEnd, Term::MonthWave, Term::AfterClosed, Term::BeforeClosed, Term::Holiday];
/// Days of the month on which wages and bills fall due; kept where they help.
const PAYDAYS: [u8; 5] = [5, 10, 15, 20, 25];
/// Days before the first backtest origin.
const LEARN_DAYS: usize = 35;
/// Days of day-total backtests, and of interval backtests.
const DAYS_BACK: usize = 168;
const WEEKS_BACK: usize = 16;

/// What was chosen for a series, and why.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Groups of terms kept.
    pub terms: Vec<Term>,
    /// Forgetting, level, ridge.
    pub setting: Setting,
    /// Shape of the day.
    pub shape: Shape,
    /// The winner.
    pub method: Method,
    /// Backtest WAPE of each method before the origin, best first.
    pub scores: Vec<(Method, f64)>,
    /// Errors of the winner.
    pub spread: Spread,
    /// Backtest origins the method was chosen on.
    pub origins: usize,
    /// What the winner expected of each backtest day: the day and its intervals.
    pub(super) made: Vec<(usize, Block)>,
}

impl Choice {
    /// How much lower the winner's backtest error is than the best simple method's, as a share; below 0 never.
    pub fn margin(&self) -> f64 {
        let of =
            |wanted: fn(&Method) -> bool| self.scores.iter().find(|(method, _)| wanted(method)).map(|(_, wape)| *wape);
        let simple = of(|method| matches!(method, Method::SeasonalNaive | Method::WeekMean(_) | Method::WeekMedian(_)));
        match (self.scores.iter().find(|(method, _)| *method == self.method), simple) {
            (Some((_, own)), Some(simple)) if simple > 0.0 => (1.0 - own / simple).max(0.0),
            _ => 0.0,
        }
    }
}

/// Chooses on what lies before the panel's origin.
pub fn choose(panel: &Panel, outside: &Outside, horizon: usize) -> Choice {
    let logs = outcomes(panel);
    let past = panel.past();
    let first = LEARN_DAYS.max(past.saturating_sub(DAYS_BACK)).min(past);
    let daily: Vec<usize> = (first..past).step_by(2).collect();
    let ahead = horizon.min(7);
    let (terms, setting) = terms(panel, outside, &logs, &daily, ahead);
    let design = Design::new(panel, outside, &terms);
    let step = ahead.max(1);
    let mut origins: Vec<usize> = (1..)
        .map_while(|back: usize| past.checked_sub(back * step))
        .take_while(|origin| *origin >= LEARN_DAYS)
        .collect();
    origins.truncate(WEEKS_BACK * 7 / step);
    origins.reverse();
    let views = walk(&design, &logs, OUTCOMES, setting, &origins);
    let shape = shape(panel, &design, &views, &origins, ahead);
    let profiles: Vec<Profile> = origins.iter().map(|origin| Profile::at(panel, *origin, shape)).collect();
    let blocks = |method| -> Vec<Block> {
        let known = origins.iter().zip(&views).zip(&profiles);
        known
            .map(|((origin, view), profile)| {
                block(panel, method, *origin, ahead, &Fitted { design: &design, view, profile })
            })
            .collect()
    };
    let mut scores = Vec::new();
    let mut winner: Option<(Method, f64, Vec<Block>)> = None;
    for method in METHODS {
        let made = blocks(method);
        let wape = score(panel, &origins, &made).accuracy().wape;
        scores.push((method, wape));
        if winner.as_ref().is_none_or(|(_, best, _)| wape < best * (1.0 - BETTER)) {
            winner = Some((method, wape, made));
        }
    }
    scores.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (method, _, made) = winner.unwrap_or((Method::WeekMean(8), 0.0, Vec::new()));
    let slots = panel.slots();
    let days = origins.iter().zip(&made).flat_map(|(origin, block)| {
        block.chunks(slots).enumerate().map(|(ahead, day)| (*origin + ahead, day.to_vec()))
    });
    let days = days.collect();
    let mut pairs = Vec::new();
    each(panel, &origins, &made, |actual, forecast| pairs.push((forecast, actual)));
    Choice { terms, setting, shape, method, scores, spread: Spread::learn(&pairs), origins: origins.len(), made: days }
}

/// Forward selection of terms, then settings one after the other, by the error of day totals.
fn terms(
    panel: &Panel,
    outside: &Outside,
    logs: &[Option<[f64; OUTCOMES]>],
    origins: &[usize],
    horizon: usize,
) -> (Vec<Term>, Setting) {
    let error = |terms: &[Term], setting: Setting| {
        let design = Design::new(panel, outside, terms);
        let views = walk(&design, logs, 1, setting, origins);
        let mut sum = 0.0;
        for (origin, view) in origins.iter().zip(&views) {
            for day in (*origin..panel.past().min(origin + horizon)).filter(|day| panel.whole(*day)) {
                let total = panel.totals.get(day).copied().unwrap_or(0.0);
                sum += (view.log(&design, day, 0).min(25.0).exp() - total).abs();
            }
        }
        sum
    };
    let mut setting = Setting::default();
    let mut kept = vec![Term::Weekdays];
    kept.extend((0..outside.events.len()).map(Term::Event));
    let always = kept.len();
    kept.extend(COMMON);
    let mut best = error(&kept, setting);
    let mut without = always;
    while let Some(term) = kept.get(without) {
        let fewer: Vec<Term> = kept.iter().filter(|other| *other != term).cloned().collect();
        let error = error(&fewer, setting);
        if error < best * (1.0 - DROP) {
            best = error;
            kept = fewer;
        } else {
            without += 1;
        }
    }
    let mut open: Vec<Term> = PAYDAYS.into_iter().map(Term::Payday).collect();
    if panel.past() > 420 {
        open.push(Term::Year);
    }
    open.extend((0..outside.drivers.len()).map(Term::Driver));
    while kept.len() < MOST_TERMS + outside.events.len() {
        let tried = open.iter().enumerate().map(|(at, term)| {
            let with: Vec<Term> = kept.iter().chain([term]).cloned().collect();
            (at, error(&with, setting))
        });
        let Some((at, least)) = tried.min_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        if least > best * (1.0 - ADD) {
            break;
        }
        best = least;
        kept.push(open.swap_remove(at));
    }
    let mut better = |tried: Setting, setting: &mut Setting| {
        let error = error(&kept, tried);
        if error < best * (1.0 - ADJUST) {
            best = error;
            *setting = tried;
        }
    };
    for level in [0.05, 0.2, 0.35, 0.5] {
        better(Setting { level, ..setting }, &mut setting);
    }
    for half_life in [60.0, 120.0] {
        better(Setting { half_life, ..setting }, &mut setting);
    }
    for ridge in [1.0, 3.0] {
        better(Setting { ridge, ..setting }, &mut setting);
    }
    (kept, setting)
}

fn shape(panel: &Panel, design: &Design, views: &[View], origins: &[usize], horizon: usize) -> Shape {
    let mut best = (f64::INFINITY, Shape { weeks: 8, pooled: 0.0 });
    for shape in SHAPES {
        let made: Vec<Block> = origins
            .iter()
            .zip(views)
            .map(|(origin, view)| {
                let profile = Profile::at(panel, *origin, shape);
                block(panel, Method::Both, *origin, horizon, &Fitted { design, view, profile: &profile })
            })
            .collect();
        let wape = score(panel, origins, &made).accuracy().wape;
        if wape < best.0 {
            best = (wape, shape);
        }
    }
    best.1
}

/// Calls back with actual and forecast of each interval that was scored.
fn each(panel: &Panel, origins: &[usize], blocks: &[Block], mut seen: impl FnMut(f64, f64)) {
    let slots = panel.slots();
    for (origin, block) in origins.iter().zip(blocks) {
        for (ahead, expected) in block.chunks(slots).enumerate() {
            for (actual, expected) in panel.series.day(origin + ahead).iter().zip(expected) {
                if !actual.is_nan() && !expected.is_nan() {
                    seen(*actual, *expected);
                }
            }
        }
    }
}

fn score(panel: &Panel, origins: &[usize], blocks: &[Block]) -> Tally {
    let mut tally = Tally::default();
    each(panel, origins, blocks, |actual, forecast| tally.add(actual, forecast, &[], 1.0));
    tally
}
