//! How the centre plans, and who works under which contract.

use auth::permissions::Sight;
use axum::extract::State;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Result;
use crate::extract::{Json, LargeJson, Path, Staff};
use crate::history;
use crate::planning::settings;
use crate::planning::types::{PlanSettings, PlannedPeople, TermsChange};
use crate::state::App;

/// Every route of this part.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_plan_settings, put_plan_settings))
        .routes(routes!(list_planned_people))
        .routes(routes!(put_work_terms))
}

/// Targets, shift templates, contracts and sites; the shipped ones until others are saved.
#[utoipa::path(
    get,
    path = "/api/plan/settings",
    tag = "planning",
    responses((status = 200, description = "Done.", body = PlanSettings)),
)]
async fn get_plan_settings(State(app): State<App>, staff: Staff) -> Result<Json<PlanSettings>> {
    Ok(Json(app.read(move |view| settings::load(view, staff.centre)).await?))
}

/// Saves them; what cannot be planned with is refused, field by field or with the reason. Nothing that people work under may go.
#[utoipa::path(
    put,
    path = "/api/plan/settings",
    tag = "planning",
    request_body = PlanSettings,
    responses((status = 200, description = "Done.", body = PlanSettings)),
)]
async fn put_plan_settings(
    State(app): State<App>,
    staff: Staff,
    LargeJson(body): LargeJson<PlanSettings>,
) -> Result<Json<PlanSettings>> {
    let (centre, now) = (staff.centre, app.now());
    let saved = app.write(move |tx| {
        settings::save(tx, centre, &body, now.0, staff.account)?;
        history::record(tx, &staff, now, ("plan_settings", 0), "saved", &json!({}))?;
        Ok(body)
    });
    let saved = saved.await?;
    app.shared().changed(centre);
    Ok(Json(saved))
}

/// People who take contacts, with their contracts and time banks.
#[utoipa::path(
    get,
    path = "/api/plan/people",
    tag = "planning",
    responses((status = 200, description = "Done.", body = PlannedPeople)),
)]
async fn list_planned_people(State(app): State<App>, staff: Staff) -> Result<Json<PlannedPeople>> {
    let mut people = app.read(move |view| settings::people(view, staff.centre)).await?;
    if app.auth().permissions().sight(&staff.roles, "agent.protection") == Sight::Nothing {
        for person in &mut people {
            (person.protected, person.night_permit) = (None, false);
        }
    }
    Ok(Json(PlannedPeople { people }))
}

/// Puts a person under a contract and at a site, or out of planning.
#[utoipa::path(
    put,
    path = "/api/plan/people/{id}",
    tag = "planning",
    params(("id" = u32, Path, description = "The person.")),
    request_body = TermsChange,
    responses((status = 200, description = "Done.", body = PlannedPeople)),
)]
async fn put_work_terms(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Json(body): Json<TermsChange>,
) -> Result<Json<PlannedPeople>> {
    let now = app.now();
    let people = app.write(move |tx| {
        settings::set_terms(tx, staff.centre, id, &body)?;
        history::record(
            tx,
            &staff,
            now,
            ("work_terms", u64::from(id)),
            "changed",
            &json!({
                "contract": body.contract, "site": body.site,
                "protected": body.protected.is_some(), "night_permit": body.night_permit,
            }),
        )?;
        settings::people(tx, staff.centre)
    });
    Ok(Json(PlannedPeople { people: people.await? }))
}
