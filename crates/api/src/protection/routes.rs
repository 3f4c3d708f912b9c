//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    EvidenceAsked, EvidenceBundle, Ladder, NewWarning, Protect, ProtectionChange, ProtectionDetail, ProtectionList,
    ProtectionQuery,
};
use super::{begin, cases, evidence, ladder};
use crate::contacts::types::ContactRow;
use crate::error::Result;
use crate::extract::{Json, Path, Query, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(warn))
        .routes(routes!(protect))
        .routes(routes!(list_protection))
        .routes(routes!(read_protection, change_protection))
        .routes(routes!(export_evidence))
}

/// Gives the next warning of the ladder, in the published words.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/warn",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = NewWarning,
    responses((status = 200, description = "Done.", body = Ladder)),
)]
async fn warn(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<NewWarning>,
) -> Result<Json<Ladder>> {
    ladder::warn(&app, &staff, id, body).await.map(Json)
}

/// 보호: ends the conversation with the notice, keeps the evidence, gives the agent rest.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/protect",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Protect,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn protect(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Protect>,
) -> Result<Json<ContactRow>> {
    begin::begin(&app, &staff, id, body).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ProtectionQuery>,
) -> Result<Json<ProtectionList>> {
    Ok(Json(cases::list(&app, &staff, query.all).await?))
}

/// One protection case with its evidence; reading it is recorded.
#[utoipa::path(
    get,
    path = "/api/floor/protection/{id}",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ProtectionDetail)),
)]
async fn read_protection(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<ProtectionDetail>> {
    Ok(Json(cases::read(&app, &staff, id).await?))
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<ProtectionChange>,
) -> Result<Json<ProtectionDetail>> {
    Ok(Json(cases::change(&app, &staff, id, body).await?))
}

/// The evidence as a file with times and hashes; recorded as an export, and as a step of the case.
#[utoipa::path(
    post,
    path = "/api/floor/protection/{id}/evidence",
    tag = "floor",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = EvidenceAsked,
    responses((status = 200, description = "Done.", body = EvidenceBundle)),
)]
async fn export_evidence(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<EvidenceAsked>,
) -> Result<Json<EvidenceBundle>> {
    evidence::export(&app, &staff, id, body).await.map(Json)
}
