//! Planned against done: the rules one by one, then against a judge that looks at every minute.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use plan::adherence::*;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;

/// Minutes after midnight.
fn at(hour: i64, minute: i64) -> i64 {
    (hour * 60 + minute) * MINUTE
}

fn planned(from_ms: i64, to_ms: i64, activity: Activity) -> Planned {
    Planned { from_ms, to_ms, activity }
}

fn change(at_ms: i64, state: State) -> Change {
    Change { at_ms, state }
}

/// 09:00 work, 12:00 meal, 13:00 work, 15:00 break, 15:15 training, 16:00 to 18:00 work.
fn plan() -> Vec<Planned> {
    vec![
        planned(at(9, 0), at(12, 0), Activity::Work),
        planned(at(12, 0), at(13, 0), Activity::Meal),
        planned(at(13, 0), at(15, 0), Activity::Work),
        planned(at(15, 0), at(15, 15), Activity::Break),
        planned(at(15, 15), at(16, 0), Activity::Training),
        planned(at(16, 0), at(18, 0), Activity::Work),
    ]
}

fn as_planned() -> Vec<Change> {
    vec![
        change(at(9, 0), State::Ready),
        change(at(12, 0), State::Meal),
        change(at(13, 0), State::Ready),
        change(at(15, 0), State::Break),
        change(at(15, 15), State::Training),
        change(at(16, 0), State::Ready),
        change(at(18, 0), State::Offline),
    ]
}

fn day_of(changes: &[Change], exceptions: &[Exception]) -> Day {
    Record { plan: &plan(), changes, exceptions, tolerance_ms: 3 * MINUTE }.day(at(0, 0), at(24, 0)).unwrap()
}

/// The day as planned, with other things done from `from_ms` to `to_ms`.
fn except(from_ms: i64, to_ms: i64, state: State) -> Vec<Change> {
    let usual = as_planned();
    let resumed = usual.iter().rev().find(|change| change.at_ms <= to_ms).map_or(State::Offline, |change| change.state);
    let mut changes: Vec<Change> =
        usual.into_iter().filter(|change| change.at_ms < from_ms || change.at_ms > to_ms).collect();
    changes.extend([change(from_ms, state), change(to_ms, resumed)]);
    changes.sort_by_key(|change| change.at_ms);
    changes
}

fn out_ms(day: &Day) -> i64 {
    day.planned_ms - day.adherent_ms
}

#[test]
fn a_day_as_planned_is_whole() {
    let day = day_of(&as_planned(), &[]);
    assert_eq!((day.planned_ms, day.planned_work_ms), (9 * 60 * MINUTE, 7 * 60 * MINUTE));
    assert_eq!((day.adherence(), day.conformance()), (Some(1.0), Some(1.0)));
    assert_eq!((day.tolerated_ms, day.excused_ms, day.unplanned_work_ms), (0, 0, 0));
}

#[test]
fn a_short_stretch_at_an_edge_is_forgiven_and_a_longer_one_counts_whole() {
    let late = day_of(&except(at(9, 0), at(9, 3), State::Offline), &[]);
    assert_eq!((late.adherence(), late.tolerated_ms), (Some(1.0), 3 * MINUTE));
    let later = day_of(&except(at(9, 0), at(9, 4), State::Offline), &[]);
    assert_eq!((out_ms(&later), later.tolerated_ms), (4 * MINUTE, 0));
    let early_meal = day_of(&except(at(11, 58), at(12, 0), State::Meal), &[]);
    assert_eq!(out_ms(&early_meal), 0);
}

#[test]
fn a_short_pause_amid_work_counts() {
    assert_eq!(out_ms(&day_of(&except(at(10, 0), at(10, 2), State::Break), &[])), 2 * MINUTE);
    assert_eq!(out_ms(&day_of(&except(at(10, 0), at(10, 2), State::Away), &[])), 2 * MINUTE);
}

#[test]
fn a_swapped_hour_conforms_but_does_not_adhere() {
    let mut changes = as_planned();
    (changes[1], changes[2]) = (change(at(11, 0), State::Meal), change(at(12, 0), State::Ready));
    let day = day_of(&changes, &[]);
    assert_eq!((day.conformance(), out_ms(&day)), (Some(1.0), 120 * MINUTE));
}

#[test]
fn protected_rest_never_counts() {
    let rested = day_of(&except(at(10, 0), at(10, 10), State::Rest), &[]);
    assert_eq!((rested.adherence(), rested.conformance(), rested.excused_ms), (Some(1.0), Some(1.0), 10 * MINUTE));
    // Nor in an exception, in a pause, or beside a late start.
    let all_day = day_of(&[change(at(9, 0), State::Rest)], &[]);
    assert_eq!((all_day.adherence(), all_day.conformance(), all_day.excused_ms), (None, None, 9 * 60 * MINUTE));
}

#[test]
fn an_exception_excuses() {
    let doctor = Exception { from_ms: at(10, 0), to_ms: at(11, 0) };
    let day = day_of(&except(at(10, 0), at(11, 0), State::Offline), &[doctor]);
    assert_eq!((day.adherence(), day.conformance(), day.excused_ms), (Some(1.0), Some(1.0), 60 * MINUTE));
    let longer = day_of(&except(at(10, 0), at(11, 10), State::Offline), &[doctor]);
    assert_eq!(out_ms(&longer), 10 * MINUTE);
}

#[test]
fn a_contact_that_outlasts_work_is_excused_with_the_pause_it_delayed() {
    let mut changes = as_planned();
    changes[1] = change(at(11, 50), State::Contact);
    changes.insert(2, change(at(12, 10), State::Meal));
    changes[3] = change(at(13, 10), State::Ready);
    let day = day_of(&changes, &[]);
    assert_eq!((day.adherence(), day.excused_ms), (Some(1.0), 20 * MINUTE));
    // Five minutes more than was owed are late.
    changes[3] = change(at(13, 15), State::Ready);
    assert_eq!(out_ms(&day_of(&changes, &[])), 5 * MINUTE);
    // What is owed is owed once, under whatever name it is taken.
    changes.insert(3, change(at(13, 5), State::Break));
    assert_eq!(out_ms(&day_of(&changes, &[])), 5 * MINUTE);
    // A contact begun in the pause excuses nothing.
    assert_eq!(out_ms(&day_of(&except(at(12, 10), at(12, 20), State::Contact), &[])), 10 * MINUTE);
}

#[test]
fn work_beyond_the_plan_is_told_apart() {
    let mut changes = as_planned();
    changes[6] = change(at(19, 0), State::Offline);
    let day = day_of(&changes, &[]);
    assert_eq!((day.unplanned_work_ms, day.adherence()), (60 * MINUTE, Some(1.0)));
    assert!((day.conformance().unwrap() - 8.0 / 7.0).abs() < 1e-12);
}

#[test]
fn live_says_since_when_and_what_comes_next() {
    let changes = vec![change(at(9, 0), State::Ready), change(at(11, 55), State::Meal)];
    let plan = plan();
    let live = |now_ms| {
        Record { plan: &plan, changes: &changes, exceptions: &[], tolerance_ms: 6 * MINUTE }.now(now_ms).unwrap()
    };
    let early = live(at(11, 57));
    assert_eq!((early.planned, early.verdict, early.out_for_ms), (Some(Activity::Work), Verdict::Out, 2 * MINUTE));
    assert_eq!(early.next.unwrap().activity, Activity::Meal);
    assert_eq!((live(at(12, 30)).verdict, live(at(12, 30)).out_for_ms), (Verdict::In, 0));
    let back_late = live(at(13, 5));
    assert_eq!((back_late.verdict, back_late.out_for_ms), (Verdict::Tolerated, 5 * MINUTE));
    assert_eq!(live(at(13, 7)).verdict, Verdict::Out);
    assert_eq!((live(at(20, 0)).verdict, live(at(20, 0)).next), (Verdict::Unplanned, None));
    assert_eq!(live(at(8, 0)).planned, None);
}

#[test]
fn senseless_records_are_refused_in_words() {
    let refused = |plan: &[Planned], changes: &[Change], exceptions: &[Exception], tolerance_ms| {
        Record { plan, changes, exceptions, tolerance_ms }.day(0, 10).unwrap_err().to_string()
    };
    let work = |from_ms, to_ms| planned(from_ms, to_ms, Activity::Work);
    assert!(refused(&[work(5, 5)], &[], &[], 0).contains("entry 0"));
    assert!(refused(&[work(0, 6), work(5, 9)], &[], &[], 0).contains("overlap"));
    assert!(refused(&[], &[change(5, State::Ready), change(4, State::Ready)], &[], 0).contains("order"));
    assert!(refused(&[], &[], &[Exception { from_ms: 2, to_ms: 1 }], 0).contains("exception 0"));
    assert!(refused(&[], &[], &[], MAX_TOLERANCE_MS + 1).contains("tolerance"));
    let many = vec![change(0, State::Ready); MAX_ENTRIES + 1];
    assert!(refused(&[], &many, &[], 0).contains("fewer days"));
}

const STATES: [State; 6] = [State::Ready, State::Break, State::Training, State::Rest, State::Away, State::Offline];
const ACTIVITIES: [Activity; 4] = [Activity::Work, Activity::Break, Activity::Meal, Activity::Training];

proptest! {
    #[test]
    fn a_judge_of_every_minute_agrees(
        lengths in prop::collection::vec((1_i64..40, 0_usize..5), 1..12),
        changed in prop::collection::btree_map(0_i64..300, 0_usize..6, 0..12),
        excused in prop::collection::vec((0_i64..300, 1_i64..30), 0..3),
    ) {
        let (mut plan, mut from) = (Vec::new(), 0);
        for (length, activity) in lengths {
            if let Some(activity) = ACTIVITIES.get(activity) {
                plan.push(planned(from * MINUTE, (from + length) * MINUTE, *activity));
            }
            from += length;
        }
        let changes: Vec<Change> = changed.iter().map(|(at, state)| change(at * MINUTE, STATES[*state])).collect();
        let exceptions: Vec<Exception> =
            excused.iter().map(|(at, long)| Exception { from_ms: at * MINUTE, to_ms: (at + long) * MINUTE }).collect();
        let day = Record { plan: &plan, changes: &changes, exceptions: &exceptions, tolerance_ms: 0 }.day(0, 600 * MINUTE).unwrap();

        let (mut planned_minutes, mut adherent, mut worked, mut excused_minutes) = (0, 0, 0, 0);
        for minute in 0..600 {
            let now = minute * MINUTE;
            let state = changed.range(..=minute).next_back().map_or(State::Offline, |(_, state)| STATES[*state]);
            let activity = plan.iter().find(|p| p.from_ms <= now && now < p.to_ms).map(|p| p.activity);
            let free = state == State::Rest || excused.iter().any(|(at, long)| *at <= minute && minute < at + long);
            let meets = match activity {
                Some(Activity::Work) => state == State::Ready,
                Some(Activity::Training) => state == State::Training,
                Some(_) => matches!(state, State::Break | State::Meal | State::Away | State::Offline),
                None => false,
            };
            if activity.is_some() && free { excused_minutes += 1 }
            if activity.is_some() && !free { planned_minutes += 1; adherent += i64::from(meets) }
            if state == State::Ready && (activity.is_none() || !free) { worked += 1 }
        }
        prop_assert_eq!(
            [day.planned_ms, day.adherent_ms, day.worked_ms, day.excused_ms],
            [planned_minutes * MINUTE, adherent * MINUTE, worked * MINUTE, excused_minutes * MINUTE]
        );
        prop_assert!(day.stretches.windows(2).all(|pair| pair[0].to_ms == pair[1].from_ms));
        // More tolerance never counts against her.
        let kind = Record { plan: &plan, changes: &changes, exceptions: &exceptions, tolerance_ms: 5 * MINUTE };
        prop_assert!(kind.day(0, 600 * MINUTE).unwrap().adherent_ms >= day.adherent_ms);
    }
}
