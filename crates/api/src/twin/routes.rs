//! Routes of the twin.

use std::sync::Arc;

use axum::extract::State;
use measure::{By, Group, GroupRow};
use routing::Policy;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    AtMoment, IdleSpan, IdleSpells, NewTry, TriedPolicy, TryJob, TryName, TryRow, TryView, WhatIf, WhyWaits,
};
use super::{days, idle, kept, trying, waiting};
use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Query, Staff};
use crate::floor::people;
use crate::languages::Languages;
use crate::planning::jobs::Job;
use crate::planning::{clock, settings};
use crate::setup::catalogue::Catalogue;
use crate::setup::types::Finding;
use crate::setup::{check, draft, people as serving};
use crate::state::{App, blocking};
use crate::wire::{DONE, Done, Language};
use crate::{history, limits};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_tries, begin_try))
        .routes(routes!(get_try, name_try, delete_try))
        .routes(routes!(get_try_job, cancel_try))
        .routes(routes!(why_waits))
        .routes(routes!(why_idle))
}

/// What can be tried, and what was.
#[utoipa::path(
    get,
    path = "/api/plan/what-if",
    tag = "twin",
    responses((status = 200, description = "Done.", body = WhatIf)),
)]
async fn list_tries(State(app): State<App>, staff: Staff) -> Result<Json<WhatIf>> {
    let (centre, now) = (staff.centre, app.now());
    let report = app.report(centre)?;
    let (zone, tries, draft) = app
        .read(move |view| Ok((clock::zone(view, centre)?, kept::list(view, centre)?, draft::read(view, centre)?)))
        .await?;
    let days = blocking(move || Ok(days::list(&report, &zone, now))).await?;
    Ok(Json(WhatIf {
        as_of: now.0,
        usual: days::usual(&days),
        days,
        draft_revision: draft.revision,
        draft_changed: draft.changed,
        last_of_draft: tries.iter().find(|row| row.policy == TriedPolicy::Draft && row.change.is_none()).cloned(),
        tries,
        running: app.tries().running(centre).map(|job| shown(&job, staff.language)),
    }))
}

fn shown(job: &Job, language: Language) -> TryJob {
    let (state, result, why) = job.outcome(language);
    TryJob { id: job.id(), permille: job.permille(), state, result, why }
}

/// Begins to play a day again under a change; one at a time.
#[utoipa::path(
    post,
    path = "/api/plan/what-if",
    tag = "twin",
    request_body = NewTry,
    responses((status = 200, description = "Done.", body = TryJob)),
)]
async fn begin_try(State(app): State<App>, staff: Staff, Json(body): Json<NewTry>) -> Result<Json<TryJob>> {
    app.rates().heavy.spend(&staff.budget())?;
    body.change.check()?;
    let (centre, now, language) = (staff.centre, app.now(), staff.language);
    let (day, tried) = (body.day, body.policy);
    let report = app.report(centre)?;
    let (revision, mut asked) = app
        .read(move |view| {
            let draft = match tried {
                TriedPolicy::Day => None,
                TriedPolicy::Draft => {
                    let found = draft::read(view, centre)?;
                    let findings = check::findings(
                        &found.document,
                        &serving::profiles(view, centre)?,
                        &Languages::of(view, centre)?,
                        language,
                    );
                    if findings.iter().any(|finding| finding.refuses) {
                        return Err(Error::SetupRefused(findings));
                    }
                    Some(found)
                }
            };
            let zone = clock::zone(view, centre)?;
            let (from, to) = days::bounds(&zone, day);
            let hourly_cost = settings::load(view, centre)?.hourly_cost;
            let policy = draft.as_ref().map(|draft| draft.document.policy(1));
            let revision = draft.map(|draft| draft.revision);
            Ok((revision, trying::Asked { from, to, change: body.change, policy, zone, hourly_cost }))
        })
        .await?;
    if report.sums(asked.from, asked.to).offered == 0 {
        return Err(Error::field("day", FieldCode::NotThere));
    }
    if let Some(policy) = &asked.policy {
        let catalogue = app.catalogue(centre).await?;
        let missing = missing(&report.rows(asked.from, asked.to, &By::Reason), policy, &catalogue, language);
        if !missing.is_empty() {
            return Err(Error::SetupRefused(missing));
        }
    }
    asked.to = asked.to.min(now);
    let job = app.tries().begin(centre, app.new_id(centre).await?)?;
    let begun = shown(&job, language);
    tokio::spawn(async move {
        let made = play(&app, staff, &job, body, revision, asked).await;
        job.end(made);
    });
    Ok(Json(begun))
}

/// Reasons of the day that the draft does not have: their contacts could not come, and what is left would pass for the day.
fn missing(rows: &[GroupRow], policy: &Policy, catalogue: &Catalogue, language: Language) -> Vec<Finding> {
    let gone = rows.iter().filter_map(|row| match row.group {
        Group::Reason(Some(reason)) if !policy.reasons.contains_key(&reason) => Some((reason, row.sums.offered)),
        _ => None,
    });
    let told = gone.filter(|(_, contacts)| *contacts > 0).map(|(reason, contacts)| {
        let name = catalogue.reason_name(Some(reason.0)).name;
        let ko = format!("그날 상담 {contacts}건의 사유 ‘{}’이(가) 초안에 없습니다.", name.said(Language::Ko));
        let en = format!(
            "{contacts} contacts of that day are about “{}”, which the draft does not have.",
            name.said(Language::En)
        );
        Finding::refusing("/reasons", "reason_missing", language, ko, en)
    });
    told.collect()
}

async fn play(
    app: &App,
    staff: Staff,
    job: &Arc<Job>,
    body: NewTry,
    revision: Option<u32>,
    asked: trying::Asked,
) -> Result<u64> {
    let (told, clock, centre, began) = (Arc::clone(job), app.clone(), staff.centre, app.now());
    let result = blocking(move || {
        trying::run(clock.store(), centre, asked, &|share| {
            let goes_on = told.tell(share, i64::MAX);
            match clock.now().since_ms(began) <= limits::TRY_MS {
                true if goes_on => Ok(()),
                true => Err(Error::WrongState),
                false => Err(Error::TooLong),
            }
        })
    });
    let (result, now) = (result.await?, app.now());
    app.write(move |tx| {
        let id = kept::keep(tx, centre, &body, revision, &result, (now.0, staff.account))?;
        let detail = json!({ "day": body.day, "change": body.change, "policy": body.policy });
        history::record(tx, &staff, now, ("what_if", id), "tried", &detail)?;
        Ok(id)
    })
    .await
}

/// A try: as it was, drawn anew, and under the change.
#[utoipa::path(
    get,
    path = "/api/plan/what-if/{id}",
    tag = "twin",
    params(("id" = u64, Path, description = "The try.")),
    responses((status = 200, description = "Done.", body = TryView)),
)]
async fn get_try(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<TryView>> {
    Ok(Json(app.read(move |view| kept::read(view, staff.centre, id)).await?))
}

/// Keeps a try under a name.
#[utoipa::path(
    put,
    path = "/api/plan/what-if/{id}",
    tag = "twin",
    params(("id" = u64, Path, description = "The try.")),
    request_body = TryName,
    responses((status = 200, description = "Done.", body = TryRow)),
)]
async fn name_try(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<TryName>,
) -> Result<Json<TryRow>> {
    let now = app.now();
    let named = app.write(move |tx| {
        kept::name(tx, staff.centre, id, &body)?;
        history::record(tx, &staff, now, ("what_if", id), "named", &json!({}))?;
        Ok(kept::read(tx, staff.centre, id)?.row)
    });
    Ok(Json(named.await?))
}

/// Throws a try away.
#[utoipa::path(
    delete,
    path = "/api/plan/what-if/{id}",
    tag = "twin",
    params(("id" = u64, Path, description = "The try.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn delete_try(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    let now = app.now();
    let deleted = app.write(move |tx| {
        kept::delete(tx, staff.centre, id)?;
        history::record(tx, &staff, now, ("what_if", id), "deleted", &json!({}))
    });
    deleted.await?;
    Ok(Json(DONE))
}

/// How far a try is.
#[utoipa::path(
    get,
    path = "/api/plan/what-if/jobs/{id}",
    tag = "twin",
    params(("id" = u64, Path, description = "The job.")),
    responses((status = 200, description = "Done.", body = TryJob)),
)]
async fn get_try_job(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<TryJob>> {
    Ok(Json(shown(&*app.tries().find(staff.centre, id)?, staff.language)))
}

/// Stops a try; nothing is kept of it.
#[utoipa::path(
    delete,
    path = "/api/plan/what-if/jobs/{id}",
    tag = "twin",
    params(("id" = u64, Path, description = "The job.")),
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn cancel_try(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Done>> {
    app.tries().find(staff.centre, id)?.cancel();
    Ok(Json(DONE))
}

/// Why a contact still waits, now or at a moment of the past; recomputed from the journal.
#[utoipa::path(
    get,
    path = "/api/floor/contacts/{id}/why",
    tag = "twin",
    params(("id" = u64, Path, description = "The contact."), AtMoment),
    responses((status = 200, description = "Done.", body = WhyWaits)),
)]
async fn why_waits(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Query(moment): Query<AtMoment>,
) -> Result<Json<WhyWaits>> {
    app.rates().heavy.spend(&staff.budget())?;
    waiting::why(&app, staff.centre, id, moment.at).await.map(Json)
}

/// What an agent had in a stretch, and why nothing where she had nothing; recomputed from the journal.
#[utoipa::path(
    get,
    path = "/api/floor/agents/{id}/idle",
    tag = "twin",
    params(("id" = u64, Path, description = "The agent."), IdleSpan),
    responses((status = 200, description = "Done.", body = IdleSpells)),
)]
async fn why_idle(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Query(span): Query<IdleSpan>,
) -> Result<Json<IdleSpells>> {
    people::row(&app, staff.centre, id)?;
    app.rates().heavy.spend(&staff.budget())?;
    idle::spells(&app, staff.centre, id, span).await.map(Json)
}
