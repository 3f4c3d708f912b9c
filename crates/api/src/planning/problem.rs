//! The scheduling problem of a centre: its settings, its people, what the forecast requires of them.

use std::collections::{BTreeMap, BTreeSet};

use ::plan::history::plus;
use ::plan::staff::{Erlang, Required, Requirement, require};
use ::plan::{Refusal, schedule};
use jiff::civil::Date;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::types::{PlanSettings, PlannedPerson};
use super::{around, borne, forecasts, settings};
use crate::error::{Error, Result};
use crate::setup::catalogue::Catalogue;
use crate::setup::document::{Document, ReasonEntry};

/// What a wish for a day off is worth, beside a person missing for an interval.
const WISH: i64 = 20;
/// The skill of reasons that ask for none: everybody has it.
pub const ANYONE: u32 = 0;
/// Handle time where none is known, in seconds.
pub const USUAL_AHT_S: f64 = 300.0;

/// The skill that staff of a reason are counted by: the first its first ring asks for, languages last; none where all are one group.
pub fn skill_of(settings: &PlanSettings, catalogue: &Catalogue) -> BTreeMap<String, u32> {
    let Some(document) = &catalogue.document else { return BTreeMap::new() };
    let of = |reason: &ReasonEntry| if settings.pooled { ANYONE } else { skill(document, reason) };
    document.reasons.iter().map(|reason| (reason.id.0.to_string(), of(reason))).collect()
}

fn skill(document: &Document, reason: &ReasonEntry) -> u32 {
    let language = |skill| document.skills.iter().any(|entry| entry.id == skill && entry.language.is_some());
    let needs = reason.rings.first().map(|ring| ring.needs.as_slice()).unwrap_or_default();
    let need = needs.iter().find(|need| !language(need.skill)).or(needs.first());
    need.map_or(ANYONE, |need| need.skill.0)
}

/// What a forecast requires by skill and interval.
///
/// # Errors
/// Which promise cannot be computed with.
pub fn required(
    settings: &PlanSettings,
    catalogue: &Catalogue,
    forecast: &::plan::staff::Forecast,
) -> Result<Required> {
    let reasons: Vec<String> = forecast.reasons().into_iter().map(str::to_owned).collect();
    let targets = settings::targets(settings, &skill_of(settings, catalogue), &reasons);
    Ok(require(forecast, &targets, &Erlang)?)
}

/// The problem file of some days, with what the newest forecast requires, and that forecast's number.
///
/// # Errors
/// What is missing: a forecast of those days, people under a contract.
pub fn assemble(view: &Connection, centre: u32, catalogue: &Catalogue, first: Date, days: u8) -> Result<(String, u64)> {
    let settings = settings::load(view, centre)?;
    let last = plus(first, i64::from(days) - 1);
    let head = forecasts::covering(view, centre, first, last)?.ok_or(Refusal::NoForecast { first, last })?;
    let required = required(&settings, catalogue, &forecasts::intervals(view, centre, head.id)?)?;
    let mut skills: BTreeSet<u32> =
        required.rows.iter().filter_map(|row| settings::skill_of_group(&row.group)).collect();
    skills.insert(ANYONE);
    let people = settings::people(view, centre)?;
    // Where unevenness costs nothing, what was borne changes nothing.
    let borne = if settings.fairness > 0 { borne::points(view, centre, &settings, first)? } else { BTreeMap::new() };
    let around = around::of(view, centre, first, days)?;
    let asked = Asked { settings: &settings, skills: &skills, borne: &borne, around: &around, first, days };
    let agents: Vec<Value> =
        people.iter().filter_map(|person| agent(view, centre, &asked, person).transpose()).collect::<Result<_>>()?;
    if agents.is_empty() {
        return Err(Refusal::NobodyUnderContract.into());
    }
    let mut file = settings::problem_of(&settings);
    file.insert("start".into(), json!(first));
    file.insert("days".into(), json!(days));
    file.insert("skills".into(), json!(skills.iter().map(|skill| settings::group_name(*skill)).collect::<Vec<_>>()));
    file.insert("agents".into(), Value::Array(agents));
    file.insert("required".into(), rows(&required, &settings, first, days, &around.nights));
    Ok((Value::Object(file).to_string(), head.id))
}

/// What a roster is asked for.
struct Asked<'a> {
    settings: &'a PlanSettings,
    skills: &'a BTreeSet<u32>,
    /// Points by person of the weeks before.
    borne: &'a BTreeMap<u32, u32>,
    around: &'a around::Around,
    first: Date,
    days: u8,
}

fn agent(view: &Connection, centre: u32, asked: &Asked<'_>, person: &PlannedPerson) -> Result<Option<Value>> {
    let known = |name: &String| asked.settings.contracts.iter().any(|contract| contract.name == *name);
    let Some(contract) = person.contract.clone().filter(known) else { return Ok(None) };
    let seat = |name: &&String| asked.settings.sites.iter().any(|site| site.name == **name);
    let own = person.skills.iter().filter(|skill| asked.skills.contains(skill)).chain([&ANYONE]);
    let asked_for = asked_for(view, centre, person.id, asked.first, asked.days)?;
    let wishes = asked_for.wishes.into_iter().map(|day| json!({ "day": day, "wish": "off", "weight": WISH }));
    Ok(Some(json!({
        "name": person.id.to_string(),
        "contract": contract,
        "skills": own.map(|skill| settings::group_name(*skill)).collect::<Vec<_>>(),
        "off": asked_for.leave,
        "wishes": wishes.collect::<Vec<_>>(),
        "preferred_start": person.preferred_start.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)),
        "site": person.site.as_ref().filter(seat),
        "home": person.home,
        "protected": person.protected,
        "night_permit": person.night_permit,
        "borne": asked.borne.get(&person.id).copied().unwrap_or(0),
        "before": asked.around.before.get(&person.id),
        "next": asked.around.next.get(&person.id),
        "next_days_in_a_row": asked.around.next_in_a_row.get(&person.id).copied().unwrap_or(0),
    })))
}

/// Days a person asked to be off.
struct AskedFor {
    leave: Vec<String>,
    wishes: Vec<String>,
}

fn asked_for(view: &Connection, centre: u32, person: u32, first: Date, days: u8) -> Result<AskedFor> {
    let mut select = view.prepare_cached(
        "SELECT day, kind FROM plan_request
         WHERE centre = ?1 AND agent = ?2 AND day >= ?3 AND day < ?4
           AND (kind = 'leave' AND state = 'approved' OR kind = 'wish' AND state <> 'withdrawn')",
    )?;
    let (from, to) = (first.to_string(), plus(first, i64::from(days)).to_string());
    let rows = select.query_map((centre, person, from, to), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut found = AskedFor { leave: Vec::new(), wishes: Vec::new() };
    for row in rows {
        let (day, kind): (String, String) = row?;
        let days = if kind == "leave" { &mut found.leave } else { &mut found.wishes };
        days.push(day);
    }
    Ok(found)
}

/// A kept problem with what became otherwise since it was made: leave, whom the law protects, and what people work before and
/// after its days.
pub fn brought_up(view: &Connection, centre: u32, text: &str, first: Date, days: u8) -> Result<String> {
    let mut file: Value = serde_json::from_str(text).map_err(|_| Error::Internal)?;
    let around = around::of(view, centre, first, days)?;
    let planned = settings::people(view, centre)?;
    let people = file.get_mut("agents").and_then(Value::as_array_mut).into_iter().flatten();
    for person in people.filter_map(Value::as_object_mut) {
        let Some(id) = person.get("name").and_then(Value::as_str).and_then(|name| name.parse().ok()) else { continue };
        person.insert("off".into(), json!(asked_for(view, centre, id, first, days)?.leave));
        person.insert("before".into(), json!(around.before.get(&id)));
        person.insert("next".into(), json!(around.next.get(&id)));
        let going_on = around.next_in_a_row.get(&id).copied().unwrap_or(0);
        person.insert("next_days_in_a_row".into(), json!(going_on));
        if let Some(terms) = planned.iter().find(|terms| terms.id == id) {
            person.insert("protected".into(), json!(terms.protected));
            person.insert("night_permit".into(), json!(terms.night_permit));
        }
    }
    Ok(file.to_string())
}

/// People to schedule, rounded to the nearest: rounding every interval up would pay for people nobody needs. One is there while
/// contacts are expected.
pub fn people_of(row: &Requirement) -> u32 {
    row.people.round().max(f64::from(u8::from(row.contacts > 0.0))) as u32
}

/// The requirement as a problem file has it: by skill and day, from midnight on.
fn rows(required: &Required, settings: &PlanSettings, first: Date, days: u8, nights: &[around::Night]) -> Value {
    let slots = 1_440 / usize::from(settings.interval_min.max(1));
    let mut people: BTreeMap<(&str, Date), Vec<u32>> = BTreeMap::new();
    for row in &required.rows {
        let day = row.start.date();
        if day < first || day >= plus(first, i64::from(days)) {
            continue;
        }
        let minute = ::plan::history::minute_of_day(row.start.time()) as usize;
        let slot = minute / usize::from(settings.interval_min.max(1));
        let cells = people.entry((&row.group, day)).or_insert_with(|| vec![0; slots]);
        if let Some(cell) = cells.get_mut(slot) {
            *cell = people_of(row);
        }
    }
    // Who is still there from the night before does what is asked of her most.
    for (skills, minute) in nights.iter().flat_map(|night| night.minutes.iter().map(move |at| (&night.skills, at))) {
        let slot = *minute as usize / usize::from(settings.interval_min.max(1));
        let hers = people.iter_mut().filter(|((skill, day), _)| *day == first && skills.iter().any(|own| own == skill));
        let most = hers.filter_map(|(_, cells)| cells.get_mut(slot)).max();
        if let Some(cell) = most {
            *cell = cell.saturating_sub(1);
        }
    }
    people.into_iter().map(|((skill, day), people)| json!({ "skill": skill, "day": day, "people": people })).collect()
}

/// A kept problem, ready for the engines.
///
/// # Errors
/// [`Error::Internal`] where a kept one can no longer be read.
pub fn read(text: &str) -> Result<schedule::Problem> {
    schedule::read_kept(text.as_bytes()).map_err(|why| {
        tracing::error!(%why, "a kept scheduling problem cannot be read");
        Error::Internal
    })
}
