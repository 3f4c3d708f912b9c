//! Laws that hold for any numbers, and agreement with a slow chain written down state by state.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use plan::erlang::{Goal, Promise, Rate, Seconds, ShortAbandons, Steady, System};
use proptest::prelude::*;

fn b(erlangs: f64) -> System {
    System::b(Rate(erlangs / 100.0), Seconds(100.0)).unwrap()
}

fn c(erlangs: f64) -> System {
    System::c(Rate(erlangs / 100.0), Seconds(100.0)).unwrap()
}

/// Patience in handle times of 100 s.
fn a(erlangs: f64, patience: f64) -> System {
    System::a(Rate(erlangs / 100.0), Seconds(100.0), Seconds(100.0 * patience)).unwrap()
}

fn close(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= relative * expected.abs() + 1e-13
}

/// The chain with one equation a state: probabilities of 0, 1, ... contacts. `death(k)` per second.
fn slow_chain(rate: f64, states: usize, death: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut logs = vec![0.0];
    for k in 1..states {
        logs.push(logs[k - 1] + rate.ln() - death(k).ln());
    }
    let top = logs.iter().copied().fold(f64::MIN, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// Shares of all contacts answered and given up by `t_s`, by uniformisation of the line ahead of a tagged contact.
fn slow_by(p: &[f64], places: usize, drain: f64, leave: f64, t_s: f64) -> (f64, f64) {
    let lines = p.len() - places;
    // Entry i: the tagged contact has i others ahead of it in line. It moves up at drain + i·leave, leaves itself at `leave`.
    let mut ahead = p[places..].to_vec();
    let fastest = drain + lines as f64 * leave;
    let (mut answered, mut gone) = (p[..places].iter().sum::<f64>(), 0.0);
    let start = (answered, gone);
    let (mut by, mut poisson_log, mut k) = ((0.0, 0.0), -fastest * t_s, 0.0);
    let last = fastest * t_s + 12.0 * (fastest * t_s).sqrt() + 40.0;
    while k <= last {
        let weight = f64::exp(poisson_log);
        by = (by.0 + weight * (answered - start.0), by.1 + weight * gone);
        let mut next = vec![0.0; lines];
        for (i, share) in ahead.iter().enumerate() {
            let up = (drain + i as f64 * leave) / fastest;
            let out = leave / fastest;
            if i == 0 {
                answered += share * up
            } else {
                next[i - 1] += share * up
            }
            gone += share * out;
            next[i] += share * (1.0 - up - out);
        }
        ahead = next;
        k += 1.0;
        poisson_log += (fastest * t_s / k).ln();
    }
    (start.0 + by.0, by.1)
}

fn agrees(found: &Steady, p: &[f64], places: usize, drain: f64, leave: f64, rate: f64, t_s: f64) {
    let full: f64 = p[places..].iter().sum();
    let queue: f64 = p[places..].iter().enumerate().map(|(j, share)| j as f64 * share).sum();
    let in_use: f64 = p.iter().enumerate().map(|(k, share)| k.min(places) as f64 * share).sum();
    assert!(close(found.p_wait, full, 1e-10), "p_wait {} {full}", found.p_wait);
    assert!(close(found.queue, queue, 1e-9), "queue {} {queue}", found.queue);
    assert!(close(found.p_abandon, queue * leave / rate, 1e-9), "p_abandon {}", found.p_abandon);
    assert!(close(found.occupancy, in_use / places as f64, 1e-10), "occupancy {}", found.occupancy);
    let (answered, gone) = slow_by(p, places, drain, leave, t_s);
    let expected = [
        (ShortAbandons::Out, answered / (1.0 - gone)),
        (ShortAbandons::In, answered),
        (ShortAbandons::AsAnswered, answered + gone),
        (ShortAbandons::AllOut, answered / (1.0 - queue * leave / rate)),
    ];
    for (rule, expected) in expected {
        let level = found.service_level(t_s, rule);
        assert!((level - expected).abs() < 1e-9, "service level {rule:?} {level} {expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn erlang_a_agrees_with_the_slow_chain(
        erlangs in 0.1_f64..60.0, staffed in 0.3_f64..2.0, patience in 0.05_f64..8.0, t_s in 0.0_f64..150.0,
    ) {
        let agents = ((erlangs * staffed).ceil() as usize).max(1);
        let (rate, leave) = (erlangs / 100.0, 0.01 / patience);
        let states = agents + 200 + (erlangs * patience * 6.0) as usize;
        let p = slow_chain(rate, states, |k| k.min(agents) as f64 / 100.0 + k.saturating_sub(agents) as f64 * leave);
        agrees(&a(erlangs, patience).steady(agents as u32), &p, agents, agents as f64 / 100.0, leave, rate, t_s);
    }

    #[test]
    fn erlang_c_agrees_with_the_slow_chain(erlangs in 0.1_f64..60.0, staffed in 1.2_f64..2.0, t_s in 0.0_f64..150.0) {
        let agents = (erlangs * staffed).ceil() as usize;
        let p = slow_chain(erlangs / 100.0, agents + 400, |k| k.min(agents) as f64 / 100.0);
        agrees(&c(erlangs).steady(agents as u32), &p, agents, agents as f64 / 100.0, 0.0, erlangs / 100.0, t_s);
    }

    #[test]
    fn chats_agree_with_the_slow_chain(
        erlangs in 0.5_f64..60.0, agents in 1_usize..20, concurrency in 2_usize..5, slowdown in 0.0_f64..0.8, t_s in 0.0_f64..100.0,
    ) {
        let places = agents * concurrency;
        // Agent by agent instead of by quotient and remainder.
        let ending = |k: usize| -> f64 {
            (0..agents).map(|agent| (k + agents - 1 - agent) / agents).filter(|at_once| *at_once > 0)
                .map(|at_once| at_once as f64 / (100.0 * (1.0 + slowdown * (at_once as f64 - 1.0)))).sum()
        };
        let leave = 0.005;
        let p = slow_chain(erlangs / 100.0, places + 400, |k| ending(k.min(places)) + k.saturating_sub(places) as f64 * leave);
        let system = a(erlangs, 2.0).chat(concurrency as u32, slowdown).unwrap();
        agrees(&system.steady(agents as u32), &p, places, ending(places), leave, erlangs / 100.0, t_s);
    }

    #[test]
    fn erlang_b_obeys_its_recursion(erlangs in 0.01_f64..3_000.0, near in 0.2_f64..1.8) {
        let agents = ((erlangs * near) as u32).max(1);
        let (before, after) = (b(erlangs).steady(agents - 1).p_block, b(erlangs).steady(agents).p_block);
        prop_assert!(close(after, erlangs * before / (f64::from(agents) + erlangs * before), 1e-11), "{before} {after}");
    }

    #[test]
    fn erlang_c_follows_from_erlang_b(erlangs in 0.1_f64..3_000.0, over in 0.0_f64..4.0) {
        let agents = (erlangs + 1.0 + over * erlangs.sqrt()) as u32;
        let n = f64::from(agents);
        let block = b(erlangs).steady(agents).p_block;
        let wait = c(erlangs).steady(agents);
        prop_assert!(close(wait.p_wait, n * block / (n - erlangs * (1.0 - block)), 1e-10));
        prop_assert!(close(wait.asa_s, wait.p_wait * 100.0 / (n - erlangs), 1e-10));
    }

    #[test]
    fn each_agent_helps(erlangs in 0.2_f64..500.0, near in 0.6_f64..1.4, patience in 0.05_f64..20.0, t_s in 0.0_f64..200.0) {
        let agents = (erlangs * near) as u32;
        for system in [b(erlangs), c(erlangs), a(erlangs, patience), a(erlangs, patience).chat(3, 0.2).unwrap()] {
            let (fewer, more) = (system.steady(agents), system.steady(agents + 1));
            let slack = 1.0 + 1e-9;
            prop_assert!(more.p_wait <= fewer.p_wait * slack);
            prop_assert!(more.p_block <= fewer.p_block * slack);
            prop_assert!(more.p_abandon <= fewer.p_abandon * slack + 1e-15);
            prop_assert!(more.asa_s <= fewer.asa_s * slack);
            prop_assert!(more.occupancy <= fewer.occupancy * slack);
            for rule in [ShortAbandons::Out, ShortAbandons::In, ShortAbandons::AsAnswered, ShortAbandons::AllOut] {
                let (few, many) = (fewer.service_level(t_s, rule), more.service_level(t_s, rule));
                prop_assert!(many >= few - 1e-10, "{rule:?} {few} {many}");
            }
        }
    }

    #[test]
    fn flow_is_kept(erlangs in 0.2_f64..20_000.0, near in 0.6_f64..1.4, patience in 0.01_f64..20.0) {
        let agents = ((erlangs * near) as u32).max(1);
        let steady = a(erlangs, patience).steady(agents);
        prop_assert!(close(steady.occupancy * f64::from(agents), erlangs * (1.0 - steady.p_abandon), 1e-10));
        let blocked = b(erlangs).steady(agents);
        prop_assert!(close(blocked.occupancy * f64::from(agents), erlangs * (1.0 - blocked.p_block), 1e-10));
    }

    #[test]
    fn endless_patience_is_erlang_c_and_none_is_erlang_b(erlangs in 0.5_f64..300.0, over in 1.05_f64..1.5, t_s in 1.0_f64..60.0) {
        let agents = (erlangs * over).ceil() as u32 + 1;
        let (patient, endless) = (a(erlangs, 25_000.0).steady(agents), c(erlangs).steady(agents));
        prop_assert!(close(patient.p_wait, endless.p_wait, 1e-2), "{} {}", patient.p_wait, endless.p_wait);
        let rule = ShortAbandons::In;
        prop_assert!((patient.service_level(t_s, rule) - endless.service_level(t_s, rule)).abs() < 2e-3);
        let hasty = a(erlangs, 1e-6).steady(agents);
        let blocked = b(erlangs).steady(agents);
        prop_assert!(close(hasty.p_abandon, blocked.p_block, 1e-3), "{} {}", hasty.p_abandon, blocked.p_block);
    }

    #[test]
    fn percentiles_are_where_the_service_level_says(
        erlangs in 0.5_f64..300.0, near in 0.8_f64..1.2, patience in 0.1_f64..10.0, share in 0.5_f64..0.999,
    ) {
        let agents = ((erlangs * near) as u32).max(1);
        let steady = a(erlangs, patience).steady(agents);
        let wait_s = steady.wait_percentile_s(share);
        if wait_s > 0.0 {
            prop_assert!((steady.service_level(wait_s, ShortAbandons::AsAnswered) - share).abs() < 1e-9);
        } else {
            prop_assert!(steady.p_wait <= 1.0 - share);
        }
    }

    #[test]
    fn redials_come_back(erlangs in 0.5_f64..200.0, near in 0.5_f64..1.3, share in 0.01_f64..0.95) {
        let agents = ((erlangs * near) as u32).max(1);
        for system in [a(erlangs, 1.0), b(erlangs)] {
            let steady = system.redial(share).unwrap().steady(agents);
            let first = steady.rate_per_s * (1.0 - share * steady.lost());
            prop_assert!(close(first, erlangs / 100.0, 1e-9), "{first}");
            prop_assert!(steady.lost() >= system.steady(agents).lost() * (1.0 - 1e-12));
        }
    }

    #[test]
    fn the_search_finds_the_first_that_keeps(
        erlangs in 0.0_f64..400.0, patience in 0.1_f64..10.0, share in 0.3_f64..0.99, within_s in 0.0_f64..200.0, kind in 0..6_u8,
    ) {
        let promise = Promise { share, within_s, short: ShortAbandons::Out };
        let goal = match kind {
            0 | 1 => Goal { service_level: Some(promise), ..Goal::default() },
            2 => Goal { asa_s: Some((within_s + 0.1).min(90.0 * patience)), ..Goal::default() },
            3 => Goal { occupancy: Some(share), ..Goal::default() },
            4 => Goal { service_level: Some(promise), occupancy: Some(0.85), ..Goal::default() },
            _ => Goal { abandon: Some(1.0 - share), ..Goal::default() },
        };
        let system = if kind == 0 { c(erlangs) } else { a(erlangs, patience) };
        let least = system.least(&goal).unwrap();
        prop_assert!(goal.kept(&least));
        prop_assert!(least.agents == 0 || !goal.kept(&system.steady(least.agents - 1)));
    }
}

#[test]
fn a_wrong_rate_would_be_seen() {
    // The planted bug: contacts give up half as often. The slow chain must disagree.
    let (agents, rate) = (10, 0.12);
    let p = slow_chain(rate, 300, |k| k.min(agents) as f64 / 100.0 + k.saturating_sub(agents) as f64 * 0.005);
    let wrong = a(12.0, 4.0).steady(10);
    let caught = std::panic::catch_unwind(|| agrees(&wrong, &p, agents, 0.1, 0.005, rate, 20.0));
    assert!(caught.is_err());
}

#[test]
fn a_hundred_thousand_erlangs_and_overload_stay_finite() {
    for (agents, patience) in [(100_500, 1.0), (100_000, 0.01), (99_000, 30.0), (50_000, 2.0), (1, 1.0), (0, 1.0)] {
        let steady = a(100_000.0, patience).steady(agents);
        let numbers = [steady.p_wait, steady.p_abandon, steady.asa_s, steady.service_level(20.0, ShortAbandons::Out)];
        assert!(numbers.iter().all(|number| number.is_finite() && *number >= 0.0), "{agents} {patience}: {steady:?}");
        let fluid = 1.0 - f64::from(agents) / 100_000.0;
        assert!((steady.p_abandon - fluid.max(0.0)).abs() < 3e-3, "{agents}: {}", steady.p_abandon);
    }
    // Half the agents needed: contacts are answered once e^(-θt) of the patience is left, here half of it.
    let overfull = a(100_000.0, 2.0).steady(50_000);
    let due_s = 200.0 * 2.0_f64.ln();
    assert!(overfull.service_level(due_s - 10.0, ShortAbandons::In) < 1e-12);
    assert!((overfull.service_level(due_s + 10.0, ShortAbandons::In) - 0.5).abs() < 1e-9);
}

#[test]
fn an_overfull_line_without_abandonment_grows_without_end() {
    let steady = c(10.0).steady(10);
    assert!(steady.asa_s.is_infinite() && steady.queue.is_infinite());
    assert_eq!((steady.p_wait, steady.service_level(1e6, ShortAbandons::Out)), (1.0, 0.0));
    assert!(steady.wait_percentile_s(0.5).is_infinite());
}

#[test]
fn nobody_calls() {
    let goal = Goal { asa_s: Some(1.0), ..Goal::default() };
    let least = a(0.0, 1.0).least(&goal).unwrap();
    assert_eq!((least.agents, least.p_wait, least.service_level(0.0, ShortAbandons::Out)), (0, 0.0, 1.0));
}

#[test]
fn senseless_input_is_refused_in_words() {
    let refused = |text: Result<System, plan::Refusal>| text.unwrap_err().to_string();
    assert!(refused(System::c(Rate(1.0), Seconds(0.0))).contains("handle time"));
    assert!(refused(System::c(Rate(1e6), Seconds(60.0))).contains("units"));
    assert!(refused(System::a(Rate(1.0), Seconds(60.0), Seconds(-1.0))).contains("patience"));
    assert!(refused(c(1.0).chat(0, 0.1)).contains("concurrency"));
    assert!(refused(c(1.0).chat(2, 1.0)).contains("slowdown"));
    assert!(refused(c(1.0).redial(1.0)).contains("redials"));
    let goal = |goal: Goal| c(1.0).least(&goal).unwrap_err().to_string();
    assert!(goal(Goal::default()).contains("nothing is promised"));
    assert!(goal(Goal { abandon: Some(0.05), ..Goal::default() }).contains("nobody gives up"));
    let hasty = a(1.0, 0.1).least(&Goal { asa_s: Some(20.0), ..Goal::default() });
    assert!(hasty.unwrap_err().to_string().contains("patience"));
    let all = Promise { share: 1.0, within_s: 20.0, short: ShortAbandons::Out };
    assert!(goal(Goal { service_level: Some(all), ..Goal::default() }).contains("99.99 %"));
}

#[test]
fn times_rates_and_shares_are_read_with_their_units() {
    let time = |text: &str| text.parse::<Seconds>().map(|time| time.0).map_err(|refusal| refusal.to_string());
    assert_eq!((time("1m30s"), time("0.5h"), time("250ms"), time("3분")), (Ok(90.0), Ok(1_800.0), Ok(0.25), Ok(180.0)));
    assert!(time("60").unwrap_err().contains("unit"));
    assert!(time("").is_err() && time("-5s").is_err() && time("1x").is_err());
    let rate = |text: &str| text.parse::<plan::erlang::Rate>().map(|rate| rate.0);
    assert_eq!((rate("48/min").unwrap(), rate("360/30m").unwrap(), rate("0.2/s").unwrap()), (0.8, 0.2, 0.2));
    assert!(rate("48").is_err() && rate("-1/min").is_err() && rate("1/0s").is_err());
    let share = |text: &str| text.parse::<plan::erlang::Share>().map(|share| share.0);
    assert_eq!((share("80%").unwrap(), share("0.8").unwrap()), (0.8, 0.8));
    assert!(share("80").is_err());
}
