//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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
async fn list_measures(State(_app): State<App>, _staff: Staff) -> Result<Json<Measures>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<ReportQuery>,
) -> Result<Json<Report>, Error> {
    Err(Error::Unavailable)
}
