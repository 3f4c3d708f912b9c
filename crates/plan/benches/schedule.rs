//! A week of two hundred people: ten seconds of search beside what no roster can go below, then one day planned anew.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, clippy::indexing_slicing)]

use std::time::Instant;

use jiff::civil::Date;
use plan::schedule::{Problem, check, read, search};
use serde_json::{Value, json};

const AGENTS: usize = 200;

/// Four skills, day shifts from 07:00 to 15:00 and late ones, a meal at one of five times; required: a hump over each day that the
/// people could just cover.
fn problem() -> Problem {
    let mut dice = 0x9e37_79b9_u64;
    let mut below = |below: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % below
    };
    let shifts: Vec<Value> = (7..16)
        .map(|hour| {
            json!({
                "name": format!("d{hour:02}"), "start": format!("{hour:02}:00"), "length_min": 540,
                "breaks": [{ "length_min": 60, "at_min": [180, 210, 240, 270, 300] }],
            })
        })
        .collect();
    let names: Vec<&Value> = shifts.iter().map(|shift| &shift["name"]).collect();
    let skills = ["billing", "orders", "returns", "tech"];
    let sets: [&[usize]; 6] = [&[0], &[1], &[0, 1], &[1, 2], &[2, 3], &[3]];
    let agents: Vec<Value> = (0..AGENTS)
        .map(|at| {
            let skills: Vec<&str> = sets[at % sets.len()].iter().map(|skill| skills[*skill]).collect();
            let wishes: Vec<Value> = (0..2)
                .map(|_| json!({ "day": format!("2026-11-{}", 23 + below(7)), "wish": "off", "weight": 30 }))
                .collect();
            let start = format!("{:02}:00", 7 + below(9));
            json!({ "name": at.to_string(), "contract": "full", "skills": skills, "wishes": wishes, "preferred_start": start })
        })
        .collect();
    let mut required = Vec::new();
    for day in 0..7 {
        for skill in skills {
            let size = if day < 5 { 24.0 } else { 12.0 };
            let people: Vec<u32> = (0..48)
                .map(|slot| (size * (std::f64::consts::PI * (f64::from(slot) - 14.0) / 34.0).sin()).max(0.0) as u32)
                .collect();
            required.push(json!({ "skill": skill, "day": format!("2026-11-{}", 23 + day), "people": people }));
        }
    }
    let contract = json!({ "name": "full", "shifts": names, "days": [5, 5], "rest_h": 11, "weekend_days": 1 });
    let file = json!({
        "start": "2026-11-23", "days": 7, "skills": skills, "shifts": shifts, "contracts": [contract],
        "agents": agents, "required": required,
    });
    read(file.to_string().as_bytes()).unwrap()
}

fn main() {
    let mut problem = problem();
    let begin = Instant::now();
    let mut asked = 0_u64;
    let roster = search(
        &problem,
        1,
        None,
        |_, _| false,
        |_| {
            asked += 1;
            begin.elapsed().as_secs_f64() / 10.0
        },
    );
    let moves_per_s = (asked * 512) as f64 / begin.elapsed().as_secs_f64();
    let week = check(&problem, &roster);
    // Twenty people are away on Wednesday: nobody's other days change.
    for at in (0..AGENTS).filter(|at| roster.rows[*at][2] != 0).take(20) {
        problem.absent(&at.to_string(), Date::constant(2026, 11, 25)).unwrap();
    }
    let before = check(&problem, &roster);
    let begin = Instant::now();
    let repaired = search(&problem, 2, Some(&roster), |_, day| day != 2, |_| begin.elapsed().as_secs_f64() / 0.9);
    let repair_s = begin.elapsed().as_secs_f64();
    let after = check(&problem, &repaired);
    println!(
        "200 people, a week, 10 s: cost {}, {:.1} h short of {:.0}, {} rules broken, {:.1} million moves/s",
        week.cost,
        week.understaffed_hours,
        week.required_hours,
        week.violations.len(),
        moves_per_s / 1e6
    );
    println!(
        "twenty away on one day: {} rules broken before, {} after {repair_s:.2} s; {:.1} h short; aim 1 s",
        before.violations.len(),
        after.violations.len(),
        after.understaffed_hours
    );
    println!(
        "{}",
        json!({
            "cost": week.cost, "understaffed_hours": week.understaffed_hours, "moves_per_s": moves_per_s,
            "repair_s": repair_s, "repair_violations": after.violations.len(), "repair_understaffed_hours": after.understaffed_hours,
        })
    );
}
