//! `maru forecast`: contacts to come from a history, or how good such forecasts were. docs/planning/forecast.md has an example.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ::plan::calendar::Holidays;
use ::plan::erlang::Seconds;
use ::plan::forecast::{
    Accuracy, AtOrigin, Backtest, Forecast as Made, MAX_HORIZON_DAYS, METHODS, Outside, Request, Summary, Table, Tally,
    Told, backtest, backtest_rest, forecast, origins, rest_of_day,
};
use ::plan::history::{History, Series, minute_of_day, plus};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use jiff::civil::{Date, Time};
use serde::Serialize;

use super::past::{self, Past};
use super::{percent, read, say_json, write};
use crate::terminal::{picture, say};

#[derive(Debug, Args)]
pub struct Forecast {
    /// History (CSV): start,reason,offered[,handled,abandoned,aht_s] or datetime,calls.
    #[arg(long)]
    history: PathBuf,
    /// Length of the intervals: 5m, 15m, 30m or 60m. Without it as in the history.
    #[arg(long)]
    interval: Option<Seconds>,
    /// How far ahead.
    #[arg(long, default_value = "7d", value_parser = days)]
    horizon: usize,
    /// The first day to forecast; only what lies before it is used. Without it the day after the history ends. With a time
    /// (2026-11-24T11:00) the rest of that day is forecast anew.
    #[arg(long)]
    origin: Option<Origin>,
    /// Events (CSV): from,to,event[,reason][,size]. Their sizes are learned from earlier ones of the same name.
    #[arg(long)]
    events: Option<PathBuf>,
    /// Drivers such as orders per hour (CSV): start,driver,value, for the days to come too.
    #[arg(long)]
    drivers: Option<PathBuf>,
    /// Public holidays: kr, us, none or a file (CSV) of date,name. Without it the calendar the history kept.
    #[arg(long)]
    holidays: Option<String>,
    /// Hold back a day to come that is further than this share from the mean of the eight weeks before it. The history is left as
    /// it is.
    #[arg(long, default_value_t = 0.4)]
    guard: f64,
    /// Where the forecast goes (CSV).
    #[arg(long, required_unless_present = "backtest")]
    out: Option<PathBuf>,
    /// Forecast the past instead, and say how good it was.
    #[arg(long, conflicts_with_all = ["out", "origin"])]
    backtest: bool,
    /// Origins of the backtest: the last Mondays, or days for a horizon under a week.
    #[arg(long, default_value_t = 10)]
    origins: usize,
    /// With --backtest: re-forecast the rest of each of the last days from this time on.
    #[arg(long, requires = "backtest")]
    after: Option<Time>,
    /// JSON instead of a summary.
    #[arg(long)]
    json: bool,
}

/// A day, or a time within one.
#[derive(Debug, Clone, Copy)]
struct Origin {
    day: Date,
    time: Option<Time>,
}

impl std::str::FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Origin, String> {
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let time = time.map(str::parse).transpose();
        match (super::day(date), time) {
            (Ok(day), Ok(time)) => Ok(Origin { day, time }),
            _ => Err(format!("\"{text}\" is neither a day nor a time: write 2026-11-24, or 2026-11-24T11:00")),
        }
    }
}

/// The first interval of the day that has not begun at a time.
fn slot(series: &Series, time: Time) -> usize {
    (minute_of_day(time) as usize).div_ceil(usize::from(series.interval_min.max(1)))
}

fn days(text: &str) -> Result<usize, String> {
    let number = |unit: char| text.strip_suffix(unit).and_then(|number| number.parse::<usize>().ok());
    number('d')
        .or_else(|| number('w').and_then(|weeks| weeks.checked_mul(7)))
        .ok_or_else(|| format!("\"{text}\" is not a number of days or weeks, such as 7d or 2w"))
}

pub fn run(asked: &Forecast) -> Result<()> {
    if !(1..=MAX_HORIZON_DAYS).contains(&asked.horizon) {
        bail!("--horizon: {} days are outside 1 to {MAX_HORIZON_DAYS}; nothing was written", asked.horizon);
    }
    let name = asked.history.display();
    let minutes = asked.interval.map(|interval| (interval.0 / 60.0) as u16);
    let history =
        History::read(&read(&asked.history)?, minutes).with_context(|| format!("{name}; nothing was written"))?;
    let mut told = Told::default();
    if let Some(path) = &asked.events {
        told.read_events(&read(path)?).with_context(|| format!("{}; nothing was written", path.display()))?;
    }
    if let Some(path) = &asked.drivers {
        told.read_drivers(&read(path)?).with_context(|| format!("{}; nothing was written", path.display()))?;
    }
    match asked.after {
        Some(after) => test_rest(asked, &history, &told, after),
        None if asked.backtest => test(asked, &history, &told),
        None => make(asked, &history, &told),
    }
}

fn request(asked: &Forecast, series: &Series) -> Result<Request> {
    let years = series.first.year()..=series.date(series.days() + asked.horizon).year();
    let holidays = match asked.holidays.as_deref() {
        None => Holidays::kept_by(series),
        Some("none") => Holidays::none(),
        Some("kr") => Holidays::korea(years),
        Some("us") => Holidays::united_states(years),
        Some(file) => Holidays::read(&read(file.as_ref())?, file).with_context(|| file.to_owned())?,
    };
    Ok(Request { horizon_days: asked.horizon, holidays, guard: asked.guard })
}

#[derive(Serialize)]
struct Answer<'a> {
    origin: Option<Date>,
    horizon_days: usize,
    interval_min: u16,
    intervals: usize,
    reasons: &'a [Summary],
    /// Reasons without a forecast, and why.
    left_out: &'a [String],
    /// What the days before were.
    history: &'a [Past],
    notes: &'a [String],
}

fn make(asked: &Forecast, history: &History, told: &Told) -> Result<()> {
    let mut table = Table::new()?;
    let (mut reasons, mut left_out, mut intervals, mut origin) = (Vec::new(), Vec::new(), 0, None);
    let mut by_day = vec![0.0; asked.horizon];
    let mut pasts = Vec::new();
    for series in &history.series {
        let known = asked.origin.map_or_else(|| series.clone(), |origin| series.before(origin.day));
        if let Some(Origin { day: origin, .. }) = asked.origin
            && (known.days() == 0 || plus(known.first, known.days() as i64) != origin)
        {
            bail!(
                "the origin {origin} is not in the history nor the day after it: it ends on {}",
                series.date(series.days() - 1)
            );
        }
        let request = request(asked, &known)?;
        pasts.push(Past::of(&known, &request.holidays));
        let outside = along(told, series, asked.horizon)?;
        let made = match asked.origin.and_then(|origin| Some((origin.day, origin.time?))) {
            None => forecast(&known, &request, &outside),
            Some((today, time)) => rest_of_day(series, today, slot(series, time), &request, &outside)
                .map(|rest| Made { intervals: rest.intervals, ..rest.morning }),
        };
        match made {
            Err(why) => left_out.push(why.to_string()),
            Ok(made) => {
                table.add(&known, &made)?;
                intervals += made.intervals.len();
                for interval in &made.intervals {
                    by_day.get_mut(interval.ahead).into_iter().for_each(|day| *day += interval.contacts);
                }
                origin = Some(made.origin);
                reasons.push(made.summary(&known, &request, &outside));
            }
        }
    }
    if reasons.is_empty() {
        bail!("{}: nothing was written\n{}", asked.history.display(), left_out.join("\n"));
    }
    if let Some(out) = &asked.out {
        write(out, &table.bytes()?)?;
    }
    let notes: Vec<String> = history.notes.iter().map(ToString::to_string).collect();
    if asked.json {
        return say_json(&Answer {
            origin,
            horizon_days: asked.horizon,
            interval_min: history.interval_min,
            intervals,
            reasons: &reasons,
            left_out: &left_out,
            history: &pasts,
            notes: &notes,
        });
    }
    past::lines(&pasts).iter().for_each(|line| say(line));
    picture("contacts by day", &by_day);
    for reason in &reasons {
        say(&format!("{}: {:.0} contacts; {}", reason.reason, reason.contacts, reason.method));
        let terms =
            if reason.terms.is_empty() { String::new() } else { format!("; terms: {}", reason.terms.join(", ")) };
        say(&format!("  {} better than the best simple method{terms}", percent(reason.margin)));
        for (event, size) in &reason.events {
            say(&format!("  {event}: {} of a usual day", percent(*size)));
        }
        for (date, ratio) in &reason.held_back {
            let guard = percent(asked.guard);
            say(&format!(
                "  forecast of {date} held back to {guard} from the mean of the eight weeks before: it was {} of it, and no event says why",
                percent(*ratio)
            ));
        }
    }
    for line in left_out.iter().chain(&notes) {
        say(line);
    }
    Ok(())
}

/// What a person told, along a series and the days after it.
fn along(told: &Told, series: &Series, horizon: usize) -> Result<Outside> {
    Ok(told.along(&series.reason, series.first, series.days() + horizon)?)
}

fn test_rest(asked: &Forecast, history: &History, told: &Told, after: Time) -> Result<()> {
    let mut scores = Vec::new();
    for series in &history.series {
        let at = origins(series, 1, asked.origins);
        let known = at.first().map_or_else(|| series.clone(), |first| series.before(*first));
        let (request, outside) = (request(asked, &known)?, along(told, series, 1)?);
        let score = backtest_rest(series, &at, slot(series, after), &request, &outside)
            .with_context(|| asked.history.display().to_string())?;
        if !asked.json {
            say(&format!(
                "{}: rest of the day after {after} over {} days: no update {}, whole ratio {}, shrunk to {:.2} of it {}",
                series.reason,
                score.days,
                percent(score.no_update),
                percent(score.raw_ratio),
                score.factor,
                percent(score.shrunk)
            ));
        }
        scores.push((series.reason.clone(), score));
    }
    if asked.json { say_json(&scores.into_iter().collect::<std::collections::BTreeMap<_, _>>()) } else { Ok(()) }
}

#[derive(Serialize)]
struct Tested {
    #[serde(flatten)]
    accuracy: Accuracy,
    per_origin: Vec<AtOrigin>,
    /// Every method at the same origins: the competitors.
    methods: Vec<Competitor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Competitor {
    method: String,
    wape: f64,
    mase: f64,
}

fn test(asked: &Forecast, history: &History, told: &Told) -> Result<()> {
    let mut all = Tally::default();
    let mut by_origin: BTreeMap<Date, (Tally, BTreeSet<String>)> = BTreeMap::new();
    let mut methods = vec![Tally::default(); METHODS.len()];
    let (mut reasons, mut left_out) = (Vec::new(), Vec::new());
    for series in &history.series {
        let at = origins(series, asked.horizon, asked.origins);
        if at.is_empty() {
            left_out.push(format!("{}: the history is shorter than the horizon", series.reason));
            continue;
        }
        // The calendar is told from what lies before the first origin.
        let known = at.first().map_or_else(|| series.clone(), |first| series.before(*first));
        match backtest(series, &request(asked, &known)?, &along(told, series, asked.horizon)?, &at) {
            Err(why) => left_out.push(why.to_string()),
            Ok(report) => {
                all.merge(&report.tally);
                for at in &report.per_origin {
                    let (tally, chosen) = by_origin.entry(at.origin).or_default();
                    tally.merge(&at.tally);
                    chosen.insert(at.method.clone());
                }
                methods.iter_mut().zip(&report.methods).for_each(|(sum, (_, tally))| sum.merge(tally));
                reasons.push(tested(&report, Some(series.reason.clone())));
            }
        }
    }
    ensure!(!reasons.is_empty(), "{}: {}", asked.history.display(), left_out.join("\n"));
    let competitors =
        METHODS.iter().zip(&methods).map(|(method, tally)| competitor(method.to_string(), tally)).collect();
    let single = reasons.len() == 1;
    let at = |(origin, (tally, chosen)): (Date, (Tally, BTreeSet<String>))| AtOrigin {
        origin,
        // Each reason has its own.
        method: chosen.into_iter().collect::<Vec<_>>().join("; "),
        accuracy: tally.accuracy(),
        tally,
    };
    let per_origin = by_origin.into_iter().map(at).collect();
    let total = Tested { accuracy: all.accuracy(), per_origin, methods: competitors, reason: None };
    if asked.json {
        let by_reason: &[Tested] = if single { &[] } else { &reasons };
        let mut value = serde_json::to_value(&total)?;
        if let Some(object) = value.as_object_mut() {
            object.insert("reasons".into(), serde_json::to_value(by_reason)?);
            object.insert("left_out".into(), serde_json::to_value(&left_out)?);
        }
        return say_json(&value);
    }
    say("method                                            WAPE %   MASE");
    for method in &total.methods {
        say(&format!("{:<48} {:>7.2} {:>6.3}", method.method, 100.0 * method.wape, method.mase));
    }
    let own = total.accuracy;
    say(&format!("{:<48} {:>7.2} {:>6.3}", "chosen at each origin", 100.0 * own.wape, own.mase));
    say(&format!(
        "80 % intervals cover {}, 90 % {}; mean pinball {:.2}",
        percent(own.coverage80),
        percent(own.coverage90),
        own.pinball
    ));
    left_out.iter().for_each(|line| say(line));
    Ok(())
}

fn tested(report: &Backtest, reason: Option<String>) -> Tested {
    Tested {
        accuracy: report.tally.accuracy(),
        per_origin: report.per_origin.clone(),
        methods: report.methods.iter().map(|(method, tally)| competitor(method.to_string(), tally)).collect(),
        reason,
    }
}

fn competitor(method: String, tally: &Tally) -> Competitor {
    let accuracy = tally.accuracy();
    Competitor { method, wape: accuracy.wape, mase: accuracy.mase }
}
