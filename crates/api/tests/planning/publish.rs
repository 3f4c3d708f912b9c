//! What publishing and changing rosters leaves in people's planned days: which roster rules a day, and that the past stays.

use api::planning::changes::{self, By};
use api::planning::clock;
use api::planning::rosters::{self, New};
use api::planning::types::RosterChange;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;

use crate::common::{Seat, World};

/// A Monday.
const MONDAY: Date = date(2026, 11, 23);

fn seoul() -> TimeZone {
    TimeZone::get("Asia/Seoul").unwrap()
}

/// An instant so many days after the Monday.
fn at(day: i8, hour: i8, minute: i8) -> i64 {
    clock::instant(&seoul(), on(day).at(hour, minute, 0, 0))
}

fn on(day: i8) -> Date {
    MONDAY.checked_add(jiff::Span::new().days(day)).unwrap()
}

struct Centre {
    world: World,
    kim: Seat,
    lee: Seat,
}

impl Centre {
    async fn new() -> Centre {
        let world = World::new();
        let running = world.centre(1).await;
        let (kim, lee) = (world.agent(&running, 1).await, world.agent(&running, 1).await);
        Centre { world, kim, lee }
    }

    /// A draft with these shifts: whose, how many days after the Monday, which.
    fn draft(&self, first: i8, days: u8, shifts: &[(&Seat, i8, &str)]) -> u64 {
        let people = [&self.kim, &self.lee]
            .map(|seat| serde_json::json!({ "name": seat.account.to_string(), "contract": "any", "skills": ["a"] }));
        let problem = serde_json::json!({
            "start": on(first), "days": days, "interval_min": 30, "skills": ["a"], "fairness": 1,
            "shifts": [
                { "name": "day", "start": "09:00", "length_min": 540, "breaks": [
                    { "length_min": 30, "paid": true, "at_min": [90] }, { "length_min": 60, "paid": false, "at_min": [180] },
                    { "length_min": 30, "paid": true, "at_min": [390] }] },
                { "name": "late", "start": "12:00", "length_min": 360 },
                { "name": "night", "start": "19:00", "length_min": 540, "burden": 1, "breaks": [{ "length_min": 60, "paid": false, "at_min": [330] }] },
            ],
            "contracts": [{ "name": "any", "shifts": ["day", "late", "night"], "rest_h": 11, "days_in_a_row": [0, 6] }],
            "agents": people,
            "required": [],
        });
        let new = New { problem: &problem.to_string(), shifts: &[], first: on(first), days, forecast: 0 };
        let made = at(-7, 0, 0);
        let roster = self.world.store.write::<_, api::Error>(|tx| rosters::keep(tx, 1, &new, made, None)).unwrap();
        for (seat, day, shift) in shifts {
            self.change(roster, seat, *day, Some(shift), made);
        }
        roster
    }

    fn publish(&self, roster: u64, now: i64) {
        self.world.store.write::<_, api::Error>(|tx| rosters::publish(tx, 1, roster, now, None)).unwrap();
    }

    fn change(&self, roster: u64, seat: &Seat, day: i8, shift: Option<&str>, now: i64) {
        let shift = shift.map(str::to_owned);
        let change = RosterChange { agent: seat.account, day: on(day), shift, breaks: None };
        let changed = self.world.store.write::<_, api::Error>(|tx| {
            let kept = rosters::read(tx, 1, roster)?;
            let by = By { at: now, account: None, request: None };
            changes::change(tx, 1, &kept, &kept.cells(std::slice::from_ref(&change))?, by)
        });
        changed.unwrap();
    }

    fn in_force(&self, roster: u64) -> bool {
        self.world.store.read::<_, api::Error>(|view| Ok(rosters::read(view, 1, roster)?.row.in_force)).unwrap()
    }

    /// What is planned for somebody, such as `shift 24 09:00-18:00`, in order.
    fn planned(&self, seat: &Seat) -> Vec<String> {
        let sql = "SELECT starts_at, kind, ends_at FROM planned_activity WHERE centre = 1 AND agent = ?1
                   ORDER BY starts_at, kind = 'shift' DESC";
        let local = |at: i64| -> DateTime { clock::local(&seoul(), at) };
        let read = |view: &rusqlite::Connection| {
            let mut select = view.prepare(sql)?;
            let rows = select.query_map([seat.account], |row| {
                let (starts, ends) = (local(row.get(0)?), local(row.get(2)?));
                Ok(format!("{} {}-{}", row.get::<_, String>(1)?, starts.strftime("%d %H:%M"), ends.strftime("%H:%M")))
            })?;
            Ok::<_, store::Error>(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.world.store.read(read).unwrap()
    }

    fn shifts(&self, seat: &Seat) -> Vec<String> {
        let all = self.planned(seat).into_iter();
        all.filter_map(|what| what.strip_prefix("shift ").map(str::to_owned)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_a_partly_replaced_roster_leaves_the_days_of_the_other_alone() {
    let centre = Centre::new().await;
    let kim = &centre.kim;
    let two_weeks = centre.draft(0, 14, &[(kim, 2, "day"), (kim, 9, "day")]);
    let second = centre.draft(7, 7, &[(kim, 9, "late")]);
    centre.publish(two_weeks, at(-2, 9, 0));
    centre.publish(second, at(-1, 9, 0));
    assert_eq!(centre.shifts(kim), ["25 09:00-18:00", "02 12:00-18:00"]);
    centre.change(two_weeks, kim, 2, Some("late"), at(-1, 10, 0));
    assert_eq!(centre.shifts(kim), ["25 12:00-18:00", "02 12:00-18:00"]);
    // In the days that another rules, a change is kept and reaches nobody.
    centre.change(two_weeks, kim, 10, Some("day"), at(-1, 11, 0));
    assert_eq!(centre.shifts(kim), ["25 12:00-18:00", "02 12:00-18:00"]);
    assert!(centre.in_force(two_weeks) && centre.in_force(second));
    // Published again, it rules all its days.
    centre.publish(two_weeks, at(-1, 12, 0));
    assert_eq!(centre.shifts(kim), ["25 12:00-18:00", "02 09:00-18:00", "03 09:00-18:00"]);
    assert!(!centre.in_force(second));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_the_days_that_a_roster_still_rules_though_its_first_are_replaced() {
    let centre = Centre::new().await;
    let kim = &centre.kim;
    let two_weeks = centre.draft(0, 14, &[(kim, 2, "day"), (kim, 9, "day")]);
    let first = centre.draft(0, 7, &[(kim, 2, "late")]);
    centre.publish(two_weeks, at(-2, 9, 0));
    // In the same millisecond the later made one rules.
    centre.publish(first, at(-2, 9, 0));
    assert!(centre.in_force(two_weeks) && centre.in_force(first));
    centre.change(two_weeks, kim, 9, Some("late"), at(-1, 10, 0));
    assert_eq!(centre.shifts(kim), ["25 12:00-18:00", "02 12:00-18:00"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_past_is_planned_and_what_was_planned_for_it_stays() {
    let centre = Centre::new().await;
    let (kim, lee) = (&centre.kim, &centre.lee);
    let all = [(kim, 0, "day"), (kim, 1, "day"), (kim, 2, "day"), (kim, 3, "day"), (lee, 1, "night")];
    let week = centre.draft(0, 7, &all);
    // On Wednesday at one: Monday and Tuesday are over, the morning and the meal begun are too.
    centre.publish(week, at(2, 13, 0));
    assert_eq!(
        centre.planned(kim),
        [
            "shift 25 13:00-18:00",
            "break 25 15:30-16:00",
            "shift 26 09:00-18:00",
            "break 26 10:30-11:00",
            "meal 26 12:00-13:00",
            "break 26 15:30-16:00"
        ]
    );
    assert_eq!(centre.planned(lee), [""; 0]);
    // At two again: nothing new.
    let before = centre.planned(kim);
    centre.publish(week, at(2, 14, 0));
    assert_eq!(centre.planned(kim), before);
    // Another roster without her, at three on Thursday: the hours gone were planned.
    let empty = centre.draft(0, 7, &[]);
    centre.publish(empty, at(3, 15, 0));
    let mut left = before;
    left.pop();
    left[2] = "shift 26 09:00-15:00".into();
    assert_eq!(centre.planned(kim), left);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meal_after_midnight_goes_and_stays_with_its_shift() {
    let centre = Centre::new().await;
    let (kim, lee) = (&centre.kim, &centre.lee);
    let week = centre.draft(0, 7, &[(kim, 6, "night"), (lee, 6, "night")]);
    centre.publish(week, at(-1, 9, 0));
    let night = ["shift 29 19:00-04:00", "meal 30 00:30-01:30"];
    assert_eq!(centre.planned(kim), night);
    let next = centre.draft(7, 7, &[]);
    centre.publish(next, at(0, 9, 0));
    assert_eq!(centre.planned(kim), night);
    centre.change(week, kim, 6, None, at(0, 10, 0));
    assert_eq!(centre.planned(kim), [""; 0]);
    // Published in the night, what is left of it is Sunday's still: Monday's roster does not take it.
    centre.publish(week, at(7, 0, 45));
    assert_eq!(centre.planned(lee), night);
    centre.change(week, kim, 6, Some("night"), at(7, 0, 45));
    centre.publish(next, at(7, 1, 0));
    assert_eq!(centre.planned(kim), ["shift 30 00:45-04:00", "meal 30 00:45-01:30"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn wages_are_those_of_counted_hours_and_causes_sum_to_the_cost() {
    let centre = Centre::new().await;
    let roster = centre.draft(0, 7, &[(&centre.kim, 0, "day"), (&centre.kim, 1, "night")]);
    let view = centre.world.store.read::<_, api::Error>(|view| Ok(rosters::read(view, 1, roster)?.view(10_000)));
    let report = view.unwrap().report;
    // Nine hours with a meal of their own are eight, paid breaks or not.
    assert_eq!((report.worked_hours, report.wages), (15.0, 160_000.0));
    // The night's five hours between 22:00 and 06:00 are paid half as much again where the contract keeps Korean law.
    let priced = centre.world.store.write::<_, api::Error>(|tx| {
        let law = "UPDATE roster SET problem = json_set(problem, '$.contracts[0].law', 'kr', '$.contracts[0].shifts', json('[\"day\",\"night\"]'))";
        tx.execute(law, [])?;
        Ok(rosters::read(tx, 1, roster)?.view(10_000).report.wages)
    });
    assert_eq!(priced, Ok(185_000.0));
    let wire = serde_json::to_value(&report).unwrap();
    let cause = |name: &str| wire[name].as_i64().unwrap_or_default();
    let causes = ["cost_intervals", "cost_shifts", "cost_wishes", "cost_fairness"].map(cause);
    assert!(causes[3] > 0, "{wire}");
    assert_eq!(causes.iter().sum::<i64>(), report.cost);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_judged_by_the_leave_and_the_neighbouring_rosters_of_now() {
    let centre = Centre::new().await;
    let kim = &centre.kim;
    let broken = |roster: u64| {
        let report = |view: &rusqlite::Connection| -> Result<_, api::Error> {
            Ok(rosters::current(view, 1, roster)?.view(0).report.broken)
        };
        let found = centre.world.store.read(report).unwrap();
        found.iter().map(|broken| (broken.day, format!("{:?}", broken.rule))).collect::<Vec<_>>()
    };
    let second = centre.draft(7, 7, &[(kim, 7, "day"), (kim, 9, "late")]);
    let first = centre.draft(0, 7, &[(kim, 6, "night")]);
    assert_eq!(broken(second), [], "nothing is published around it");
    // A night to 4 on Monday, when the second begins at 9.
    centre.publish(first, at(-2, 9, 0));
    assert_eq!(broken(second), [(on(7), "Rest".to_owned())]);
    centre.change(first, kim, 6, None, at(-2, 10, 0));
    assert_eq!(broken(second), []);
    let leave = "INSERT INTO plan_request (centre, request, kind, agent, day, note, state, asked_at)
                 VALUES (1, 900, 'leave', ?1, ?2, '', 'approved', 0)";
    let approve =
        |tx: &rusqlite::Transaction<'_>| Ok::<_, store::Error>(tx.execute(leave, (kim.account, on(9).to_string()))?);
    centre.world.store.write(approve).unwrap();
    assert_eq!(broken(second), [(on(9), "DayOff".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn days_in_a_row_are_counted_into_the_roster_that_comes_after() {
    let centre = Centre::new().await;
    let kim = &centre.kim;
    let six: Vec<(&Seat, i8, &str)> = (1..7).map(|day| (kim, day, "day")).collect();
    let first = centre.draft(0, 7, &six);
    let second = centre.draft(7, 7, &[(kim, 7, "day"), (kim, 8, "day")]);
    let broken = || {
        let report = |view: &rusqlite::Connection| -> Result<_, api::Error> {
            Ok(rosters::current(view, 1, first)?.view(0).report.broken)
        };
        let found = centre.world.store.read(report).unwrap();
        found.iter().map(|broken| (broken.day, format!("{:?}", broken.rule))).collect::<Vec<_>>()
    };
    assert_eq!(broken(), []);
    centre.publish(second, at(-2, 9, 0));
    assert_eq!(broken(), [(on(6), "TooLongInARow".to_owned())]);
    centre.change(second, kim, 7, None, at(-2, 10, 0));
    assert_eq!(broken(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_of_the_eve_is_there_in_the_morning_whichever_roster_it_is_of() {
    let centre = Centre::new().await;
    let kim = &centre.kim;
    let planner = centre.world.seat(1, &[auth::Role::Planner]).await;
    let first = centre.draft(0, 7, &[(kim, 5, "night"), (kim, 6, "night")]);
    let second = centre.draft(7, 7, &[]);
    centre.publish(first, at(-2, 9, 0));
    centre.publish(second, at(-2, 9, 0));
    for day in [6, 7] {
        let path = format!("/api/plan/day/{}", on(day));
        let (_, board) = centre.world.call(&planner, "GET", &path, None).await;
        let staffed = board["staffed"].as_array().unwrap();
        // From 19:00 to 04:00, with a meal from 00:30 to 01:30.
        let morning: Vec<f64> = staffed[..9].iter().map(|people| people.as_f64().unwrap()).collect();
        assert_eq!(morning, [1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0], "{day}: {board}");
    }
}
