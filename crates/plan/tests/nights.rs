//! Night work: whom the law protects, what it pays for, and the runs of nights and rests after them that a centre states.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use plan::schedule::{Before, Change, Problem, Report, Roster, Rule, breaks, check, read, read_kept, search};
use serde_json::{Value, json};

/// From Monday 23 November 2026; KIM may work a day, an evening until midnight, a night, or a long day.
fn file(days: usize, contract: Value, person: Value) -> Value {
    let mut agent = json!({ "name": "KIM", "contract": "c", "skills": ["a"] });
    agent.as_object_mut().unwrap().extend(person.as_object().unwrap().clone());
    let mut terms = json!({ "name": "c", "shifts": ["day", "evening", "night", "long"] });
    terms.as_object_mut().unwrap().extend(contract.as_object().unwrap().clone());
    let meal = json!([{ "length_min": 60, "at_min": [240] }]);
    json!({
        "start": "2026-11-23", "days": days, "interval_min": 60, "skills": ["a"],
        "shifts": [
            { "name": "day", "start": "09:00", "length_min": 540, "breaks": meal },
            { "name": "evening", "start": "15:00", "length_min": 540, "breaks": meal },
            { "name": "night", "start": "22:00", "length_min": 540, "breaks": meal },
            { "name": "long", "start": "08:00", "length_min": 690, "breaks": meal },
        ],
        "contracts": [terms], "agents": [agent],
    })
}

fn problem(file: &Value) -> Problem {
    read(file.to_string().as_bytes()).unwrap_or_else(|why| panic!("{why}"))
}

fn roster(problem: &Problem, row: &str) -> Roster {
    let duty = |letter| "denl".find(letter).map_or(0, |shift| problem.ways(shift).start as u16);
    Roster { rows: vec![row.chars().map(duty).collect()] }
}

fn priced(file: &Value, row: &str) -> Report {
    let problem = problem(file);
    check(&problem, &roster(&problem, row))
}

/// Broken rules with the day they show on.
fn broken(file: &Value, row: &str) -> Vec<(Rule, i8)> {
    priced(file, row).violations.iter().map(|one| (one.rule, one.day.day() - 23)).collect()
}

#[test]
fn whom_the_law_protects_works_no_night_and_no_long_day() {
    let law = json!({ "law": "kr" });
    let of = |who: &str| file(7, law.clone(), json!({ "protected": who }));
    for who in ["pregnant", "after_birth", "minor", "no_consent"] {
        assert_eq!(broken(&of(who), "d--n---"), [(Rule::Night, 3)], "{who}");
        // Until midnight: two hours of it are night.
        assert_eq!(broken(&of(who), "e------"), [(Rule::Night, 0)], "{who}");
    }
    // Ten hours and a half on a day: more than 8, 10 and 8; who did not agree to nights may work long.
    for (who, rules) in [("pregnant", 1), ("after_birth", 1), ("minor", 1), ("no_consent", 0)] {
        assert_eq!(broken(&of(who), "l------"), vec![(Rule::DayHours, 0); rules], "{who}");
    }
    // Six days of eight hours: within 52, not within 40 or 46.
    for (who, by) in
        [("pregnant", Some(8 * 60)), ("after_birth", Some(2 * 60)), ("minor", Some(8 * 60)), ("no_consent", None)]
    {
        let found = priced(&of(who), "dddddd-").violations;
        assert_eq!(found.iter().map(|one| (one.rule, one.by)).next(), by.map(|by| (Rule::WeekHours, by)), "{who}");
    }
    let permitted = file(7, law.clone(), json!({ "protected": "pregnant", "night_permit": true }));
    assert_eq!(broken(&permitted, "n------"), []);
    assert_eq!(broken(&permitted, "l------"), [(Rule::DayHours, 0)]);
    assert_eq!(broken(&file(7, law, json!({})), "n------"), []);
}

#[test]
fn what_a_swap_would_do_to_the_protected_is_named() {
    let problem = problem(&file(7, json!({ "law": "kr" }), json!({ "protected": "minor" })));
    let night = problem.ways(2).start as u16;
    let found = breaks(&problem, &roster(&problem, "d------"), &[Change { agent: 0, day: 2, duty: night }]);
    assert_eq!(found.iter().map(|one| one.rule).collect::<Vec<_>>(), [Rule::Night]);
}

#[test]
fn protection_that_contradicts_the_contract_is_named_with_both() {
    let refused = |contract: Value, person: Value| {
        read(file(7, contract, person).to_string().as_bytes()).unwrap_err().to_string()
    };
    let minor = json!({ "protected": "minor" });
    let why = refused(json!({}), minor.clone());
    assert!(why.contains("KIM") && why.contains("contract c") && why.contains("law to kr"), "{why}");
    let why = refused(json!({ "law": "kr", "hours_a_week": [44.0, 52.0] }), minor.clone());
    assert!(why.contains("KIM") && why.contains("44 h") && why.contains("제69조"), "{why}");
    let why = refused(json!({ "law": "kr", "hours": [44.0, 52.0] }), minor.clone());
    assert!(why.contains("at least 44 h"), "{why}");
    let why = refused(json!({ "law": "kr", "shifts": ["night", "long"] }), minor.clone());
    assert!(why.contains("KIM") && why.contains("제70조") && why.contains("제69조"), "{why}");
    // What protection leaves can contradict as well: five days, and the one shift she may work exists on two.
    let mut two_days = file(7, json!({ "law": "kr", "days_a_week": [5, 5] }), minor.clone());
    two_days["shifts"][0]["weekdays"] = json!(["mon", "tue"]);
    let why = read(two_days.to_string().as_bytes()).map(drop).unwrap_err().to_string();
    assert!(why.contains("KIM") && why.contains("contract c") && why.contains("«days» and «shifts»"), "{why}");
    // More days than hours allow: six of eight hours are more than forty.
    let why = refused(json!({ "law": "kr", "days_a_week": [6, 6] }), minor);
    assert!(why.contains("KIM") && why.contains("«days» and «hours»"), "{why}");
}

#[test]
fn a_roster_of_before_a_protection_is_looked_at_under_it_even_where_the_two_contradict() {
    let terms =
        [json!({ "law": "kr", "hours_a_week": [44.0, 52.0] }), json!({}), json!({ "law": "kr", "shifts": ["night"] })];
    for contract in terms {
        let text = file(7, contract, json!({ "protected": "pregnant" })).to_string();
        assert!(read(text.as_bytes()).is_err());
        let problem = read_kept(text.as_bytes()).unwrap();
        let night = check(&problem, &roster(&problem, "---n---")).violations;
        assert!(night.iter().any(|one| one.rule == Rule::Night), "{night:?}");
    }
}

#[test]
fn hours_at_night_are_counted_without_the_pause() {
    // 22:00 to 07:00 with a meal at 02:00: seven; the evening's last two.
    assert_eq!(priced(&file(7, json!({}), json!({})), "n------").night_hours, 7.0);
    assert_eq!(priced(&file(7, json!({}), json!({})), "e-----n").night_hours, 9.0);
    assert_eq!(priced(&file(7, json!({}), json!({})), "ddddd--").night_hours, 0.0);
}

#[test]
fn a_run_of_nights_ends_and_has_its_rest() {
    let nights = file(7, json!({ "nights_in_a_row": 2, "rest_after_nights_h": 40.0 }), json!({}));
    assert_eq!(broken(&nights, "nn-----"), []);
    assert_eq!(broken(&nights, "nnn----"), [(Rule::NightsInARow, 2)]);
    // An evening is not a night: two hours of it only.
    assert_eq!(broken(&nights, "eee----"), []);
    // Until Wednesday 07:00; forty hours end on Thursday at 23:00.
    assert_eq!(broken(&nights, "nn--d--"), []);
    assert_eq!(broken(&nights, "nn-d---"), [(Rule::RestAfterNights, 3)]);
    assert_eq!(broken(&nights, "nn-n---"), [(Rule::RestAfterNights, 3)]);
    // What a centre calls a night may be less: then three evenings are too many.
    let early = file(7, json!({ "nights_in_a_row": 2, "night_from_h": 2.0 }), json!({}));
    assert_eq!(broken(&early, "eee----"), [(Rule::NightsInARow, 2)]);
}

#[test]
fn nights_go_on_from_roster_to_roster() {
    let terms = json!({ "nights_in_a_row": 2, "rest_after_nights_h": 40.0 });
    let before = |in_a_row: u32| json!({ "before": { "ended": "2026-11-23T07:00", "days_in_a_row": in_a_row, "nights_in_a_row": 2 } });
    assert_eq!(broken(&file(7, terms.clone(), before(2)), "n------"), [(Rule::NightsInARow, 0)]);
    assert_eq!(broken(&file(7, terms.clone(), before(2)), "-d-----"), [(Rule::RestAfterNights, 1)]);
    assert_eq!(broken(&file(7, terms.clone(), before(2)), "--d----"), []);
    let next = |at: &str| json!({ "next": at });
    // Another night goes on, a day does not.
    assert_eq!(broken(&file(7, terms.clone(), next("2026-11-30T22:00")), "------n"), []);
    assert_eq!(broken(&file(7, terms.clone(), next("2026-12-01T09:00")), "------n"), [(Rule::RestAfterNights, 6)]);
    assert_eq!(broken(&file(7, terms, next("2026-12-01T23:30")), "------n"), []);
    assert_eq!(Before::default().nights, 0);
}

#[test]
fn days_in_a_row_go_on_into_the_next_roster() {
    let next =
        |days: u32| file(7, json!({ "law": "kr" }), json!({ "next": "2026-11-30T09:00", "next_days_in_a_row": days }));
    assert_eq!(broken(&next(1), "--ddddd"), []);
    assert_eq!(broken(&next(2), "--ddddd"), [(Rule::TooLongInARow, 6)]);
    assert_eq!(broken(&next(6), "-----dd"), [(Rule::TooLongInARow, 6)]);
    // A day off ends it.
    assert_eq!(broken(&next(6), "-ddddd-"), []);
    assert_eq!(broken(&next(0), "-dddddd"), []);
}

#[test]
fn a_search_keeps_the_limits_of_nights() {
    let mut centre = file(
        14,
        json!({ "law": "kr", "nights_in_a_row": 3, "rest_after_nights_h": 40.0, "days_a_week": [4, 5] }),
        json!({}),
    );
    let person = |name: &str, protected: Value| {
        let mut one = json!({ "name": name, "contract": "c", "skills": ["a"] });
        if protected.is_string() {
            one["protected"] = protected;
        }
        one
    };
    centre["agents"] = json!([
        person("KIM", Value::Null),
        person("LEE", Value::Null),
        person("PARK", json!("pregnant")),
        person("CHOI", Value::Null)
    ]);
    // From 22:00 to 06:00, but for the meal: no evening reaches that.
    let people: Vec<u32> = (0..24).map(|hour| u32::from([0, 1, 3, 4, 5, 22, 23].contains(&hour))).collect();
    let day = |ahead: i64| jiff::civil::date(2026, 11, 23).saturating_add(jiff::SignedDuration::from_hours(24 * ahead));
    centre["required"] = (0..14).map(|at| json!({ "skill": "a", "day": day(at), "people": people })).collect();
    let problem = problem(&centre);
    let mut asked = 0;
    let best = search(
        &problem,
        5,
        None,
        |_, _| false,
        |_| {
            asked += 1;
            f64::from(asked) / 300.0
        },
    );
    let report = check(&problem, &best);
    assert_eq!(report.violations, []);
    // Nobody begins before the first midnight: five hours, and at most one night more; PARK works on none.
    assert!(report.understaffed_hours <= 5.0 + 7.0, "{report:?}");
    assert!(best.rows[2].iter().all(|duty| problem.night_min(*duty) == 0));
}

#[test]
fn who_works_nights_alone_cannot_work_longer_in_a_row_than_nights() {
    let mut refused = file(7, json!({ "days_in_a_row": [4, 5], "nights_in_a_row": 2 }), json!({}));
    read(refused.to_string().as_bytes()).unwrap_or_else(|why| panic!("days may lie between: {why}"));
    refused["contracts"][0]["shifts"] = json!(["night"]);
    let why = read(refused.to_string().as_bytes()).map(drop).unwrap_err();
    assert!(why.to_string().contains("days_in_a_row"), "{why}");
}
