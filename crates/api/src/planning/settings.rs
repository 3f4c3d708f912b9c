//! The planning settings of a centre: kept as one document, checked by the very reader that plans with them; and who works under
//! which of its contracts, at which of its sites.

use std::collections::{BTreeMap, BTreeSet};

use ::plan::Refusal;
use ::plan::erlang::{Seconds, Share};
use ::plan::staff::{Targets, Terms};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Value, json};

use super::types::{PlanSettings, PlannedPerson, Promise, TermsChange, WorkContract};
use super::{fields, shipped};
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::rows;
use crate::wire::Ms;

/// The settings in force; the shipped ones where none were saved.
pub fn load(view: &Connection, centre: u32) -> Result<PlanSettings> {
    let mut select = view.prepare_cached("SELECT document FROM plan_settings WHERE centre = ?1")?;
    let found = select.query_row([centre], |row| rows::json(row, 0)).optional()?;
    Ok(found.unwrap_or_else(shipped::settings))
}

/// Keeps settings that can be planned with; people follow a contract or site to its new name.
///
/// # Errors
/// The field that cannot be, or why the reader refused them.
pub fn save(tx: &Transaction<'_>, centre: u32, settings: &PlanSettings, at: Ms, by: u32) -> Result<()> {
    check(settings)?;
    let people = people(tx, centre)?;
    for (person, contract) in people.iter().filter_map(|person| Some((person, now_called(settings, person)?))) {
        hold(settings, person, contract)
            .map_err(|why| Error::Unplannable { fields: fields::against_protection(settings, contract, &why), why })?;
    }
    follow(tx, centre, &load(tx, centre)?, settings)?;
    let document = serde_json::to_string(settings).map_err(|_| Error::Internal)?;
    tx.execute(
        "INSERT INTO plan_settings (centre, document, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (centre) DO UPDATE SET document = ?2, updated_at = ?3, updated_by = ?4",
        (centre, document, at, by),
    )?;
    Ok(())
}

fn check(settings: &PlanSettings) -> Result<()> {
    fields::check(settings)?;
    if settings.contracts.is_empty() {
        return Ok(());
    }
    // One person under each contract: whatever cannot be planned with is named now, not on Friday night.
    let people = settings.contracts.iter().map(|contract| json!({ "name": contract.name, "contract": contract.name }));
    week(settings, people.collect())
        .map_err(|why| Error::Unplannable { fields: fields::concerned(settings, &why), why })
}

/// Whether a contract of the settings leaves a person what the law that protects her asks for.
fn hold(settings: &PlanSettings, person: &PlannedPerson, contract: &str) -> Result<(), Refusal> {
    if person.protected.is_none() {
        return Ok(());
    }
    let (protected, night_permit) = (person.protected, person.night_permit);
    let terms =
        json!({ "name": person.name, "contract": contract, "protected": protected, "night_permit": night_permit });
    week(settings, vec![terms])
}

/// Reads a week of people as it would be planned.
fn week(settings: &PlanSettings, people: Vec<Value>) -> Result<(), Refusal> {
    let mut problem = problem_of(settings);
    problem.insert("start".into(), json!("2026-01-05"));
    problem.insert("days".into(), json!(7));
    problem.insert("agents".into(), Value::Array(people));
    ::plan::schedule::read(Value::Object(problem).to_string().as_bytes()).map(drop)
}

/// The part of a problem file that the settings decide.
pub fn problem_of(settings: &PlanSettings) -> serde_json::Map<String, Value> {
    let mut problem = serde_json::Map::new();
    problem.insert("interval_min".into(), json!(settings.interval_min));
    problem.insert("shifts".into(), json!(settings.shifts));
    problem.insert("contracts".into(), settings.contracts.iter().map(contract_of).collect());
    problem.insert("under".into(), json!(settings.under));
    problem.insert("over".into(), json!(settings.over));
    problem.insert("sites".into(), json!(settings.sites));
    problem.insert("weekend_burden".into(), json!(settings.weekend_burden));
    problem.insert("fairness".into(), json!(settings.fairness));
    problem
}

/// A contract as a problem file has it: days and hours are agreed by the week, however many of them a roster has.
fn contract_of(contract: &WorkContract) -> Value {
    let mut written = json!(contract);
    if let Some(fields) = written.as_object_mut() {
        for (own, by_week) in [("days", "days_a_week"), ("hours", "hours_a_week")] {
            if let Some(range) = fields.remove(own) {
                fields.insert(by_week.into(), range);
            }
        }
    }
    written
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
        "SELECT a.account, a.name, t.contract, t.preferred_start, t.site, coalesce(t.home, '[]'),
                t.protected, coalesce(t.night_permit, 0),
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
            site: row.get(4)?,
            home: rows::json(row, 5)?,
            protected: rows::maybe_word(row, 6)?,
            night_permit: row.get(7)?,
            time_bank_min: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts a person under a contract and at a site, or out of planning.
///
/// # Errors
/// [`Error::NotFound`] for who takes no contacts; a contract or a site that the settings do not have; a protection of the law that
/// the contract contradicts.
pub fn set_terms(tx: &Transaction<'_>, centre: u32, agent: u32, terms: &TermsChange) -> Result<()> {
    let person = people(tx, centre)?.into_iter().find(|person| person.id == agent).ok_or(Error::NotFound)?;
    let Some(contract) = &terms.contract else {
        tx.execute("DELETE FROM work_terms WHERE centre = ?1 AND agent = ?2", (centre, agent))?;
        return Ok(());
    };
    let known = load(tx, centre)?;
    let site = |name: &String| known.sites.iter().any(|site| site.name == *name);
    let mut fields = Fields::default();
    let starts = terms.preferred_start.is_none_or(|minute| minute < 1_440);
    fields.need(starts, "preferred_start", FieldCode::OutOfRange);
    fields.need(known.contracts.iter().any(|known| known.name == *contract), "contract", FieldCode::NotThere);
    fields.need(terms.site.as_ref().is_none_or(site), "site", FieldCode::NotThere);
    fields.check()?;
    let person = PlannedPerson { protected: terms.protected, night_permit: terms.night_permit, ..person };
    hold(&known, &person, contract)
        .map_err(|why| Error::Unplannable { fields: [("protected".to_owned(), FieldCode::Contradicts)].into(), why })?;
    let home: BTreeSet<_> = terms.home.iter().collect();
    let home = serde_json::to_string(&home).map_err(|_| Error::Internal)?;
    let protected = terms.protected.as_ref().map(rows::as_word).transpose()?;
    tx.execute(
        "INSERT INTO work_terms (centre, agent, contract, preferred_start, site, home, protected, night_permit)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (centre, agent) DO UPDATE SET
             contract = ?3, preferred_start = ?4, site = ?5, home = ?6, protected = ?7, night_permit = ?8",
        (centre, agent, contract, terms.preferred_start, &terms.site, home, protected, terms.night_permit),
    )?;
    Ok(())
}

/// What the contract of a person is called in new settings.
fn now_called<'a>(settings: &'a PlanSettings, person: &PlannedPerson) -> Option<&'a str> {
    called(&contract_names(settings), person.contract.as_deref()?)
}

fn called<'a>(after: &Names<'a>, name: &str) -> Option<&'a str> {
    let found = after.iter().find(|(_, was)| *was == Some(name)).or(after.iter().find(|(own, _)| *own == name));
    found.map(|(own, _)| *own)
}

/// Lets people follow their contract and site to the names these have in new settings.
///
/// # Errors
/// `contracts` or `sites`, where one is gone that somebody works under or sits at.
fn follow(tx: &Transaction<'_>, centre: u32, before: &PlanSettings, after: &PlanSettings) -> Result<()> {
    let contracts = (contract_names(before), contract_names(after));
    let sites = (site_names(before), site_names(after));
    let mut fields = Fields::default();
    let mut update =
        tx.prepare_cached("UPDATE work_terms SET contract = ?3, site = ?4 WHERE centre = ?1 AND agent = ?2")?;
    for person in people(tx, centre)? {
        let mut moved = |name: &Option<String>, (before, after): &(Names<'_>, Names<'_>), field: &str| {
            let name = name.as_deref()?;
            let new = called(after, name);
            // What was gone before, as after an import of other settings, stands in nobody's way.
            fields.need(new.is_some() || before.iter().all(|(own, _)| *own != name), field, FieldCode::NotThere);
            Some(new.unwrap_or(name).to_owned())
        };
        let (contract, site) = (moved(&person.contract, &contracts, "contracts"), moved(&person.site, &sites, "sites"));
        if (&contract, &site) != (&person.contract, &person.site) {
            update.execute((centre, person.id, contract, site))?;
        }
    }
    fields.check()
}

/// What each is called, and was.
type Names<'a> = Vec<(&'a str, Option<&'a str>)>;

fn contract_names(settings: &PlanSettings) -> Names<'_> {
    settings.contracts.iter().map(|one| (one.name.as_str(), one.was.as_deref())).collect()
}

fn site_names(settings: &PlanSettings) -> Names<'_> {
    settings.sites.iter().map(|one| (one.name.as_str(), one.was.as_deref())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_settings_can_be_planned_with() {
        assert_eq!(check(&shipped::settings()), Ok(()));
    }

    #[test]
    fn a_contract_that_contradicts_itself_is_refused_with_its_name() {
        let mut settings = shipped::settings();
        if let Some(contract) = settings.contracts.first_mut() {
            contract.hours = Some((10.0, 12.0));
        }
        let too_few_hours = Refusal::DaysAboveHours { contract: "정규 주5일".into(), days: 5, hours: 12 };
        assert!(matches!(check(&settings), Err(Error::Unplannable { why, .. }) if why == too_few_hours));
    }

    #[test]
    fn a_protection_that_the_contract_contradicts_is_named_with_the_person_and_the_field() {
        let mut settings = shipped::settings();
        let person = PlannedPerson {
            id: 7,
            name: "김미나".into(),
            skills: Vec::new(),
            contract: None,
            preferred_start: None,
            site: None,
            home: Vec::new(),
            protected: Some(super::super::types::WorkProtection::Pregnant),
            night_permit: false,
            time_bank_min: 0,
        };
        let contract = settings.contracts[0].name.clone();
        assert_eq!(hold(&settings, &person, &contract), Ok(()));
        settings.contracts[0].law = None;
        let why = hold(&settings, &person, &contract).unwrap_err();
        assert_eq!(why, Refusal::ProtectedWithoutLaw { of: "김미나".into(), contract: contract.clone() });
        let fields = fields::against_protection(&settings, &contract, &why);
        assert_eq!(fields, [("contracts[0].law".to_owned(), FieldCode::Required)].into());
        assert_eq!(hold(&settings, &PlannedPerson { protected: None, ..person }, &contract), Ok(()));
    }

    #[test]
    fn a_skill_with_its_own_promise_keeps_it() {
        let mut settings = shipped::settings();
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
