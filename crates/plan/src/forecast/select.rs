//! What a backtest before the origin keeps: terms, settings, shape, method; and the spread of its errors.

use jiff::civil::Date;

use super::accuracy::Tally;
use super::method::{Block, Fitted, METHODS, Method, SHAPES, block};
use super::panel::Panel;
use super::profile::{Profile, Shape};
use super::spread::Spread;
use super::terms::{Design, Outside, Term};
use super::walk::{OUTCOMES, Setting, View, outcomes, walk};
use crate::history::Series;

/// A backtest says little about one term in a few months, so the first guess stays unless it is clearly worse: a common group
/// is dropped, another added, a setting changed only where the error of the day totals falls by at least this share.
const DROP: f64 = 0.02;
const ADD: f64 = 0.02;
const ADJUST: f64 = 0.02;
/// Standard errors of its lead that a method must be ahead of the cautious one. The best of nine on a few weeks is often the
/// luckiest, and changing with luck costs more than it gains.
const CERTAIN: f64 = 1.0;
/// The methods that hold unless another is clearly better: no centre is far from its median of six.
const CAUTIOUS: [Method; 2] = [Method::WeekMedian(6), Method::WithMedian];
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
/// Fewer contacts in a mean open interval are sparse: the error of an interval is then least for a forecast of next to none.
const SPARSE: f64 = 4.0;
/// The furthest a sparse forecast is lifted or lowered.
const MAX_LEVEL: f64 = 2.0;
/// Days of the backtest that are told: enough for a tenth and nine tenths.
const DAYS_TOLD: usize = 60;

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
    /// What its forecasts are multiplied by; 1 but for sparse series.
    pub level: f64,
    /// Backtest WAPE of each method before the origin, best first: of intervals, or of day totals where intervals are sparse.
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

impl Choice {
    /// The last days of the backtest: the date, contacts that came and contacts expected, where both are known.
    pub fn days(&self, series: &Series) -> Vec<(Date, f64, f64)> {
        let totals = self.made.iter().map(|(day, made)| {
            let known = series.day(*day).iter().zip(made).filter(|(came, made)| !came.is_nan() && !made.is_nan());
            let (came, expected) = known.fold((0.0, 0.0), |sum, (came, made)| (sum.0 + came, sum.1 + made));
            (series.date(*day), came, expected)
        });
        let all: Vec<(Date, f64, f64)> = totals.filter(|(.., expected)| *expected > 0.0).collect();
        all.into_iter().rev().take(DAYS_TOLD).collect()
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
    let sparse = panel.per_interval() < SPARSE;
    let tried: Vec<Tried> =
        METHODS.into_iter().map(|method| Tried::new(panel, method, &origins, blocks(method), sparse)).collect();
    let mut scores: Vec<(Method, f64)> = tried.iter().map(|tried| (tried.method, tried.wape())).collect();
    scores.sort_by(|a, b| a.1.total_cmp(&b.1));
    let winner = clearly_best(&tried).and_then(|method| tried.into_iter().find(|tried| tried.method == method));
    let (method, mut made) = winner.map_or((Method::WeekMean(8), Vec::new()), |winner| (winner.method, winner.made));
    let level = if sparse { level(panel, &origins, &made) } else { 1.0 };
    made.iter_mut().flatten().for_each(|contacts| *contacts *= level);
    let slots = panel.slots();
    let days = origins.iter().zip(&made).flat_map(|(origin, block)| {
        block.chunks(slots).enumerate().map(|(ahead, day)| (*origin + ahead, day.to_vec()))
    });
    let days = days.collect();
    let mut pairs = Vec::new();
    each(panel, &origins, &made, |actual, forecast| pairs.push((forecast, actual)));
    let spread = Spread::learn(&pairs);
    Choice { terms, setting, shape, method, level, scores, spread, origins: origins.len(), made: days }
}

/// Contacts that came over contacts expected on the backtest: where few come, the middle of what comes lies below their mean, and
/// staffing needs the mean.
fn level(panel: &Panel, origins: &[usize], made: &[Block]) -> f64 {
    let (mut came, mut expected) = (0.0, 0.0);
    each(panel, origins, made, |actual, forecast| (came, expected) = (came + actual, expected + forecast));
    if expected > 0.0 { (came / expected).clamp(1.0 / MAX_LEVEL, MAX_LEVEL) } else { 1.0 }
}

/// A method on the backtest.
struct Tried {
    method: Method,
    made: Vec<Block>,
    /// By origin: Σ|actual − forecast| of intervals, or of days where intervals are sparse; and Σ actual.
    missed: Vec<f64>,
    came: f64,
}

impl Tried {
    fn new(panel: &Panel, method: Method, origins: &[usize], made: Vec<Block>, by_day: bool) -> Tried {
        let mut tried = Tried { method, made, missed: Vec::with_capacity(origins.len()), came: 0.0 };
        for (origin, block) in origins.iter().zip(&tried.made) {
            let mut missed = 0.0;
            for (ahead, expected) in block.chunks(panel.slots()).enumerate() {
                let (mut off, mut apart) = (0.0_f64, 0.0);
                each_of_day(panel, origin + ahead, expected, |actual, forecast| {
                    off += actual - forecast;
                    apart += (actual - forecast).abs();
                    tried.came += actual;
                });
                missed += if by_day { off.abs() } else { apart };
            }
            tried.missed.push(missed);
        }
        tried
    }

    fn wape(&self) -> f64 {
        self.missed.iter().sum::<f64>() / self.came.max(1e-9)
    }

    /// By how much less it missed than another, an origin, less the chance in that.
    fn sure_lead(&self, other: &Tried) -> f64 {
        let leads: Vec<f64> = other.missed.iter().zip(&self.missed).map(|(other, own)| other - own).collect();
        if leads.len() < 2 {
            return f64::NEG_INFINITY;
        }
        let count = leads.len() as f64;
        let mean = leads.iter().sum::<f64>() / count;
        let square = leads.iter().map(|lead| (lead - mean) * (lead - mean)).sum::<f64>() / (count - 1.0);
        mean - CERTAIN * (square / count).sqrt()
    }
}

/// The better of the cautious methods, unless another is surely ahead of it.
fn clearly_best(tried: &[Tried]) -> Option<Method> {
    let cautious = tried.iter().filter(|tried| CAUTIOUS.contains(&tried.method));
    let cautious = cautious.min_by(|a, b| a.wape().total_cmp(&b.wape()))?;
    let leads = tried.iter().map(|tried| (tried.method, tried.sure_lead(cautious)));
    let best = leads.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, lead)| *lead > 0.0);
    Some(best.map_or(cautious.method, |(method, _)| method))
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
    for (origin, block) in origins.iter().zip(blocks) {
        for (ahead, expected) in block.chunks(panel.slots()).enumerate() {
            each_of_day(panel, origin + ahead, expected, &mut seen);
        }
    }
}

fn each_of_day(panel: &Panel, day: usize, expected: &[f64], mut seen: impl FnMut(f64, f64)) {
    for (actual, expected) in panel.series.day(day).iter().zip(expected) {
        if !actual.is_nan() && !expected.is_nan() {
            seen(*actual, *expected);
        }
    }
}

fn score(panel: &Panel, origins: &[usize], blocks: &[Block]) -> Tally {
    let mut tally = Tally::default();
    each(panel, origins, blocks, |actual, forecast| tally.add(actual, forecast, &[], 1.0));
    tally
}

#[cfg(test)]
mod tests {
    use crate::calendar::Holidays;
    use crate::forecast::{Request, forecast};
    use crate::history::History;

    #[test]
    fn a_reason_with_a_contact_every_other_hour_is_expected_as_often_as_it_comes() {
        // Half of the hours bring one contact, by a fixed scatter: the middle of each hour's counts is often none.
        let mut csv = String::from("start,reason,offered\n");
        let (mut state, mut came) = (7_u64, 0_u64);
        for day in 0..140 {
            let date = crate::history::plus(jiff::civil::date(2026, 1, 5), day);
            for hour in 8..20 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let one = u64::from(state >> 33 & 7 < 3);
                came += one;
                csv += &format!("{date}T{hour:02}:00,rare,{one}\n");
            }
        }
        let history = History::read(csv.as_bytes(), None).unwrap();
        let request = Request { horizon_days: 7, holidays: Holidays::none(), guard: 0.4 };
        let made = forecast(&history.series[0], &request, &Default::default()).unwrap();
        let (a_day, expected) = (came as f64 / 140.0, made.intervals.iter().map(|i| i.contacts).sum::<f64>() / 7.0);
        assert!((expected / a_day - 1.0).abs() < 0.15, "{expected:.2} a day expected, {a_day:.2} came");
    }
}
