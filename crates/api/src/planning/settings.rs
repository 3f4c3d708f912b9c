//! The planning settings of a centre: kept as one document, checked by the very reader that plans with them.

use std::collections::BTreeMap;

use ::plan::erlang::{Seconds, Share};
use ::plan::staff::{Targets, Terms};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Value, json};

use super::types::{
    HolidayCalendar, PlanSettings, PlannedPerson, Promise, ShiftBreak, ShiftTemplate, Shrinkage, WorkContract,
};
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;
use crate::wire::Ms;

/// Most shift templates, contracts or promises.
const MOST: usize = 200;

/// The settings in force; the shipped ones where none were saved.
pub fn load(view: &Connection, centre: u32) -> Result<PlanSettings> {
    let mut select = view.prepare_cached("SELECT document FROM plan_settings WHERE centre = ?1")?;
    let found = select.query_row([centre], |row| crate::rows::json(row, 0)).optional()?;
    Ok(found.unwrap_or_else(shipped))
}

/// Keeps settings that can be planned with.
///
/// # Errors
/// The field that cannot be, or why the reader refused them.
pub fn save(tx: &Transaction<'_>, centre: u32, settings: &PlanSettings, at: Ms, by: u32) -> Result<()> {
    check(settings)?;
    let document = serde_json::to_string(settings).map_err(|_| Error::Internal)?;
    tx.execute(
        "INSERT INTO plan_settings (centre, document, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (centre) DO UPDATE SET document = ?2, updated_at = ?3, updated_by = ?4",
        (centre, document, at, by),
    )?;
    Ok(())
}

fn check(settings: &PlanSettings) -> Result<()> {
    let mut fields = Fields::default();
    fields.need([15, 30, 60].contains(&settings.interval_min), "interval_min", FieldCode::OutOfRange);
    fields.need((1..=200).contains(&settings.guard_percent), "guard_percent", FieldCode::OutOfRange);
    fields.need(settings.tolerance_min <= 60, "tolerance_min", FieldCode::OutOfRange);
    fields.need(settings.callbacks_percent <= 100, "callbacks_percent", FieldCode::OutOfRange);
    for (count, field) in [
        (settings.shifts.len(), "shifts"),
        (settings.contracts.len(), "contracts"),
        (settings.promises.len(), "promises"),
    ] {
        fields.need(count <= MOST, field, FieldCode::TooLong);
    }
    for shift in &settings.shifts {
        fields.text(&shift.name, limits::NAME_CHARS, "shifts");
    }
    for contract in &settings.contracts {
        fields.text(&contract.name, limits::NAME_CHARS, "contracts");
    }
    let promises = settings.promises.iter().map(|own| &own.promise).chain([&settings.promise]);
    for promise in promises {
        let percents = [promise.occupancy_percent, promise.quantile_percent].into_iter().flatten();
        let percents = percents.chain([promise.service_level_percent]);
        fields.need(percents.chain([1]).all(|share| (1..=99).contains(&share)), "promise", FieldCode::OutOfRange);
        fields.need((1..=20).contains(&promise.concurrency), "concurrency", FieldCode::OutOfRange);
        let shrinkage: u32 = promise.shrinkage.iter().map(|part| u32::from(part.percent)).sum();
        fields.need(shrinkage <= 95, "shrinkage", FieldCode::OutOfRange);
        for part in &promise.shrinkage {
            fields.text(&part.cause, limits::NAME_CHARS, "shrinkage");
        }
    }
    fields.check()?;
    // One person under each contract for a week: whatever cannot be planned with is named now, not on Friday night.
    let people: Vec<Value> =
        settings.contracts.iter().map(|contract| json!({ "name": contract.name, "contract": contract.name })).collect();
    let mut problem = problem_of(settings);
    problem.insert("start".into(), json!("2026-01-05"));
    problem.insert("days".into(), json!(7));
    problem.insert("agents".into(), Value::Array(people));
    if settings.contracts.is_empty() {
        return Ok(());
    }
    let text = Value::Object(problem).to_string();
    ::plan::schedule::read(text.as_bytes())?;
    Ok(())
}

/// The part of a problem file that the settings decide.
pub fn problem_of(settings: &PlanSettings) -> serde_json::Map<String, Value> {
    let mut problem = serde_json::Map::new();
    problem.insert("interval_min".into(), json!(settings.interval_min));
    problem.insert("shifts".into(), json!(settings.shifts));
    problem.insert("contracts".into(), json!(settings.contracts));
    problem.insert("under".into(), json!(settings.under));
    problem.insert("over".into(), json!(settings.over));
    problem
}

/// The targets that required staff is computed from: every skill is a group of the reasons that ask for it.
pub fn targets(settings: &PlanSettings, skill_of: &BTreeMap<String, u32>, forecast: &[String]) -> Targets {
    let mut group: BTreeMap<String, Terms> = BTreeMap::new();
    for reason in forecast {
        let Some(skill) = skill_of.get(reason) else { continue };
        let own = settings.promises.iter().find(|own| own.skill == *skill).map(|own| terms(&own.promise));
        group.entry(group_name(*skill)).or_insert_with(|| own.unwrap_or_default()).reasons.push(reason.clone());
    }
    Targets { default: terms(&settings.promise), group, reason: BTreeMap::new() }
}

/// What a skill is called in forecasts, requirements and problems: never the name of a reason, which is a number alone.
pub fn group_name(skill: u32) -> String {
    format!("skill {skill}")
}

/// The skill a group stands for.
pub fn skill_of_group(group: &str) -> Option<u32> {
    group.strip_prefix("skill ")?.parse().ok()
}

fn terms(promise: &Promise) -> Terms {
    let share = |percent: u8| Share(f64::from(percent) / 100.0);
    Terms {
        service_level: Some(share(promise.service_level_percent)),
        within: Some(Seconds(f64::from(promise.within_s))),
        patience: promise.patience_s.map(|seconds| Seconds(f64::from(seconds))),
        occupancy: promise.occupancy_percent.map(share),
        concurrency: Some(u32::from(promise.concurrency)),
        quantile: promise.quantile_percent.map(share),
        aht: Some(Seconds(300.0)),
        shrinkage: Some(promise.shrinkage.iter().map(|part| (part.cause.clone(), share(part.percent))).collect()),
        ..Terms::default()
    }
}

/// Everyone who takes contacts, with her terms of work.
pub fn people(view: &Connection, centre: u32) -> Result<Vec<PlannedPerson>> {
    let mut skills: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut select =
        view.prepare_cached("SELECT agent, skill FROM agent_skill WHERE centre = ?1 ORDER BY agent, skill")?;
    for pair in select.query_map([centre], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (agent, skill): (u32, u32) = pair?;
        skills.entry(agent).or_default().push(skill);
    }
    let mut select = view.prepare_cached(
        "SELECT a.account, a.name, t.contract, t.preferred_start,
                (SELECT coalesce(sum(minutes), 0) FROM time_bank b WHERE b.centre = a.centre AND b.agent = a.account)
         FROM account a JOIN agent g ON g.centre = a.centre AND g.agent = a.account
         LEFT JOIN work_terms t ON t.centre = a.centre AND t.agent = a.account
         WHERE a.centre = ?1 AND a.kind = 'person' AND a.state <> 'disabled'
         ORDER BY a.name, a.account",
    )?;
    let rows = select.query_map([centre], |row| {
        let id = row.get(0)?;
        Ok(PlannedPerson {
            id,
            name: row.get(1)?,
            skills: skills.remove(&id).unwrap_or_default(),
            contract: row.get(2)?,
            preferred_start: row.get(3)?,
            time_bank_min: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts a person under a contract, or out of planning.
pub fn set_terms(
    tx: &Transaction<'_>,
    centre: u32,
    agent: u32,
    contract: Option<&str>,
    preferred_start: Option<u16>,
) -> Result<()> {
    if !people(tx, centre)?.iter().any(|person| person.id == agent) {
        return Err(Error::NotFound);
    }
    if preferred_start.is_some_and(|minute| minute >= 1_440) {
        return Err(Error::field("preferred_start", FieldCode::OutOfRange));
    }
    let Some(contract) = contract else {
        tx.execute("DELETE FROM work_terms WHERE centre = ?1 AND agent = ?2", (centre, agent))?;
        return Ok(());
    };
    if !load(tx, centre)?.contracts.iter().any(|known| known.name == contract) {
        return Err(Error::field("contract", FieldCode::NotThere));
    }
    tx.execute(
        "INSERT INTO work_terms (centre, agent, contract, preferred_start) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (centre, agent) DO UPDATE SET contract = ?3, preferred_start = ?4",
        (centre, agent, contract, preferred_start),
    )?;
    Ok(())
}

/// What a new centre starts from: the usual shapes of Korean centres, 80 % in 20 seconds.
pub fn shipped() -> PlanSettings {
    let pause = |length_min, paid, at_min: &[u32]| ShiftBreak { length_min, paid, at_min: at_min.to_vec() };
    let full = |name: &str, start: &str| ShiftTemplate {
        name: name.into(),
        start: start.into(),
        length_min: 540,
        counted_min: None,
        weekdays: None,
        breaks: vec![
            pause(30, true, &[90, 120]),
            pause(60, false, &[180, 210, 240, 270]),
            pause(30, true, &[390, 420]),
        ],
    };
    let weekend = |name: &str, start: &str, length_min, breaks| ShiftTemplate {
        name: name.into(),
        start: start.into(),
        length_min,
        counted_min: None,
        weekdays: Some(vec!["sat".into(), "sun".into()]),
        breaks,
    };
    let contract = |name: &str, shifts: &[&str], days, rest_h| WorkContract {
        name: name.into(),
        shifts: shifts.iter().map(|shift| (*shift).to_owned()).collect(),
        days: Some(days),
        hours: None,
        rest_h,
        days_in_a_row: Some((1, 5)),
        off_in_a_row: 0,
        weekends: None,
        weekend_days: None,
        law: Some("kr".into()),
    };
    PlanSettings {
        interval_min: 30,
        holidays: HolidayCalendar::Kr,
        guard_percent: 40,
        pooled: false,
        promise: Promise {
            service_level_percent: 80,
            within_s: 20,
            patience_s: Some(180),
            occupancy_percent: Some(85),
            concurrency: 1,
            quantile_percent: None,
            shrinkage: vec![
                Shrinkage { cause: "결근".into(), percent: 5 },
                Shrinkage { cause: "교육".into(), percent: 3 },
            ],
        },
        promises: Vec::new(),
        shifts: vec![
            full("07", "07:00"),
            full("09", "09:00"),
            full("11", "11:00"),
            full("15", "15:00"),
            ShiftTemplate {
                name: "13-18".into(),
                start: "13:00".into(),
                length_min: 300,
                counted_min: None,
                weekdays: None,
                breaks: vec![pause(30, false, &[120, 150, 180])],
            },
            weekend("주말 10-19", "10:00", 540, vec![pause(60, false, &[180, 240]), pause(30, true, &[390])]),
            weekend("주말 11-20", "11:00", 540, vec![pause(60, false, &[180, 240]), pause(30, true, &[390])]),
            weekend("주말 19-24", "19:00", 300, vec![pause(30, false, &[120, 150])]),
        ],
        contracts: vec![
            contract("정규 주5일", &["07", "09", "11", "15"], (5, 5), 11.0),
            contract("시간제 주5일", &["13-18"], (5, 5), 11.0),
            contract("주말 전담", &["주말 10-19", "주말 11-20", "주말 19-24"], (1, 2), 11.0),
            contract("파견 주4일", &["09", "11"], (4, 4), 11.0),
        ],
        under: 100,
        over: 1,
        tolerance_min: 5,
        callbacks_percent: 50,
        hourly_cost: 18_000,
    }
}

#[cfg(test)]
mod tests {
    use ::plan::Refusal;

    use super::*;

    #[test]
    fn the_shipped_settings_can_be_planned_with() {
        assert_eq!(check(&shipped()), Ok(()));
    }

    #[test]
    fn a_contract_with_an_unknown_shift_is_refused_with_its_name() {
        let mut settings = shipped();
        if let Some(contract) = settings.contracts.first_mut() {
            contract.shifts.push("22".into());
        }
        let no_shift = Refusal::NoShift { of: "정규 주5일".into(), shift: "22".into() };
        assert_eq!(check(&settings), Err(no_shift.into()));
    }

    #[test]
    fn a_skill_with_its_own_promise_keeps_it() {
        let mut settings = shipped();
        let own = Promise { within_s: 60, ..settings.promise.clone() };
        settings.promises.push(super::super::types::SkillPromise { skill: 2, promise: own });
        let skills = BTreeMap::from([("10".to_owned(), 2), ("11".to_owned(), 3), ("12".to_owned(), 2)]);
        let targets = targets(&settings, &skills, &["10".into(), "11".into(), "12".into()]);
        assert_eq!(targets.group["skill 2"].within, Some(Seconds(60.0)));
        assert_eq!(targets.group["skill 2"].reasons, ["10", "12"]);
        assert_eq!(targets.group["skill 3"].within, None);
        assert_eq!(targets.default.within, Some(Seconds(20.0)));
    }
}
