//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    AgentDetail, AgentList, AgentRow, Alert, AlertChange, AlertList, Floor, ProtectionChange, ProtectionDetail,
    ProtectionList, ProtectionQuery, QueueDetail, SetAgentPresence,
};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
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
        .routes(routes!(list_protection))
        .routes(routes!(read_protection, change_protection))
}

/// The wallboard as of now.
#[utoipa::path(
    get,
    path = "/api/floor",
    tag = "floor",
    responses((status = 200, description = "Done.", body = Floor)),
)]
async fn read_floor(State(_app): State<App>, _staff: Staff) -> Result<Json<Floor>, Error> {
    Err(Error::Unavailable)
}

/// One reason's line, and why each contact still waits.
#[utoipa::path(
    get,
    path = "/api/floor/queues/{reason}",
    tag = "floor",
    params(("reason" = u32, Path, description = "Reason id.")),
    responses((status = 200, description = "Done.", body = QueueDetail)),
)]
async fn read_queue(
    State(_app): State<App>,
    _staff: Staff,
    Path(_reason): Path<u32>,
) -> Result<Json<QueueDetail>, Error> {
    Err(Error::Unavailable)
}

/// Everyone on the floor.
#[utoipa::path(
    get,
    path = "/api/floor/agents",
    tag = "floor",
    responses((status = 200, description = "Done.", body = AgentList)),
)]
async fn list_agents(State(_app): State<App>, _staff: Staff) -> Result<Json<AgentList>, Error> {
    Err(Error::Unavailable)
}

/// One agent.
#[utoipa::path(
    get,
    path = "/api/floor/agents/{id}",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = AgentDetail)),
)]
async fn read_agent(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<AgentDetail>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<SetAgentPresence>,
) -> Result<Json<AgentRow>, Error> {
    Err(Error::Unavailable)
}

/// Alerts, open ones first.
#[utoipa::path(
    get,
    path = "/api/floor/alerts",
    tag = "floor",
    responses((status = 200, description = "Done.", body = AlertList)),
)]
async fn list_alerts(State(_app): State<App>, _staff: Staff) -> Result<Json<AlertList>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<AlertChange>,
) -> Result<Json<Alert>, Error> {
    Err(Error::Unavailable)
}

/// Protection cases.
#[utoipa::path(
    get,
    path = "/api/floor/protection",
    tag = "floor",
    params(ProtectionQuery),
    responses((status = 200, description = "Done.", body = ProtectionList)),
)]
async fn list_protection(
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<ProtectionQuery>,
) -> Result<Json<ProtectionList>, Error> {
    Err(Error::Unavailable)
}

/// One protection case with its evidence; reading it is recorded.
#[utoipa::path(
    get,
    path = "/api/floor/protection/{id}",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ProtectionDetail)),
)]
async fn read_protection(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
) -> Result<Json<ProtectionDetail>, Error> {
    Err(Error::Unavailable)
}

/// Adds a step: a note, a restriction of the customer, the end of the case.
#[utoipa::path(
    post,
    path = "/api/floor/protection/{id}",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = ProtectionChange,
    responses((status = 200, description = "Done.", body = ProtectionDetail)),
)]
async fn change_protection(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<ProtectionChange>,
) -> Result<Json<ProtectionDetail>, Error> {
    Err(Error::Unavailable)
}
