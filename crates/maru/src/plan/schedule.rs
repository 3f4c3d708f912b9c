//! `maru schedule`: a roster from a problem, or the price of one. docs/planning/schedules.md has the files and an example.

use std::path::{Path, PathBuf};

use ::plan::history::{days_between, plus};
use ::plan::schedule::{
    Change, Problem, Report, Roster, Row, Violation, at_work, best_way, bound, check, effect, read, search,
};
use ::plan::staff::read_scheduled;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use node::clock::{self, Clock};
use routing::Time;
use serde::{Deserialize, Serialize};

use super::roster_simulated::{self, Played};
use super::{percent, say_json, write};
use crate::terminal::{picture, progress, say};

/// Share of the time in which a roster is searched for the solver to start from, and the most of it.
const SEARCH_SHARE: f64 = 0.4;
const SEARCH_MOST_MS: f64 = 30_000.0;
const NOT_BUILT: &str = "this Maru was built without HiGHS; nothing was written. \
    Build it with `cargo build --release --features mip` (needs cmake, clang and minutes), or leave --engine out.";

#[derive(Debug, Args)]
pub struct Schedule {
    /// The problem (JSON, or an instance of Curtois & Qu).
    #[arg(long, required_unless_present_any = ["check", "instance"])]
    problem: Option<PathBuf>,
    /// An instance in the benchmark format of Curtois & Qu.
    #[arg(long, conflicts_with = "problem")]
    instance: Option<PathBuf>,
    /// Price a roster instead: the problem and the roster.
    #[arg(long, num_args = 2, value_names = ["PROBLEM", "ROSTER"], conflicts_with_all = ["problem", "instance", "out", "from"])]
    check: Option<Vec<PathBuf>>,
    /// What is required, as written by `maru staff` (CSV: start,group,people), instead of the problem's own; groups are skills.
    #[arg(long)]
    required: Option<PathBuf>,
    /// Start from this roster.
    #[arg(long)]
    from: Option<PathBuf>,
    /// With --from: someone is away, as NAME:2026-11-24; others may be asked that day. Can be given again.
    #[arg(long, requires = "from", value_parser = absence)]
    absent: Vec<(String, Date)>,
    /// With --from: nothing but this day changes. Can be given again.
    #[arg(long, requires = "from", value_parser = super::day)]
    only: Vec<Date>,
    /// How long to search.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// What makes the roster.
    #[arg(long, value_enum, default_value_t = Engine::Search)]
    engine: Engine,
    /// The same seed and the same number of moves make the same roster.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// With --from: why not this shift for someone, as NAME:2026-11-24:SHIFT, or NAME:2026-11-24:off? Says what it would break,
    /// cost and do to the hours; nothing is searched or written.
    #[arg(long, requires = "from", value_parser = asked_about, conflicts_with = "out")]
    why_not: Option<WhyNot>,
    /// Where the roster goes (JSON).
    #[arg(long, required_unless_present_any = ["check", "instance", "why_not"])]
    out: Option<PathBuf>,
    #[command(flatten)]
    played: roster_simulated::Options,
    /// JSON instead of a summary.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Engine {
    /// Local search.
    Search,
    /// Local search, then HiGHS: proves how far from the best possible it is. Only where Maru was built with it.
    Mip,
}

/// Somebody, a day, and a shift or off.
#[derive(Debug, Clone)]
struct WhyNot {
    agent: String,
    day: Date,
    shift: Option<String>,
}

fn asked_about(text: &str) -> Result<WhyNot, String> {
    let mut parts = text.splitn(3, ':');
    let (agent, day, shift) = (parts.next(), parts.next().and_then(|day| super::day(day).ok()), parts.next());
    match (agent, day, shift) {
        (Some(agent), Some(day), Some(shift)) => {
            Ok(WhyNot { agent: agent.into(), day, shift: Some(shift.to_owned()).filter(|shift| shift != "off") })
        }
        _ => Err(format!("\"{text}\" is not understood: write NAME:2026-11-24:SHIFT, or NAME:2026-11-24:off")),
    }
}

fn absence(text: &str) -> Result<(String, Date), String> {
    let parsed = text.rsplit_once(':').and_then(|(name, date)| Some((name.to_owned(), super::day(date).ok()?)));
    parsed.ok_or_else(|| format!("\"{text}\" is not understood: write NAME:2026-11-24"))
}

/// A roster with its price, as in a file; only the shifts are read back.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    report: &'a Report,
    seed: u64,
    shifts: Vec<Row>,
}

#[derive(Deserialize)]
struct Reread {
    shifts: Vec<Row>,
}

pub fn run(asked: &Schedule) -> Result<()> {
    if let Some([problem, roster]) = asked.check.as_deref() {
        let problem = problem_at(asked, problem)?;
        let roster = roster_at(&problem, roster)?;
        let report = Report { bound: Some(bound(&problem)), ..check(&problem, &roster) };
        return answer(asked, &problem, &roster, &report, Vec::new());
    }
    let Some(path) = asked.problem.as_ref().or(asked.instance.as_ref()) else { bail!("give --problem P.json") };
    if !(0.0..=86_400.0).contains(&asked.seconds) {
        bail!("{} seconds are outside 0 to a day", asked.seconds);
    }
    let mut problem = problem_at(asked, path)?;
    let from = asked.from.as_deref().map(|path| roster_at(&problem, path)).transpose()?;
    if let (Some(about), Some(from)) = (&asked.why_not, &from) {
        return why_not(asked, &problem, from, about);
    }
    let mut days = asked.only.clone();
    for (agent, date) in &asked.absent {
        problem.absent(agent, *date)?;
        days.push(*date);
    }
    let first = problem.parts.first;
    let frozen = |_, day: usize| !days.is_empty() && !days.contains(&plus(first, day as i64));
    let mut clock = Clock::starting_at(Time(0), clock::now);
    let begin = clock.now();
    let limit_ms = (1_000.0 * asked.seconds).max(1.0);
    if asked.engine == Engine::Mip && !cfg!(feature = "mip") {
        bail!(NOT_BUILT);
    }
    if asked.engine == Engine::Mip && !days.is_empty() {
        bail!("--engine mip plans every day anew: leave it out, or leave --only and --absent out");
    }
    // The solver starts from what a search finds first.
    let limit_ms = if asked.engine == Engine::Mip { (limit_ms * SEARCH_SHARE).min(SEARCH_MOST_MS) } else { limit_ms };
    let mut told = 0.0;
    let mut roster = search(&problem, asked.seed, from.as_ref(), frozen, |best| {
        let share = (clock.now().0 - begin.0) as f64 / limit_ms;
        if share - told >= 0.01 || share >= 1.0 {
            told = share;
            progress(share, &format!("best cost {best}"));
        }
        share
    });
    let mut proved = bound(&problem);
    if asked.engine == Engine::Mip {
        let left_s = |best: Option<i64>| {
            let spent_s = (clock.now().0 - begin.0) as f64 / 1_000.0;
            let best = best.map_or_else(|| "no roster yet".into(), |best| format!("best cost {best}"));
            progress((spent_s / asked.seconds.max(0.001)).min(1.0), &best);
            asked.seconds - spent_s
        };
        (roster, proved) = solved(&problem, roster, proved, left_s);
    }
    let mut report = check(&problem, &roster);
    report.bound = Some(proved);
    let asked_of = from.map(|from| moves(&problem, &from, &roster)).unwrap_or_default();
    if let Some(out) = &asked.out {
        let written = Written { report: &report, seed: asked.seed, shifts: roster.file_rows(&problem) };
        write(out, serde_json::to_string(&written)?.as_bytes())?;
    }
    answer(asked, &problem, &roster, &report, asked_of)
}

/// The price of a roster, whose days are others than in the roster it started from, and what customers will experience.
#[derive(Serialize)]
struct Answered<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Move>,
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated: Option<Played>,
}

/// Somebody's day before and after; `None` is off.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Move {
    agent: String,
    day: Date,
    before: Option<String>,
    after: Option<String>,
}

impl Move {
    /// `ask LEE on 2026-11-24: off → early`.
    fn line(&self, absent: &[(String, Date)]) -> String {
        let away = absent.iter().any(|(agent, day)| (agent, day) == (&self.agent, &self.day));
        let said = |shift: &Option<String>| shift.clone().unwrap_or_else(|| "off".into());
        let (before, after) = (said(&self.before), said(&self.after));
        let (agent, day) = (&self.agent, self.day);
        match (away, before == after) {
            (true, _) => format!("{agent} is away on {day}: {before} → {after}"),
            (false, true) => format!("ask {agent} on {day}: {before}, with breaks at other times"),
            (false, false) => format!("ask {agent} on {day}: {before} → {after}"),
        }
    }
}

/// Days that are others than before, person by person.
fn moves(problem: &Problem, before: &Roster, after: &Roster) -> Vec<Move> {
    let name = |duty: u16| problem.shift_of(duty).map(|(_, shift)| shift.name.clone());
    let rows = problem.parts.agents.iter().zip(before.rows.iter().zip(&after.rows));
    rows.flat_map(|(agent, (before, after))| {
        let days = before.iter().zip(after).enumerate().filter(|(_, (before, after))| before != after);
        days.map(|(day, (before, after))| Move {
            agent: agent.name.clone(),
            day: plus(problem.parts.first, day as i64),
            before: name(*before),
            after: name(*after),
        })
    })
    .collect()
}

/// The better of a roster and the solver's, and what the solver proves.
#[cfg(feature = "mip")]
fn solved(problem: &Problem, roster: Roster, proved: i64, left_s: impl FnMut(Option<i64>) -> f64) -> (Roster, i64) {
    let before = check(problem, &roster);
    let found = ::plan::schedule::mip::solve(problem, Some(&roster), left_s);
    let proved = found.bound.unwrap_or(proved).max(proved);
    let better = found.roster.filter(|found| !before.feasible || check(problem, found).cost < before.cost);
    (better.unwrap_or(roster), proved)
}

#[cfg(not(feature = "mip"))]
fn solved(_: &Problem, roster: Roster, proved: i64, _: impl FnMut(Option<i64>) -> f64) -> (Roster, i64) {
    (roster, proved)
}

fn problem_at(asked: &Schedule, path: &Path) -> Result<Problem> {
    let problem = read(&super::read(path)?).with_context(|| format!("{}; nothing was written", path.display()))?;
    let Some(path) = &asked.required else { return Ok(problem) };
    let counts = read_scheduled(&super::read(path)?);
    counts
        .and_then(|counts| problem.requiring(&counts))
        .with_context(|| format!("{}; nothing was written", path.display()))
}

fn roster_at(problem: &Problem, path: &Path) -> Result<Roster> {
    let within = || format!("in the roster {}", path.display());
    let rows: Reread = serde_json::from_slice(&super::read(path)?).with_context(within)?;
    Roster::from_rows(problem, &rows.shifts).with_context(within)
}

/// What a change would break, cost and do to the hours.
fn why_not(asked: &Schedule, problem: &Problem, from: &Roster, about: &WhyNot) -> Result<()> {
    let agent = problem.parts.agents.iter().position(|agent| agent.name == about.agent);
    let day = usize::try_from(days_between(problem.parts.first, about.day)).ok().filter(|day| *day < problem.days());
    let (Some(agent), Some(day)) = (agent, day) else {
        bail!("{} on {}: the problem has no such person or day", about.agent, about.day);
    };
    let duty = match &about.shift {
        None => 0,
        Some(name) => {
            let shift = problem.parts.shifts.iter().position(|shift| shift.name == *name);
            let way = shift.and_then(|shift| best_way(problem, from, agent, day, shift));
            way.with_context(|| format!("the problem has no shift «{name}»"))?
        }
    };
    let effect = effect(problem, from, &[Change { agent, day, duty }]);
    if asked.json {
        return say_json(&effect);
    }
    for one in &effect.broken {
        say(&broken(one));
    }
    if effect.broken.is_empty() {
        say("no rule would be broken");
    }
    let (before, after) = effect.understaffed_hours;
    say(&format!("cost {:+}; hours short {before:.1} → {after:.1}", effect.cost));
    Ok(())
}

/// A broken rule in words.
fn broken(one: &Violation) -> String {
    let unit = if one.rule.in_minutes() { " min" } else { "" };
    format!("{} on {}: {} (by {}{unit})", one.agent, one.day, one.rule, one.by)
}

/// How far from the best possible, as far as that is known.
fn distance(cost: i64, bound: i64) -> String {
    match cost - bound {
        ..=0 => "no roster costs less".into(),
        more if bound > 0 => format!(
            "at most {} from the best possible: none costs less than {bound}",
            percent(more as f64 / bound as f64)
        ),
        _ => "how far from the best possible is not known: --engine mip proves a bound".into(),
    }
}

/// Required and at work by hour of a mean day.
fn pictures(problem: &Problem, roster: &Roster) {
    let (mut required, mut there) = ([0.0; 24], [0.0; 24]);
    let hours = f64::from(problem.parts.interval_min) / 60.0 / problem.days() as f64;
    let add = |to: &mut [f64; 24], interval: usize, people: f64| {
        let hour = interval % problem.slots() * problem.parts.interval_min as usize / 60;
        to.get_mut(hour).into_iter().for_each(|cell| *cell += people * hours);
    };
    for (interval, people) in problem.parts.required.iter().flat_map(|skill| skill.iter().enumerate()) {
        add(&mut required, interval, f64::from(*people));
    }
    for (interval, people) in at_work(problem, roster).people().into_iter().enumerate() {
        add(&mut there, interval, f64::from(people));
    }
    if required.iter().sum::<f64>() > 0.0 {
        picture("required by hour", &required);
        picture("at work by hour", &there);
    }
}

fn answer(asked: &Schedule, problem: &Problem, roster: &Roster, report: &Report, changes: Vec<Move>) -> Result<()> {
    let simulated = asked.played.play(problem, roster, asked.seed)?;
    if asked.json {
        return say_json(&Answered { report, changes, simulated });
    }
    changes.iter().for_each(|one| say(&one.line(&asked.absent)));
    if changes.is_empty() && asked.from.is_some() {
        say("nobody's day changes");
    }
    say(&format!(
        "{} people, {} days: cost {} ({} by interval, {} by shift, {} wishes, {} fairness)",
        problem.parts.agents.len(),
        problem.days(),
        report.cost,
        report.cost_intervals,
        report.cost_shifts,
        report.cost_wishes,
        report.cost_fairness
    ));
    if let Some(bound) = report.bound {
        say(&distance(report.cost, bound));
    }
    if report.required_hours > 0.0 {
        say(&format!(
            "{:.1} h required, {:.1} h at work: {:.1} h short ({} for want of skills), {:.1} h over ({} of what is required)",
            report.required_hours,
            report.worked_hours,
            report.understaffed_hours,
            percent(report.multi_skill_inefficiency),
            report.overstaffed_hours,
            percent(report.shift_inefficiency)
        ));
    }
    if report.night_hours > 0.0 {
        say(&format!("{:.1} h of it between 22:00 and 06:00, at half as much again", report.night_hours));
    }
    if report.required_hours <= 0.0 && problem.parts.cover.is_empty() {
        say("nobody is required: without --required R.csv, or `required` in the problem, only rules and wishes count");
    }
    pictures(problem, roster);
    if report.feasible {
        say("no rule is broken");
    }
    for violation in report.violations.iter().take(20) {
        say(&broken(violation));
    }
    if report.violations.len() > 20 {
        say(&format!("and {} more broken rules (--json has all)", report.violations.len() - 20));
    }
    simulated.iter().for_each(Played::say);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        asked: Schedule,
    }

    fn run_with(args: &[&str]) -> Result<(), String> {
        let line = Line::try_parse_from([&["schedule"], args].concat()).map_err(|wrong| wrong.to_string())?;
        run(&line.asked).map_err(|wrong| format!("{wrong:#}"))
    }

    const PROBLEM: &str = r#"{
        "start": "2026-11-23", "days": 2, "skills": ["refund"],
        "shifts": [{ "name": "day", "start": "09:00", "length_min": 480 }],
        "contracts": [{ "name": "full", "shifts": ["day"] }],
        "agents": [{ "name": "KIM", "contract": "full", "skills": ["refund"] }]
    }"#;

    #[test]
    fn from_requirements_to_a_roster_its_check_and_an_absence() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (problem, required, roster) = (path("P.json"), path("R.csv"), path("roster.json"));
        std::fs::write(&problem, PROBLEM).unwrap();
        std::fs::write(&required, "start,group,people\n2026-11-23T10:00,refund,0.8\n2026-11-24T10:00,refund,0.8\n")
            .unwrap();
        let base = ["--problem", &problem, "--required", &required, "--seconds", "0.2", "--json"];
        run_with(&[&base[..], &["--out", &roster]].concat()).unwrap();
        let read = |path: &str| -> serde_json::Value { serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() };
        assert_eq!(read(&roster)["shifts"].as_array().unwrap().len(), 2);
        assert_eq!(read(&roster)["cost"], 0);
        run_with(&["--check", &problem, &roster, "--required", &required, "--json"]).unwrap();
        let repaired = path("repaired.json");
        let away = ["--from", &roster, "--absent", "KIM:2026-11-24", "--out", &repaired];
        run_with(&[&base[..], &away[..]].concat()).unwrap();
        assert_eq!(read(&repaired)["shifts"].as_array().unwrap().len(), 1);
        assert_eq!(read(&repaired)["understaffed_hours"], 0.5);
    }

    #[test]
    fn an_absence_names_who_is_away_and_who_is_asked_instead() {
        let two = PROBLEM.replace(
            r#""skills": ["refund"] }]"#,
            r#""skills": ["refund"] }, { "name": "LEE", "contract": "full", "skills": ["refund"] }]"#,
        );
        let problem = read(two.as_bytes()).unwrap();
        let duty = problem.ways(0).start as u16;
        let (before, after) =
            (Roster { rows: vec![vec![duty, duty], vec![0, 0]] }, Roster { rows: vec![vec![duty, 0], vec![0, duty]] });
        let away = [("KIM".to_owned(), "2026-11-24".parse().unwrap())];
        let lines: Vec<String> = moves(&problem, &before, &after).iter().map(|one| one.line(&away)).collect();
        assert_eq!(lines, ["KIM is away on 2026-11-24: day → off", "ask LEE on 2026-11-24: off → day"]);
    }

    #[test]
    fn nothing_is_written_on_bad_input() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (problem, required, roster) = (path("P.json"), path("R.csv"), path("roster.json"));
        std::fs::write(&problem, PROBLEM).unwrap();
        std::fs::write(&required, "start,group,people\n2026-11-23T10:00,magic,1\n").unwrap();
        let wrong = run_with(&["--problem", &problem, "--required", &required, "--out", &roster]).unwrap_err();
        assert!(wrong.contains("R.csv") && wrong.contains("line 2") && wrong.contains("«magic»"), "{wrong}");
        std::fs::write(&required, "start,group,people\n2026-12-23T10:00,refund,1\n").unwrap();
        let wrong = run_with(&["--problem", &problem, "--required", &required, "--out", &roster]).unwrap_err();
        assert!(wrong.contains("the days of the forecast"), "{wrong}");
        std::fs::write(&problem, PROBLEM.replace("\"days\": 2", "\"days\": 0")).unwrap();
        let wrong = run_with(&["--problem", &problem, "--out", &roster]).unwrap_err();
        assert!(wrong.contains("P.json") && wrong.contains("horizon"), "{wrong}");
        assert!(!Path::new(&roster).exists());
    }
}
