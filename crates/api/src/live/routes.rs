//! Where the sockets are opened.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{CustomerLive, StaffLive};
use super::{customer, staff};
use crate::error::Error;
use crate::extract::{Path, Staff, Visitor};
use crate::state::App;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(staff_live)).routes(routes!(customer_live))
}

/// The staff socket: the server sends `StaffLive`, the browser `StaffSays`.
#[utoipa::path(
    get,
    path = "/api/live",
    tag = "live",
    responses((status = 101, description = "A WebSocket.", body = StaffLive)),
)]
async fn staff_live(
    State(app): State<App>,
    staff: Staff,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    let upgrade = upgrade.map_err(|_| Error::BadRequest)?;
    Ok(slim(upgrade).on_upgrade(move |socket| staff::run(app, staff, socket)))
}

/// The defaults cost 136 KiB a socket; these cost eight.
fn slim(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    let upgrade = upgrade.read_buffer_size(4096).write_buffer_size(0);
    upgrade.max_message_size(staff::LIVE_BYTES).max_frame_size(staff::LIVE_BYTES)
}

/// The customer's socket: the page sends `CustomerSays` (`hello` first), the server `CustomerLive`.
#[utoipa::path(
    get,
    path = "/api/c/{site}/live",
    tag = "live",
    params(("site" = String, Path, description = "Slug of the site.")),
    responses((status = 101, description = "A WebSocket.", body = CustomerLive)),
)]
async fn customer_live(
    State(app): State<App>,
    visitor: Visitor,
    Path(site): Path<String>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Error> {
    app.rates().sockets.spend(&visitor.place.into())?;
    let upgrade = upgrade.map_err(|_| Error::BadRequest)?;
    let stranger = app.customers().stranger().ok_or(Error::Unavailable)?;
    Ok(slim(upgrade).on_upgrade(move |socket| customer::run(app, visitor, site, socket, stranger)))
}
