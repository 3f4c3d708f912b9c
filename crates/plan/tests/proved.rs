//! What HiGHS proves beside every roster of problems small enough to try them all: the feature `mip`.
#![cfg(feature = "mip")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use plan::schedule::{Problem, Roster, check, mip, read};
use serde_json::{Value, json};

/// Three people, four days from a Thursday, two overlapping shifts with a movable pause, two skills.
const SMALL: &str = r#"{
  "start": "2026-11-26", "days": 4, "interval_min": 60, "skills": ["a", "b"], "under": 10, "over": 1, "weekend_burden": 1, "fairness": 2, "sites": [{ "name": "s", "seats": 1 }],
  "shifts": [
    { "name": "early", "start": "08:00", "length_min": 360, "breaks": [{ "length_min": 60, "at_min": [120, 180] }] },
    { "name": "late", "start": "18:00", "length_min": 300, "burden": 1 }
  ],
  "contracts": [{ "name": "c", "shifts": ["early", "late"], "days": [1, 3], "rest_h": 11, "days_in_a_row": [2, 3], "off_in_a_row": 2, "weekends": 1 }],
  "agents": [
    { "name": "kim", "contract": "c", "skills": ["a"], "borne": 1, "site": "s", "wishes": [{ "day": "2026-11-27", "wish": "off", "weight": 7 }] },
    { "name": "lee", "contract": "c", "skills": ["a", "b"], "preferred_start": "18:00", "preferred_weight": 1 },
    { "name": "park", "contract": "c", "skills": ["b"], "site": "s", "home": ["fri"], "off": ["2026-11-28"] }
  ],
  "required": [
    { "skill": "a", "day": "2026-11-26", "people": [0,0,0,0,0,0,0,0,1,1,2,1,1,1,0,0,0,0,1,1,1,1,1] },
    { "skill": "b", "day": "2026-11-27", "people": [0,0,0,0,0,0,0,0,1,1,1,1,1,1,0,0,0,0,0,1,1,1,1] },
    { "skill": "a", "day": "2026-11-28", "people": [0,0,0,0,0,0,0,0,1,1,1,1,1,1,0,0,0,0,1,1,1,1,1] },
    { "skill": "b", "day": "2026-11-29", "people": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1] }
  ]
}"#;

/// Every row of one person that breaks none of her rules, others being off.
fn rows(problem: &Problem, agent: usize) -> Vec<Vec<u16>> {
    let (duties, days) = (problem.duties.len(), problem.days());
    let row = |number: usize| -> Vec<u16> {
        (0..days).map(|day| (number / duties.pow(day as u32) % duties) as u16).collect()
    };
    let name = &problem.parts.agents[agent].name;
    let mut roster = Roster { rows: vec![vec![0; days]; problem.parts.agents.len()] };
    let keeps = |row: &Vec<u16>| {
        roster.rows[agent].clone_from(row);
        check(problem, &roster).violations.iter().all(|found| found.agent != *name)
    };
    (0..duties.pow(days as u32)).map(row).filter(keeps).collect()
}

/// The least cost of all rosters without a broken rule.
fn by_trying_all(problem: &Problem) -> Option<i64> {
    let mut rosters = vec![Vec::new()];
    for agent in 0..problem.parts.agents.len() {
        let own = rows(problem, agent);
        rosters =
            rosters.iter().flat_map(|rows| own.iter().map(move |row| [&rows[..], &[row.clone()]].concat())).collect();
    }
    let reports = rosters.into_iter().map(|rows| check(problem, &Roster { rows }));
    reports.filter(|report| report.feasible).map(|report| report.cost).min()
}

fn proves_the_best(problem: &Problem, of: &str) {
    let best = by_trying_all(problem);
    let found = mip::solve(problem, None, |_| 120.0);
    let report = found.roster.map(|roster| check(problem, &roster));
    assert!(report.as_ref().is_none_or(|report| report.feasible), "{of}: {report:?}");
    assert_eq!((report.map(|report| report.cost), found.proved), (best, best.is_some()), "{of}");
    if best.is_some() {
        assert_eq!(found.bound, best, "{of}");
    }
}

#[test]
fn the_proved_optimum_is_the_best_of_all_rosters() {
    proves_the_best(&read(SMALL.as_bytes()).unwrap(), "small");
}

#[test]
fn whoever_breaks_a_rule_in_the_roster_given_gets_other_days() {
    let problem = read(SMALL.as_bytes()).unwrap();
    let late = problem.ways(1).start as u16;
    // KIM works a single day amid days off; there is no time for more than mending that.
    let broken = Roster { rows: vec![vec![0, late, 0, 0], vec![0, 0, late, late], vec![0, 0, 0, late]] };
    assert!(!check(&problem, &broken).feasible);
    let mut asked = 0;
    let left_s = |_| {
        asked += 1;
        if asked == 1 { 60.0 } else { 0.0 }
    };
    let found = mip::solve(&problem, Some(&broken), left_s).roster.unwrap();
    let report = check(&problem, &found);
    assert!(report.feasible, "{report:?}");
}

#[test]
fn rules_that_contradict_each_other_have_no_roster() {
    // Three of four days in one run, and KIM is off on the second.
    let none = SMALL
        .replace(r#""days": [1, 3]"#, r#""days": [3, 3]"#)
        .replace(r#""borne": 1"#, r#""borne": 1, "off": ["2026-11-27"]"#);
    proves_the_best(&read(none.as_bytes()).unwrap(), "three days");
}

/// One person and seven days, from a Friday into the next week, who would work every day if she could: each rule, alone and with others, takes
/// away what the check would name.
#[test]
fn each_rule_binds_the_solver_as_it_binds_the_check() {
    let contracts = [
        json!({}),
        json!({ "days_a_week": [0, 2] }),
        json!({ "days_a_week": [4, 7] }),
        json!({ "hours_a_week": [0.0, 15.0] }),
        json!({ "hours_a_week": [20.0, 60.0], "days": [0, 4] }),
        json!({ "days_in_a_row": [2, 3] }),
        json!({ "days_in_a_row": [3, 4], "off_in_a_row": 2 }),
        json!({ "days_in_a_row": [2, 30], "off_in_a_row": 3, "weekends": 0 }),
        json!({ "days_in_a_row": [0, 1] }),
        json!({ "weekend_days": 1 }),
        json!({ "weekends": 0 }),
        json!({ "rest_h": 12.0 }),
        json!({ "rest_h": 40.0 }),
        json!({ "rest_h": 64.0 }),
        json!({ "nights_in_a_row": 2 }),
        json!({ "nights_in_a_row": 2, "rest_after_nights_h": 30.0 }),
        json!({ "rest_after_nights_h": 60.0, "night_from_h": 1.0 }),
        json!({ "nights_in_a_row": 1, "rest_after_nights_h": 40.0, "days_in_a_row": [2, 4] }),
        json!({ "law": "kr" }),
    ];
    let around = [
        json!({}),
        json!({ "before": { "ended": "2026-11-26T18:00", "days_in_a_row": 2, "week_days": 4, "week_minutes": 1900 } }),
        json!({ "before": { "ended": "2026-11-27T06:00", "days_in_a_row": 1, "nights_in_a_row": 1, "week_days": 1, "week_minutes": 480 } }),
        json!({ "before": { "ended": "2026-11-26T06:00", "nights_in_a_row": 2 }, "next": "2026-12-04T06:00" }),
        json!({ "next": "2026-12-04T22:30", "off": ["2026-11-30"] }),
    ];
    for contract in &contracts {
        for person in &around {
            let mut terms = json!({ "name": "c", "shifts": ["day", "night"] });
            terms.as_object_mut().unwrap().extend(contract.as_object().unwrap().clone());
            let mut agent = json!({ "name": "kim", "contract": "c", "wishes": [] });
            agent.as_object_mut().unwrap().extend(person.as_object().unwrap().clone());
            let day = |at: u32| if at < 4 { format!("2026-11-{}", 27 + at) } else { format!("2026-12-0{}", at - 3) };
            let wishes = |at: u32| {
                let wish = |shift: &str, weight: u32| json!({ "day": day(at), "shift": shift, "wish": "on", "weight": weight });
                [wish("day", 3 + at % 3), wish("night", 4 + at * 2 % 5)]
            };
            agent["wishes"] = (0..7).flat_map(wishes).collect();
            let file: Value = json!({
                "start": "2026-11-27", "days": 7, "interval_min": 60,
                "shifts": [
                    { "name": "day", "start": "09:00", "length_min": 480, "breaks": [{ "length_min": 60, "at_min": [240] }] },
                    { "name": "night", "start": "22:00", "length_min": 480, "breaks": [{ "length_min": 60, "at_min": [240] }] },
                ],
                "contracts": [terms], "agents": [agent],
            });
            proves_the_best(&read(file.to_string().as_bytes()).unwrap(), &format!("{contract} {person}"));
        }
    }
}
