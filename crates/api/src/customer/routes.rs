//! Routes of this area.

use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    AskPerson, ChangeChannel, Choose, CustomerContact, CustomerMessage, CustomerReasons, CustomerThread,
    CustomerThreadQuery, DeviceLink, FreeWords, Identified, Identify, NewContact, NewCustomerMessage, Opened, OwnPage,
    ReasonQuery, SetCustomerReason, SlotQuery, Slots, Solved, Start, SurveyAnswer,
};
use super::{act, open};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Visitor};
use crate::files::types::NewFile;
use crate::files::upload::{FORM_BYTES, Form};
use crate::files::{download, rows};
use crate::state::App;
use crate::wire::{Done, Nothing};

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(identify))
        .routes(routes!(find_reasons, guess_reasons))
        .routes(routes!(open_contact))
        .routes(routes!(read_own_contact))
        .routes(routes!(set_own_reason))
        .routes(routes!(choose))
        .routes(routes!(ask_person))
        .routes(routes!(change_channel))
        .routes(routes!(read_own_thread, say))
        .routes(routes!(solved))
        .routes(routes!(leave))
        .routes(routes!(make_device_link))
        .routes(routes!(read_own_file))
        .routes(routes!(list_slots))
        .routes(routes!(read_own_page))
        .routes(routes!(answer_survey))
        .routes(routes!(sign_customer_out))
        .merge(super::runs::routes())
        .merge(OpenApiRouter::new().routes(routes!(send_file)).layer(DefaultBodyLimit::max(FORM_BYTES)))
}

/// What the page needs to draw its first screen.
#[utoipa::path(
    get,
    path = "/api/c/{site}/start",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    responses((status = 200, description = "Done.", body = Start)),
)]
async fn start(State(app): State<App>, visitor: Visitor) -> Result<Json<Start>, Error> {
    Ok(Json(open::start(&app, &visitor).await?))
}

/// Says who the visitor is, by a token of the site or a one-time link.
#[utoipa::path(
    post,
    path = "/api/c/{site}/identify",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Identify,
    responses((status = 200, description = "Done.", body = Identified)),
)]
async fn identify(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<Identify>,
) -> Result<Json<Identified>, Error> {
    Ok(Json(open::identify(&app, &visitor, body.token).await?))
}

/// Finds reasons by text, initial consonants too.
#[utoipa::path(
    get,
    path = "/api/c/{site}/reasons",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`."), ReasonQuery),
    responses((status = 200, description = "Done.", body = CustomerReasons)),
)]
async fn find_reasons(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<ReasonQuery>,
) -> Result<Json<CustomerReasons>, Error> {
    Ok(Json(open::find(&app, &visitor, query.q.as_deref().unwrap_or_default()).await?))
}

/// The likeliest reasons for what a customer says in her own words, at most three, best first. None: about none of them, as far as can
/// be told. Nothing is done until she confirms one.
#[utoipa::path(
    post,
    path = "/api/c/{site}/reasons",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = FreeWords,
    responses((status = 200, description = "Done.", body = CustomerReasons)),
)]
async fn guess_reasons(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<FreeWords>,
) -> Result<Json<CustomerReasons>, Error> {
    Ok(Json(open::guess(&app, &visitor, &body.words).await?))
}

/// Opens a contact, or goes on with the open one.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contacts",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = NewContact,
    responses((status = 200, description = "Done.", body = Opened)),
)]
async fn open_contact(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<NewContact>,
) -> Result<Json<Opened>, Error> {
    Ok(Json(open::contact(&app, &visitor, body).await?))
}

/// The open conversation.
#[utoipa::path(
    get,
    path = "/api/c/{site}/contact",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn read_own_contact(State(app): State<App>, visitor: Visitor) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::own(&app, &visitor).await?.1))
}

/// Says what it is about, after opening.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/reason",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = SetCustomerReason,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn set_own_reason(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<SetCustomerReason>,
) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::reason(&app, &visitor, body.reason).await?))
}

/// Chooses one of the ways to go on.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/choose",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Choose,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<Choose>,
) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::choose(&app, &visitor, body).await?))
}

/// Asks for a person; always granted.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/person",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = AskPerson,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn ask_person(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<AskPerson>,
) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::person(&app, &visitor, body.channel).await?))
}

/// Moves to another channel; place and words are kept.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/channel",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = ChangeChannel,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn change_channel(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<ChangeChannel>,
) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::channel(&app, &visitor, body).await?))
}

/// The conversation so far.
#[utoipa::path(
    get,
    path = "/api/c/{site}/contact/messages",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`."), CustomerThreadQuery),
    responses((status = 200, description = "Done.", body = CustomerThread)),
)]
async fn read_own_thread(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<CustomerThreadQuery>,
) -> Result<Json<CustomerThread>, Error> {
    Ok(Json(act::thread(&app, &visitor, query.after).await?))
}

/// Writes a line.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/messages",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = NewCustomerMessage,
    responses((status = 200, description = "Done.", body = CustomerMessage)),
)]
async fn say(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<NewCustomerMessage>,
) -> Result<Json<CustomerMessage>, Error> {
    Ok(Json(act::say(&app, &visitor, body).await?))
}

/// Says whether that solved it.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/solved",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Solved,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn solved(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<Solved>,
) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::solved(&app, &visitor, body.solved).await?))
}

/// Leaves, or cancels a callback.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/leave",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = CustomerContact)),
)]
async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<CustomerContact>, Error> {
    Ok(Json(act::leave(&app, &visitor).await?))
}

/// Sends a file.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/files",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body(content = NewFile, content_type = "multipart/form-data"),
    responses((status = 200, description = "Done.", body = CustomerMessage)),
)]
async fn send_file(State(app): State<App>, visitor: Visitor, form: Form) -> Result<Json<CustomerMessage>, Error> {
    Ok(Json(act::send_file(&app, &visitor, form).await?))
}

/// Makes a link to go on with on another device.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/link",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = DeviceLink)),
)]
async fn make_device_link(
    State(app): State<App>,
    visitor: Visitor,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<DeviceLink>, Error> {
    Ok(Json(act::link(&app, &visitor).await?))
}

/// A file of the customer's own conversation, as a download.
#[utoipa::path(
    get,
    path = "/api/c/{site}/files/{token}",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("token" = String, Path, description = "Random token."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    responses((status = 200, description = "The bytes.", body = Vec<u8>, content_type = "application/octet-stream")),
)]
async fn read_own_file(
    State(app): State<App>,
    visitor: Visitor,
    Path(path): Path<(String, String)>,
) -> Result<Response, Error> {
    let customer = visitor.holder.ok_or(Error::NotFound)?.customer;
    let file = app.read(move |view| rows::for_customer(view, visitor.centre, customer, &path.1)).await?;
    download::answer(&app, file).await
}

/// Callback slots with places left.
#[utoipa::path(
    get,
    path = "/api/c/{site}/slots",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`."), SlotQuery),
    responses((status = 200, description = "Done.", body = Slots)),
)]
async fn list_slots(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<SlotQuery>,
) -> Result<Json<Slots>, Error> {
    Ok(Json(act::slots(&app, &visitor, query.reason).await?))
}

/// A known customer's own page.
#[utoipa::path(
    get,
    path = "/api/c/{site}/page",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    responses((status = 200, description = "Done.", body = OwnPage)),
)]
async fn read_own_page(State(app): State<App>, visitor: Visitor) -> Result<Json<OwnPage>, Error> {
    Ok(Json(act::page(&app, &visitor).await?))
}

/// Answers the one question.
#[utoipa::path(
    post,
    path = "/api/c/{site}/contact/survey",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = SurveyAnswer,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn answer_survey(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<SurveyAnswer>,
) -> Result<Json<Done>, Error> {
    Ok(Json(act::survey(&app, &visitor, body).await?))
}

/// Signs out on this device and every other.
#[utoipa::path(
    post,
    path = "/api/c/{site}/sign-out",
    tag = "customer",
    params(("site" = String, Path, description = "Slug of the site."), ("maru-visitor" = Option<String>, Header, description = "Who the visitor is; from `identify` or `open_contact`.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = Done)),
)]
async fn sign_customer_out(
    State(app): State<App>,
    visitor: Visitor,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<Done>, Error> {
    Ok(Json(act::sign_out(&app, &visitor).await?))
}
