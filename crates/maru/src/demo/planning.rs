//! Half a year of contact history, forecasts of it, and two weeks of published shifts, so that planning has something to show.

use ::plan::history::{days_between, plus};
use ::plan::schedule;
use anyhow::Result;
use api::App;
use api::planning::types::{ShiftTemplate, TermsChange, WorkContract};
use api::planning::{clock, forecasts, problem, rosters, settings, shipped, volume};
use jiff::civil::Date;

use super::{catalogue, install, people};
use crate::settings::CENTRE;

/// Days of history.
const DAYS: i64 = 182;
/// Forecasts made before, in days back, so that there is something to score.
const EARLIER: [i64; 3] = [14, 7, 1];
/// How often the search asks whether it is done: a second or so.
const ASKED: u32 = 600;
/// Contacts on a usual day that want a person and seconds spent on one, by reason: as the simulated people come and answer.
#[rustfmt::skip]
const VOLUME: [(u32, f64, f64); 12] = [
    (111, 448.0, 48.0), (112, 244.0, 40.0), (113, 344.0, 66.0), (114, 160.0, 36.0), (121, 288.0, 52.0), (122, 128.0, 76.0),
    (131, 64.0, 120.0), (133, 88.0, 112.0), (211, 316.0, 84.0), (213, 188.0, 60.0), (311, 52.0, 128.0), (312, 172.0, 56.0),
];
/// Share of a day by hour from midnight: lunch, dinner and the late snack, as people order.
#[rustfmt::skip]
const SHAPE: [f64; 24] = [
    3.5, 2.5, 2.0, 1.6, 1.4, 1.4, 1.4, 1.5, 2.0, 2.5, 4.0, 8.0, 12.0, 9.0, 5.0, 3.5, 3.5, 6.0, 12.0, 13.0, 9.0, 6.5, 5.5, 4.5,
];
/// Of the agents, by their place: who works at night, part of the day, and at the week-end.
const NIGHT: [usize; 3] = [6, 7, 8];
const PART_TIME: usize = 9;
const WEEKEND: usize = 11;
/// Monday first: the week-end orders more.
const WEEK: [f64; 7] = [0.94, 0.88, 0.9, 0.95, 1.1, 1.18, 1.12];

/// The contract of those who work at night.
const NIGHT_WORK: &str = "야간 주5일";

/// Contacts of an hour of a weekday (Monday 0) over those of the busiest hour.
pub fn pace(weekday: usize, hour: usize) -> f64 {
    let most = |all: &[f64]| all.iter().copied().fold(0.0, f64::max);
    let of = |all: &[f64], at: usize| all.get(at).copied().unwrap_or(1.0) / most(all);
    of(&SHAPE, hour) * of(&WEEK, weekday)
}

/// Fills the planning tables of a fresh demo: what is known up to yesterday, and the shifts of this week and the next; of the weeks
/// before too, where the demo's time is still in them.
pub async fn fill(app: &App) -> Result<()> {
    let bot = catalogue::document(routing::AgentId(0));
    let known = api::setup::catalogue::Catalogue::of(1, bot);
    let now = app.now().0;
    app.store().write::<_, api::Error>(|tx| {
        let zone = clock::zone(tx, CENTRE)?;
        let (lived_from, today) = (clock::local(&zone, now).date(), clock::local(&zone, node::clock::now().0).date());
        volume::keep(tx, CENTRE, &volume::read(&known, history(today).as_bytes(), None, today)?.rows)?;
        contracts(tx, now)?;
        for days in EARLIER {
            let made = forecasts::make(&forecasts::gather(tx, CENTRE, plus(today, -days))?, 14)?;
            forecasts::keep(tx, CENTRE, &made, now.min(node::clock::now().0 - days * 86_400_000), None)?;
        }
        forecasts::keep_scores(tx, CENTRE, &forecasts::score(tx, CENTRE, today)?)?;
        let monday_of = |day: Date| plus(day, -i64::from(day.weekday().to_monday_zero_offset()));
        let monday = monday_of(today);
        let weeks =
            (0..).map(|weeks| plus(monday_of(lived_from), 7 * weeks)).take_while(|first| *first <= plus(monday, 7));
        let weeks: Vec<Date> = weeks.collect();
        // From each Monday on, so that its week's roster has one; then the night's own.
        for origin in weeks.iter().copied().filter(|first| *first <= monday).chain([today]) {
            let made = forecasts::make(&forecasts::gather(tx, CENTRE, origin)?, forecasts::NIGHTLY_DAYS)?;
            forecasts::keep(tx, CENTRE, &made, now, None)?;
        }
        for first in weeks {
            roster(tx, &known, first, true, now)?;
        }
        roster(tx, &known, plus(monday, 14), false, now)?;
        mark_counted(tx, plus(today, -1))?;
        Ok(())
    })?;
    api::planning::places::refresh(app, CENTRE).await?;
    // Half a year in one stroke leaves a long log; the demo begins with a short one.
    Ok(app.store().fold()?)
}

/// The file has every day up to then: the few contacts that were lived say nothing of how many come.
fn mark_counted(tx: &rusqlite::Transaction<'_>, day: Date) -> api::Result<()> {
    let sql = "INSERT INTO volume_counted (centre, day) VALUES (?1, ?2) ON CONFLICT (centre) DO UPDATE SET day = excluded.day";
    tx.execute(sql, (CENTRE, day.to_string()))?;
    Ok(())
}

fn contracts(tx: &rusqlite::Transaction<'_>, now: i64) -> api::Result<()> {
    let mut own = shipped::settings();
    // Chats wait a minute, and two go at once.
    own.pooled = true;
    own.promise.within_s = 60;
    own.promise.concurrency = 2;
    // Somebody is there at night, too.
    let night = own.shifts.iter().find(|shift| shift.name == "09").cloned();
    own.shifts.extend(night.map(|day| ShiftTemplate { name: "22".into(), start: "22:00".into(), ..day }));
    let usual = own.contracts.iter().find(|contract| contract.name == "정규 주5일").cloned();
    own.contracts.extend(usual.map(|day| WorkContract { name: NIGHT_WORK.into(), shifts: vec!["22".into()], ..day }));
    settings::save(tx, CENTRE, &own, now, 0)?;
    for (place, staff) in people::AGENTS.iter().enumerate() {
        let Some(account) = store::accounts::by_email(tx, &install::email(staff))? else { continue };
        let contract = match place {
            PART_TIME => "시간제 주5일",
            WEEKEND => "주말 전담",
            night if NIGHT.contains(&night) => NIGHT_WORK,
            _ => "정규 주5일",
        };
        let preferred_start = [420, 540, 660].get(place % 4).copied().filter(|_| !NIGHT.contains(&place));
        let own = TermsChange { contract: Some(contract.into()), preferred_start, ..TermsChange::default() };
        settings::set_terms(tx, CENTRE, account.account, &own)?;
    }
    Ok(())
}

fn roster(
    tx: &rusqlite::Transaction<'_>,
    known: &api::setup::catalogue::Catalogue,
    first: Date,
    publish: bool,
    now: i64,
) -> api::Result<()> {
    let (text, forecast) = problem::assemble(tx, CENTRE, known, first, 7)?;
    let asked = problem::read(&text)?;
    let mut times = 0;
    let found = schedule::search(
        &asked,
        7,
        None,
        |_, _| false,
        |_| {
            times += 1;
            f64::from(times) / f64::from(ASKED)
        },
    );
    let shifts = found.file_rows(&asked);
    let id = rosters::keep(
        tx,
        CENTRE,
        &rosters::New { problem: &text, shifts: &shifts, first, days: 7, forecast },
        now,
        None,
    )?;
    if publish {
        rosters::publish(tx, CENTRE, id, now, None)?;
    }
    Ok(())
}

/// A history file up to yesterday: a weekly rhythm, busy days that nobody can explain, and the chance of every half hour.
fn history(today: Date) -> String {
    let mut dice = Dice(0x6d61_7275);
    let whole: f64 = SHAPE.iter().sum::<f64>() * 2.0;
    let mut csv = String::from("start,reason,offered,handled,aht_s\n");
    for back in (1..=DAYS).rev() {
        let day = plus(today, -back);
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        // The day itself is busy or quiet, for all reasons alike; growth of a tenth in the half year.
        let busy = (1.0 + 0.14 * dice.around()) * (1.0 - 0.1 * back as f64 / DAYS as f64);
        let first_days = if days_between(day.first_of_month(), day) < 2 { 1.15 } else { 1.0 };
        for (reason, a_day, aht_s) in VOLUME {
            for half in 0..SHAPE.len() * 2 {
                let share = SHAPE.get(half / 2).copied().unwrap_or(0.0) / whole;
                let mean = a_day * busy * first_days * WEEK.get(weekday).copied().unwrap_or(1.0) * share;
                let offered = dice.count(mean);
                let minute = half * 30;
                let handled = (offered * 0.95).round();
                let aht = aht_s * (1.0 + 0.1 * dice.around());
                csv.push_str(&format!(
                    "{day}T{:02}:{:02},{reason},{offered},{handled},{aht:.0}\n",
                    minute / 60,
                    minute % 60
                ));
            }
        }
    }
    csv
}

/// Seeded chance: the same demo for everyone on the same day.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        // splitmix64 (Steele, Lea & Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as f64 / u64::MAX as f64
    }

    /// About normal around 0 with deviation 1: the sum of twelve.
    fn around(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }

    /// Poisson by Knuth's product.
    fn count(&mut self, mean: f64) -> f64 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.next(), 0.0);
        while product > limit {
            product *= self.next();
            count += 1.0;
        }
        count
    }
}
