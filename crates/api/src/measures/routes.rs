//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::report;
use super::types::{Measures, Report, ReportQuery};
use crate::error::Error;
use crate::extract::{Json, Query, Staff};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_measures)).routes(routes!(read_report))
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
