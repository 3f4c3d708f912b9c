//! What the bot asks of a customer beside the conversation: a personal value, a yes or no, and what she takes back.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::act;
use super::types::{CustomerContact, CustomerState};
use crate::bot;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Visitor};
use crate::procedures::types::{CustomerAnswer, CustomerValue};
use crate::state::App;
use crate::wire::Nothing;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(give_value)).routes(routes!(answer_run)).routes(routes!(take_run_back))
}

/// Lets the bot hear it in her open contact; how that stands then.
async fn told(
    app: &App,
    visitor: &Visitor,
    hear: impl AsyncFnOnce(u32, u64) -> Result<()>,
) -> Result<Json<CustomerContact>> {
    let (customer, contact) = act::own(app, visitor).await?;
    app.rates().lines.spend(&(visitor.centre, customer))?;
    if contact.state == CustomerState::Closed {
        return Err(Error::WrongState);
    }
    hear(visitor.centre, contact.id).await?;
    Ok(Json(act::own(app, visitor).await?.1))
}

/// Gives the personal value that is asked for. It is used once, and only its mask is kept.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/runs/{run}/value",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("run" = u64, Path, description = "The run."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = CustomerValue,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn give_value(
    State(app): State<App>,
    visitor: Visitor,
    Path(path): Path<(String, u64)>,
    Json(body): Json<CustomerValue>,
) -> Result<Json<CustomerContact>> {
    told(&app, &visitor, async |centre, contact| bot::acting::given(&app, centre, contact, path.1, &body).await).await
}

/// Says yes or no to what is asked before anything is changed; said again, nothing happens.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/runs/{run}/answer",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("run" = u64, Path, description = "The run."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = CustomerAnswer,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn answer_run(
    State(app): State<App>,
    visitor: Visitor,
    Path(path): Path<(String, u64)>,
    Json(body): Json<CustomerAnswer>,
) -> Result<Json<CustomerContact>> {
    let yes = body.yes;
    told(&app, &visitor, async |centre, contact| bot::acting::answered(&app, centre, contact, path.1, yes).await).await
}

/// Asks whether to take back what the bot did; asked again, nothing happens. Too late, a person is next.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/runs/{run}/undo",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("run" = u64, Path, description = "The run."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn take_run_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(path): Path<(String, u64)>,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<CustomerContact>> {
    told(&app, &visitor, async |centre, contact| bot::undo::begin(&app, centre, contact, path.1).await).await
}
