//! Routes of this area.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Measures, OriginQuery, ReasonOrigin, Report, ReportQuery};
use super::{csv, origin, report};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_measures))
        .routes(routes!(read_report))
        .routes(routes!(export_report))
        .routes(routes!(read_reason_origin))
}

/// Every measure with its formula.
#[utoipa::path(
    get,
    path = "/api/measures",
    tag = "measures",
    responses((status = 200, description = "Done.", body = Measures)),
)]
async fn list_measures(_staff: Staff) -> Json<Measures> {
    Json(report::measures())
}

/// Measures over a time, grouped.
#[utoipa::path(
    get,
    path = "/api/report",
    tag = "measures",
    params(ReportQuery),
    responses((status = 200, description = "Done.", body = Report)),
)]
async fn read_report(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ReportQuery>,
) -> Result<Json<Report>, Error> {
    Ok(Json(report::read(&app, &staff, query).await?))
}

/// The same as CSV, for Excel: UTF-8 with a byte order mark, names in the caller's language.
#[utoipa::path(
    get,
    path = "/api/report.csv",
    tag = "measures",
    params(ReportQuery),
    responses((status = 200, description = "Done.", body = String, content_type = "text/csv")),
)]
async fn export_report(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ReportQuery>,
) -> Result<Response, Error> {
    let table = report::table(&app, &staff, &query).await?;
    let file = csv::file(&table, staff.language)?;
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"report.csv\""),
    ];
    Ok((heads, file).into_response())
}

/// A reason's contacts: where they start, what was tried before a person, and what stands in the way of needing none.
#[utoipa::path(
    get,
    path = "/api/report/reasons/{id}",
    tag = "measures",
    params(("id" = u32, Path, description = "Id of the thing named before it."), OriginQuery),
    responses((status = 200, description = "Done.", body = ReasonOrigin)),
)]
async fn read_reason_origin(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u32>,
    Query(query): Query<OriginQuery>,
) -> Result<Json<ReasonOrigin>, Error> {
    origin::read(&app, &staff, id, &query).await.map(Json)
}
