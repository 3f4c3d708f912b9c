//! The whole way at full size: twelve months of ten reasons in half hours → forecast → required staff by four skills → a week of
//! 200 people. Prints a picture of each stage and one JSON line; the aim is three minutes on two cores, 60 s of them searching.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, clippy::disallowed_methods)]

use std::time::Instant;

use jiff::civil::{Date, date};
use plan::calendar::Holidays;
use plan::forecast::{Outside, Request, Table, forecast};
use plan::history::{History, minute_of_day, plus};
use plan::schedule::{check, read, search};
use plan::staff::{Erlang, Forecast, Scheduled, Targets, require};

const DAYS: i64 = 365;
const REASONS: usize = 10;
const SKILLS: [&str; 4] = ["refund", "order", "account", "partner"];
const PEOPLE: usize = 200;
const SEARCH_S: f64 = 60.0;

fn main() {
    let last = date(2026, 11, 22);
    let began = Instant::now();
    let csv = history(last);
    let history = History::read(csv.as_bytes(), Some(30)).unwrap();
    let read_s = began.elapsed().as_secs_f64();

    let mut table = Table::new().unwrap();
    for series in &history.series {
        let holidays = Holidays::korea(2025..=2027);
        let request = Request { horizon_days: 7, holidays, guard: 0.4 };
        let made = forecast(series, &request, &Outside::default()).unwrap();
        table.add(series, &made).unwrap();
    }
    let made = Forecast::read(&table.bytes().unwrap(), None).unwrap();
    let forecast_s = began.elapsed().as_secs_f64() - read_s;
    let by_hour = |of: &dyn Fn(usize) -> f64| (0..24).map(of).collect::<Vec<_>>();
    let contacts = by_hour(&|hour| {
        made.rows.iter().filter(|row| usize::from(row.start.hour() as u8) == hour).map(|row| row.contacts).sum::<f64>()
    });
    picture("contacts by hour", &contacts);

    let targets: Targets = targets();
    let required = require(&made, &targets, &Erlang).unwrap();
    let counts: Vec<Scheduled> = required
        .rows
        .iter()
        .map(|row| Scheduled { line: 0, start: row.start, group: row.group.clone(), people: row.people })
        .collect();
    let staff_s = began.elapsed().as_secs_f64() - read_s - forecast_s;
    let people = by_hour(&|hour| {
        let of_hour = required.rows.iter().filter(|row| minute_of_day(row.start.time()) as usize / 60 == hour);
        of_hour.map(|row| row.people).sum::<f64>() / 14.0
    });
    picture("people required", &people);

    let problem = read(problem(plus(last, 1)).as_bytes()).unwrap().requiring(&counts).unwrap();
    let start = Instant::now();
    let roster = search(&problem, 1, None, |_, _| false, |_| start.elapsed().as_secs_f64() / SEARCH_S);
    let report = check(&problem, &roster);
    let mut there = vec![0.0; 24];
    for row in &roster.rows {
        for duty in row.iter().filter_map(|duty| problem.duties.get(usize::from(*duty))) {
            duty.work.iter().filter(|slot| **slot < 48).for_each(|slot| there[slot / 2] += 1.0 / 14.0);
        }
    }
    picture("people at work", &there);
    let total_s = began.elapsed().as_secs_f64();
    println!(
        "{{\"bench\":\"end_to_end\",\"total_s\":{total_s:.1},\"read_s\":{read_s:.2},\"forecast_s\":{forecast_s:.2},\"staff_s\":{staff_s:.3},\"search_s\":{SEARCH_S},\"aim_s\":180,\"cost\":{},\"feasible\":{},\"required_h\":{:.0},\"understaffed_h\":{:.1},\"shift_inefficiency\":{:.3},\"multi_skill_inefficiency\":{:.4}}}",
        report.cost,
        report.feasible,
        report.required_hours,
        report.understaffed_hours,
        report.shift_inefficiency,
        report.multi_skill_inefficiency
    );
    assert!(report.feasible && total_s < 180.0, "{report:?}");
}

/// Bars by hour, in characters.
fn picture(name: &str, values: &[f64]) {
    let most = values.iter().copied().fold(1e-9, f64::max);
    let bar = |value: &f64| ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'][(7.0 * value / most).round() as usize];
    println!("{name:<18} {} at most {most:.0}", values.iter().map(bar).collect::<String>());
}

/// A year with a weekly rhythm, two peaks a day, busy days nobody can explain, and the chance of every half hour.
fn history(last: Date) -> String {
    let mut state = 42_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut csv = String::from("start,reason,offered,handled,aht_s\n");
    for back in (0..DAYS).rev() {
        let day = plus(last, -back);
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap();
        let busy = [1.15, 1.05, 1.0, 1.0, 1.05, 0.5, 0.4][weekday] * (0.9 + 0.2 * next());
        for reason in 0..REASONS {
            for half in 14..48 {
                let hour = half as f64 / 2.0;
                let shape =
                    (-((hour - 11.0) / 2.5).powi(2)).exp() + 0.7 * (-((hour - 15.5) / 2.5).powi(2)).exp() + 0.15;
                let mean = 16.0 * (1.0 + reason as f64 / 10.0) * busy * shape;
                let offered = (mean + mean.sqrt() * 1.7 * (next() + next() + next() - 1.5) * 2.0).max(0.0).round();
                csv += &format!(
                    "{day}T{:02}:{:02},r{reason},{offered},{offered},{}\n",
                    half / 2,
                    half % 2 * 30,
                    240 + 20 * reason
                );
            }
        }
    }
    csv
}

fn targets() -> Targets {
    let groups: Vec<String> = SKILLS
        .iter()
        .enumerate()
        .map(|(at, skill)| {
            let reasons: Vec<String> =
                (0..REASONS).filter(|reason| reason % 4 == at).map(|at| format!("\"r{at}\"")).collect();
            format!("\"{skill}\": {{ \"reasons\": [{}] }}", reasons.join(","))
        })
        .collect();
    let text = format!(
        r#"{{ "default": {{ "service_level": "80%", "within": "20s", "patience": "3m", "shrinkage": {{ "absence": "8%" }} }}, "group": {{ {} }} }}"#,
        groups.join(",")
    );
    serde_json::from_str(&text).unwrap()
}

/// Three full-time shifts with movable breaks, part-time and week-end staff; everybody has one or two of the skills.
fn problem(first: Date) -> String {
    let full = |name: &str, start: &str| {
        format!(
            r#"{{ "name": "{name}", "start": "{start}", "length_min": 540, "breaks": [{{ "length_min": 30, "paid": true, "at_min": [90, 120] }}, {{ "length_min": 60, "at_min": [210, 240, 270] }}, {{ "length_min": 30, "paid": true, "at_min": [390, 420] }}] }}"#
        )
    };
    let shifts = [
        full("07", "07:00"),
        full("09", "09:00"),
        full("11", "11:00"),
        full("15", "15:00"),
        r#"{ "name": "13-18", "start": "13:00", "length_min": 300, "breaks": [{ "length_min": 30, "at_min": [120, 150] }] }"#.into(),
        r#"{ "name": "we", "start": "10:00", "length_min": 540, "weekdays": ["sat", "sun"], "breaks": [{ "length_min": 60, "at_min": [210, 240] }] }"#.into(),
    ];
    let people: Vec<String> = (0..PEOPLE)
        .map(|at| {
            let contract = ["full", "full", "full", "full", "part", "weekend"][at % 6];
            let skills = if at % 3 == 0 {
                format!("\"{}\"", SKILLS[at % 4])
            } else {
                format!("\"{}\",\"{}\"", SKILLS[at % 4], SKILLS[(at + 1) % 4])
            };
            format!(r#"{{ "name": "A{at}", "contract": "{contract}", "skills": [{skills}] }}"#)
        })
        .collect();
    format!(
        r#"{{ "start": "{first}", "days": 7, "interval_min": 30, "skills": {SKILLS:?}, "shifts": [{}], "contracts": [
          {{ "name": "full", "shifts": ["07", "09", "11", "15"], "days": [5, 5], "rest_h": 11, "law": "kr" }},
          {{ "name": "part", "shifts": ["13-18"], "days": [4, 5], "rest_h": 11, "law": "kr" }},
          {{ "name": "weekend", "shifts": ["we"], "days": [2, 2], "law": "kr" }}], "agents": [{}], "under": 100, "over": 1 }}"#,
        shifts.join(","),
        people.join(",")
    )
}
