//! Weeks do not end with a roster, nor does rest: what was worked before counts, and agreements hold week by week.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use plan::schedule::{Rule, check, read, search};
use serde_json::{Value, json};

/// Monday 23 November 2026; one person who works 09–18 or 15–24.
fn file(days: usize, contract: Value, more: Value) -> Value {
    let mut agent = json!({ "name": "KIM", "contract": "c" });
    agent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut terms = json!({ "name": "c", "shifts": ["early", "late"] });
    terms.as_object_mut().unwrap().extend(contract.as_object().unwrap().clone());
    json!({
        "start": "2026-11-23", "days": days, "interval_min": 60, "under": 1, "over": 0,
        "shifts": [
            { "name": "early", "start": "09:00", "length_min": 540, "breaks": [{ "length_min": 60, "at_min": [240] }] },
            { "name": "late", "start": "15:00", "length_min": 540, "breaks": [{ "length_min": 60, "at_min": [240] }] }
        ],
        "contracts": [terms], "agents": [agent],
    })
}

/// Broken rules with the day they show on, of a row written as one letter a day.
fn broken(file: &Value, row: &str) -> Vec<(Rule, usize)> {
    let problem = read(file.to_string().as_bytes()).unwrap_or_else(|why| panic!("{why}"));
    let duty = |letter: char| match letter {
        'e' => problem.ways(0).start as u16,
        'l' => problem.ways(1).start as u16,
        _ => 0,
    };
    let rows = vec![row.chars().map(duty).collect()];
    let roster = plan::schedule::Roster { rows };
    let found = check(&problem, &roster).violations;
    let first = problem.parts.first;
    found.into_iter().map(|one| (one.rule, plan::history::days_between(first, one.day) as usize)).collect()
}

#[test]
fn days_agreed_by_the_week_hold_in_each_week() {
    let five = file(14, json!({ "days_a_week": [5, 5] }), json!({}));
    assert_eq!(broken(&five, "eeeee--eeeee--"), []);
    assert_eq!(broken(&five, "eeeeeee-eee---"), [(Rule::Days, 6), (Rule::Days, 13)]);
    // Hours too.
    let forty = file(14, json!({ "hours_a_week": [40.0, 40.0] }), json!({}));
    assert_eq!(broken(&forty, "eeeee--eeee---"), [(Rule::Hours, 13)]);
}

#[test]
fn of_a_week_that_is_cut_the_least_is_asked_in_proportion() {
    let five = file(10, json!({ "days_a_week": [5, 5] }), json!({}));
    assert_eq!(broken(&five, "eeeee--ee-"), []);
    assert_eq!(broken(&five, "eeeee--e--"), [(Rule::Days, 9)]);
    // Leave excuses: three days off leave four sevenths of five.
    let away = json!({ "off": ["2026-11-23", "2026-11-24", "2026-11-25"] });
    assert_eq!(broken(&file(7, json!({ "days_a_week": [5, 5] }), away), "---ee--"), []);
}

#[test]
fn what_was_worked_before_counts_towards_the_week_the_run_and_the_rest() {
    // Saturday and Sunday before, until midnight.
    let before = json!({ "before": { "ended": "2026-11-23T00:00", "days_in_a_row": 4 } });
    let terms = json!({ "rest_h": 11.0, "days_in_a_row": [1, 5] });
    assert_eq!(broken(&file(7, terms.clone(), before.clone()), "e------"), [(Rule::Rest, 0)]);
    assert_eq!(broken(&file(7, terms.clone(), before.clone()), "l------"), []);
    assert_eq!(broken(&file(7, terms, before), "ll-----"), [(Rule::TooLongInARow, 1)]);
    // A roster from Thursday on: forty hours are worked already.
    let mut thursday = file(4, json!({ "days_a_week": [0, 5] }), json!({ "before": { "week_days": 4 } }));
    thursday["start"] = json!("2026-11-26");
    assert_eq!(broken(&thursday, "e---"), []);
    assert_eq!(broken(&thursday, "ee--"), [(Rule::Days, 3)]);
}

#[test]
fn the_next_roster_needs_its_rest_too() {
    let next = json!({ "next": "2026-11-30T07:00" });
    let terms = json!({ "rest_h": 11.0 });
    assert_eq!(broken(&file(7, terms.clone(), next.clone()), "------l"), [(Rule::Rest, 6)]);
    assert_eq!(broken(&file(7, terms, next), "------e"), []);
}

#[test]
fn a_search_over_two_weeks_keeps_each() {
    let mut five = file(14, json!({ "days_a_week": [5, 5], "days_in_a_row": [1, 6] }), json!({}));
    five["skills"] = json!(["a"]);
    five["agents"][0]["skills"] = json!(["a"]);
    let day =
        |ahead: i64| jiff::civil::date(2026, 11, 23).checked_add(jiff::SignedDuration::from_hours(24 * ahead)).unwrap();
    five["required"] =
        (0..14).map(|at| json!({ "skill": "a", "day": day(at), "people": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] })).collect();
    let problem = read(five.to_string().as_bytes()).unwrap();
    let mut steps = 0;
    let roster = search(
        &problem,
        7,
        None,
        |_, _| false,
        |_| {
            steps += 1;
            f64::from(steps) / 400.0
        },
    );
    assert_eq!(check(&problem, &roster).violations, []);
    let worked: Vec<usize> =
        roster.rows[0].chunks(7).map(|week| week.iter().filter(|duty| **duty != 0).count()).collect();
    assert_eq!(worked, [5, 5]);
}

#[test]
fn weeks_that_contradict_themselves_are_named() {
    for (terms, says) in [
        (json!({ "days_a_week": [5, 4] }), "least"),
        (json!({ "days_a_week": [6, 7], "hours_a_week": [0.0, 40.0] }), "6 days"),
        (json!({ "days_a_week": [0, 2], "hours_a_week": [40.0, 40.0] }), "40"),
        (json!({ "hours_a_week": [56.0, 56.0], "law": "kr" }), "52 h of 근로기준법"),
        (json!({ "hours": [120.0, 120.0], "law": "kr" }), "52 h of 근로기준법"),
    ] {
        let why = read(file(14, terms.clone(), json!({})).to_string().as_bytes()).unwrap_err().to_string();
        assert!(why.contains(says) && why.contains('c'), "{terms}: {why}");
    }
}

#[test]
fn two_people_of_one_name_are_refused() {
    let mut twice = file(7, json!({}), json!({}));
    let one = twice["agents"][0].clone();
    twice["agents"].as_array_mut().unwrap().push(one);
    let why = read(twice.to_string().as_bytes()).unwrap_err().to_string();
    assert!(why.contains("two people are called KIM"), "{why}");
}
