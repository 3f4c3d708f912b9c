//! Required staff from a forecast and targets, the gap, and input that is refused in words.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use plan::Refusal;
use plan::erlang::{Rate, Seconds, ShortAbandons, System};
use plan::staff::*;
use serde_json::json;

const FORECAST: &str = "\
start,reason,contacts,aht_s,q10,q50,q90
2026-11-24T09:00,refund,60,300,50,60,80
2026-11-24T09:00,fee,40,150,30,40,60
2026-11-24T09:00,chat,30,600,20,30,45
2026-11-24T09:30,refund,0,0,0,0,0
2026-11-24T09:30,fee,0,,0,0,0
2026-11-24T10:00,chat,12,600,8,12,20
";

fn targets() -> Targets {
    serde_json::from_value(json!({
        "default": {"service_level": "80%", "within": "20s", "patience": "2m", "occupancy": 0.9,
                    "shrinkage": {"breaks": "10%", "training": "5%", "leave": 0.1}},
        "group": {"billing": {"reasons": ["refund", "fee"], "quantile": 0.7, "least_agents": 2}},
        "reason": {"chat": {"within": "60s", "concurrency": 3, "slowdown": 0.2, "redial": "30%"}}
    }))
    .unwrap()
}

fn forecast(csv: &str) -> Result<Forecast, Refusal> {
    Forecast::read(csv.as_bytes(), None)
}

fn required() -> Required {
    require(&forecast(FORECAST).unwrap(), &targets(), &Erlang).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_group_is_one_line_at_its_quantile() {
    let required = required();
    assert_eq!(required.interval_s, 1_800.0);
    let billing = required.rows.iter().find(|row| row.group == "billing").unwrap();
    // Half way from the 50 % to the 90 % quantile: 70 and 50 contacts of 300 s and 150 s.
    assert!((billing.contacts - 120.0).abs() < 1e-9);
    assert_eq!((billing.expected, billing.aht_s), (100.0, 237.5));
    assert!((billing.erlangs - 120.0 * 237.5 / 1_800.0).abs() < 1e-9);
    let system = System::a(Rate(120.0 / 1_800.0), Seconds(237.5), Seconds(120.0)).unwrap();
    let keeps = |agents| {
        let steady = system.steady(agents);
        steady.service_level(20.0, ShortAbandons::Out) >= 0.8 && steady.occupancy <= 0.9
    };
    assert!(keeps(billing.agents) && !keeps(billing.agents - 1));
    assert!((billing.people - f64::from(billing.agents) / 0.75).abs() < 1e-9);
}

#[test]
fn every_input_is_kept() {
    let required = required();
    let billing = &required.groups["billing"];
    assert_eq!((billing.formula.as_str(), billing.shrinkage), ("erlang_a", 0.25));
    assert_eq!(billing.terms.within, Some(Seconds(20.0)));
    assert_eq!(billing.terms.shrinkage.as_ref().unwrap().len(), 3);
    let chat = &required.groups["chat"];
    assert_eq!((chat.formula.as_str(), chat.terms.within), ("chat_erlang_a_redial", Some(Seconds(60.0))));
    assert_eq!(chat.terms.service_level.unwrap().0, 0.8);
    let json = serde_json::to_value(&required).unwrap();
    assert_eq!(json["groups"]["billing"]["terms"]["within"], "20s");
    assert!(json["rows"][0]["predicted"]["service_level"].as_f64().unwrap() >= 0.8);
}

#[test]
fn nobody_is_needed_where_nothing_is_expected() {
    let required = required();
    let empty = required.rows.iter().find(|row| row.start.to_string().contains("09:30")).unwrap();
    assert_eq!((empty.group.as_str(), empty.agents, empty.people), ("billing", 0, 0.0));
    let few = "start,contacts,aht_s\n2026-11-24T09:00,0.1,60\n2026-11-24T09:30,0.1,60\n";
    let mut targets = targets();
    (targets.group, targets.reason) = Default::default();
    targets.default.least_agents = Some(3);
    let required = require(&forecast(few).unwrap(), &targets, &Erlang).unwrap();
    assert_eq!((required.rows[0].group.as_str(), required.rows[0].agents), ("all", 3));
}

#[test]
fn the_gap_says_what_the_shortage_does() {
    let required = required();
    let counts = "start,group,people\n2026-11-24T09:00,billing,17\n2026-11-24T09:00,chat,40\n";
    let gaps = gaps(&required, &read_scheduled(counts.as_bytes()).unwrap(), &Erlang).unwrap();
    assert_eq!(gaps.len(), required.rows.len());
    let billing = gaps.iter().find(|gap| gap.required.group == "billing" && gap.scheduled > 0.0).unwrap();
    assert_eq!(billing.at_work, 12);
    assert!((billing.short - (billing.required.people - 17.0)).abs() < 1e-9 && billing.short > 0.0);
    assert!(billing.with_scheduled.service_level < 0.8);
    assert!(billing.with_scheduled.asa_s > billing.required.predicted.asa_s);
    assert!(billing.with_scheduled.p_abandon > billing.required.predicted.p_abandon);
    let chat = gaps.iter().find(|gap| gap.required.group == "chat" && gap.scheduled > 0.0).unwrap();
    assert!(chat.short == 0.0 && chat.with_scheduled.service_level >= 0.8);
    let nobody = gaps.iter().find(|gap| gap.required.group == "chat" && gap.scheduled == 0.0).unwrap();
    assert!(nobody.at_work == 0 && (nobody.with_scheduled.p_abandon - 1.0).abs() < 1e-12);
    let table = String::from_utf8(gap_table(&gaps).unwrap()).unwrap();
    assert!(table.starts_with("start,group,expected,contacts,aht_s,erlangs,agents,people,service_level"));
    assert_eq!(table.lines().count(), gaps.len() + 1);
}

#[test]
fn without_patience_the_line_of_a_shortage_grows() {
    let mut targets = targets();
    targets.default.patience = None;
    targets.reason.clear();
    let required = require(&forecast(FORECAST).unwrap(), &targets, &Erlang).unwrap();
    let counts = "start,group,people\n2026-11-24T09:00,billing,8\n";
    let gaps = gaps(&required, &read_scheduled(counts.as_bytes()).unwrap(), &Erlang).unwrap();
    let billing = gaps.iter().find(|gap| gap.scheduled == 8.0).unwrap();
    assert!(billing.with_scheduled.asa_s.is_infinite());
    // Six at work end 6 × 1800 / 237.5 of the 120 contacts.
    assert!((billing.with_scheduled.backlog - (120.0 - 6.0 * 1_800.0 / 237.5)).abs() < 1e-6);
    assert_eq!(serde_json::to_value(billing).unwrap()["with_scheduled"]["asa_s"], serde_json::Value::Null);
}

#[test]
fn the_erlang_staffing_keeps_its_contract() {
    let demand = |erlangs: f64| {
        let system = System::a(Rate(erlangs / 100.0), Seconds(100.0), Seconds(60.0)).unwrap();
        Demand::of(system, plan::erlang::Goal { abandon: Some(0.03), ..Default::default() })
    };
    let intervals = [vec![demand(5.0), demand(50.0)], vec![Demand { least: 9, ..demand(1.0) }, demand(10.0)]];
    // Pools in another order than the demands.
    let pools = [Pool::of(1), Pool::of(0)];
    let day = Day { seconds: 900.0, intervals: &intervals, pools: &pools, forecast_error: 0.0, absence: 0.0 };
    let require = |day: &Day| Erlang.require(day, &mut |_| std::ops::ControlFlow::Continue(()));
    let agents = require(&day).unwrap();
    assert!(agents[0][0] > agents[0][1] && agents[1][1] == 9);
    let achieved = Erlang.predict(&day, &agents).unwrap();
    assert!(achieved.intervals.iter().chain([&achieved.day]).flatten().all(|found| found.p_abandon <= 0.03));
    assert_eq!(achieved, Erlang.predict(&day, &agents).unwrap());
    let occupancy = intervals[0][0].system.steady(agents[0][1]).occupancy;
    assert!((achieved.intervals[0][0].occupancy - occupancy).abs() < 1e-12);
    assert!((achieved.occupancy[0][1] - occupancy).abs() < 1e-12);
    let with = |pools: &[Pool]| refused(require(&Day { pools, ..day.clone() }));
    assert!(with(&[Pool { serves: vec![0, 1], ..Pool::of(0) }]).contains("simulate"));
    assert!(with(&[Pool::of(0)]).contains("served by no pool"));
    assert!(with(&[Pool::of(7)]).contains("does not exist"));
    assert!(with(&[Pool::of(0), Pool::of(0)]).contains("two pools"));
    assert!(refused(Erlang.predict(&day, &[vec![1], vec![1]])).contains("1 counts"));
    assert!(refused(Erlang.predict(&day, &[])).contains("0 rows"));
}

#[test]
fn a_bad_forecast_is_refused_with_its_line() {
    let with = |rows: &str| refused(forecast(&format!("start,reason,contacts,aht_s,q10,q90\n{rows}")));
    assert!(with("2026-11-24T09:00,a,-1,60,1,2\n").contains("line 2"));
    assert!(with("2026-11-24T09:00,a,NaN,60,1,2\n").contains("not a number"));
    assert!(with("2026-11-24T09:00,a,1,1e9,1,2\n").contains("aht_s"));
    assert!(with("tomorrow,a,1,60,1,2\n").contains("start is \"tomorrow\""));
    assert!(with("2026-11-24T09:00,,1,60,1,2\n").contains("no reason"));
    assert!(with("2026-11-24T09:00,a,1,60,3,2\n").contains("quantiles fall"));
    assert!(with("2026-11-24T09:00,a,1,60,1,2\n").contains("--interval"));
    let twice = "2026-11-24T09:00,a,1,60,1,2\n2026-11-24T09:00,a,1,60,1,2\n2026-11-24T09:30,a,1,60,1,2\n";
    assert!(with(twice).contains("lines 2 and 3"));
    let mixed = "2026-11-24T09:00,a,1,60,1,2\n2026-11-24T09:30,a,1,60,1,2\n2026-11-24T10:15,a,1,60,1,2\n";
    assert!(with(mixed).contains("line 4") && with(mixed).contains("grid"));
    assert!(refused(forecast("when,how many\n")).contains("line 1"));
    let of = |start: &[u8]| [b"start,contacts\n", start, b",3\n"].concat();
    assert!(refused(Forecast::read(&of(b"\xff\xff"), None)).contains("line 2 is neither UTF-8 nor CP949"));
    // CP949 is read: what is refused is the word, not the file.
    assert!(refused(Forecast::read(&of(b"\xb0\xa1"), None)).contains('가'));
    assert!(
        refused(forecast("start,contacts\n")).contains("rows")
            || refused(forecast("start,contacts\n")).contains("intervals")
    );
}

#[test]
fn contradictory_targets_are_refused_by_name() {
    let with = |change: fn(&mut Targets)| {
        let mut targets = targets();
        change(&mut targets);
        refused(require(&forecast(FORECAST).unwrap(), &targets, &Erlang))
    };
    assert!(with(|t| t.group.get_mut("billing").unwrap().reasons.push("fees".into())).contains("the reason fees"));
    assert!(with(|t| drop(t.reason.insert("fee".into(), Terms::default()))).contains("keep one"));
    assert!(with(|t| t.default.within = None).contains("within"));
    assert!(
        with(|t| t.group.get_mut("billing").unwrap().quantile = Some("95%".parse().unwrap())).contains("q10, q50, q90")
    );
    assert!(
        with(|t| t.default.shrinkage.as_mut().unwrap().insert("all".into(), "90%".parse().unwrap()).map_or((), drop))
            .contains("add up to")
    );
    assert!(with(|t| t.reason.get_mut("chat").unwrap().asa = Some(Seconds(500.0))).contains("[reason.chat]"));
    assert!(with(|t| t.default.reasons.push("chat".into())).contains("[default]"));
    assert!(with(|t| t.group.get_mut("billing").unwrap().reasons.clear()).contains("no reasons"));
    let nothing = Targets::default();
    assert!(refused(require(&forecast(FORECAST).unwrap(), &nothing, &Erlang)).contains("nothing is promised"));
    let unread = |default| serde_json::from_value::<Targets>(json!({ "default": default })).unwrap_err().to_string();
    assert!(unread(json!({"servicelevel": 0.8})).contains("servicelevel"));
    assert!(unread(json!({"within": 20})).contains("with its unit"));
    assert!(unread(json!({"service_level": 80})).contains("80%"));
}

#[test]
fn a_handle_time_is_asked_for() {
    let bare = "start,contacts\n2026-11-24T09:00,5\n2026-11-24T09:30,5\n";
    let mut targets = targets();
    (targets.group, targets.reason) = Default::default();
    assert!(refused(require(&forecast(bare).unwrap(), &targets, &Erlang)).contains("line 2"));
    targets.default.aht = Some(Seconds(300.0));
    assert_eq!(require(&forecast(bare).unwrap(), &targets, &Erlang).unwrap().rows[0].aht_s, 300.0);
}

#[test]
fn bad_counts_are_refused_with_their_line() {
    let counts = |rows: &str| read_scheduled(format!("start,group,people\n{rows}").as_bytes());
    assert!(refused(counts("2026-11-24T09:00,billing,many\n")).contains("line 2"));
    assert!(refused(counts("9,billing,1\n")).contains("start"));
    let gap = |rows: &str| refused(gaps(&required(), &counts(rows).unwrap(), &Erlang));
    assert!(gap("2026-11-24T09:00,biling,1\n").contains("biling"));
    assert!(gap("2026-11-24T09:00,billing,1\n2026-11-24T09:00,billing,2\n").contains("lines 2 and 3"));
}

proptest::proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200), rows in "[0-9a-zT:,.\n-]{0,200}") {
        drop((Forecast::read(&bytes, None), read_scheduled(&bytes)));
        let csv = format!("start,reason,contacts,q10\n{rows}");
        drop(Forecast::read(csv.as_bytes(), Some(900.0)));
        for text in rows.split(',') {
            drop((text.parse::<Seconds>(), text.parse::<Rate>(), text.parse::<plan::erlang::Share>()));
        }
    }
}
