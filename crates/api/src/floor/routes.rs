//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    AgentDetail, AgentList, AgentRow, Alert, AlertChange, AlertList, Floor, QueueDetail, SetAgentPresence,
};
use super::{alerts, people, queue};
use crate::error::Error;
use crate::extract::{Json, Path, Staff};
use crate::me::presence;
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_floor))
        .routes(routes!(read_queue))
        .routes(routes!(list_agents))
        .routes(routes!(read_agent))
        .routes(routes!(set_agent_presence))
        .routes(routes!(list_alerts, change_alert))
}

/// The wallboard as of now.
#[utoipa::path(
    get,
    path = "/api/floor",
    tag = "floor",
    responses((status = 200, description = "Done.", body = Floor)),
)]
async fn read_floor(State(app): State<App>, staff: Staff) -> Result<Json<Floor>, Error> {
    Ok(Json(Floor::clone(&*app.floor(staff.centre)?)))
}

/// One reason's line, and why each contact still waits.
#[utoipa::path(
    get,
    path = "/api/floor/queues/{reason}",
    tag = "floor",
    params(("reason" = u32, Path, description = "Reason id.")),
    responses((status = 200, description = "Done.", body = QueueDetail)),
)]
async fn read_queue(State(app): State<App>, staff: Staff, Path(reason): Path<u32>) -> Result<Json<QueueDetail>, Error> {
    Ok(Json(queue::detail(&app, &staff, reason).await?))
}

/// Everyone on the floor.
#[utoipa::path(
    get,
    path = "/api/floor/agents",
    tag = "floor",
    responses((status = 200, description = "Done.", body = AgentList)),
)]
async fn list_agents(State(app): State<App>, staff: Staff) -> Result<Json<AgentList>, Error> {
    let floor = app.floor(staff.centre)?;
    Ok(Json(AgentList { as_of: floor.as_of, agents: floor.people.clone() }))
}

/// One agent.
#[utoipa::path(
    get,
    path = "/api/floor/agents/{id}",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = AgentDetail)),
)]
async fn read_agent(State(app): State<App>, staff: Staff, Path(id): Path<u32>) -> Result<Json<AgentDetail>, Error> {
    Ok(Json(people::detail(&app, &staff, id).await?))
}

/// Changes an agent's state for her; she is told who did.
#[utoipa::path(
    post,
    path = "/api/floor/agents/{id}/presence",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = SetAgentPresence,
    responses((status = 200, description = "Done.", body = AgentRow)),
)]
async fn set_agent_presence(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Json(body): Json<SetAgentPresence>,
) -> Result<Json<AgentRow>, Error> {
    let mut row = people::row(&app, staff.centre, id)?;
    row.presence = presence::set(&app, &staff, id, body.presence, body.until, Some(staff.account)).await?;
    Ok(Json(row))
}

/// Alerts, open ones first.
#[utoipa::path(
    get,
    path = "/api/floor/alerts",
    tag = "floor",
    responses((status = 200, description = "Done.", body = AlertList)),
)]
async fn list_alerts(State(app): State<App>, staff: Staff) -> Result<Json<AlertList>, Error> {
    Ok(Json(alerts::list(&app, &staff).await?))
}

/// Says that an alert is seen or done.
#[utoipa::path(
    post,
    path = "/api/floor/alerts",
    tag = "floor",
    request_body = AlertChange,
    responses((status = 200, description = "Done.", body = Alert)),
)]
async fn change_alert(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<AlertChange>,
) -> Result<Json<Alert>, Error> {
    Ok(Json(alerts::change(&app, &staff, body).await?))
}
