//! Routes of this area.

use axum::extract::{Multipart, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    Consult, ContactDetail, ContactList, ContactListQuery, ContactRow, Dialled, Draft, Join, Message, Move, NewDraft,
    NewMessage, Protect, PutOff, SetReason, Targets, Thread, ThreadQuery, Transfer, WrapUp,
};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
use crate::files::types::NewFile;
use crate::state::App;
use crate::wire::Nothing;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_contacts))
        .routes(routes!(read_contact))
        .routes(routes!(list_targets))
        .routes(routes!(read_thread, add_message))
        .routes(routes!(add_file))
        .routes(routes!(save_draft))
        .routes(routes!(hold))
        .routes(routes!(resume))
        .routes(routes!(transfer))
        .routes(routes!(consult))
        .routes(routes!(part))
        .routes(routes!(end))
        .routes(routes!(wrap_up))
        .routes(routes!(protect))
        .routes(routes!(dialled))
        .routes(routes!(set_reason))
        .routes(routes!(put_off))
        .routes(routes!(join))
        .routes(routes!(take_over))
        .routes(routes!(move_contact))
}

/// Contacts by whose they are.
#[utoipa::path(
    get,
    path = "/api/contacts",
    tag = "contacts",
    params(ContactListQuery),
    responses((status = 200, description = "Done.", body = ContactList)),
)]
async fn list_contacts(
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<ContactListQuery>,
) -> Result<Json<ContactList>, Error> {
    Err(Error::Unavailable)
}

/// Everything about a contact.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ContactDetail)),
)]
async fn read_contact(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
) -> Result<Json<ContactDetail>, Error> {
    Err(Error::Unavailable)
}

/// Where the contact could go, and who could be asked.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}/targets",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Targets)),
)]
async fn list_targets(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<Targets>, Error> {
    Err(Error::Unavailable)
}

/// The conversation over all channels of the case.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}/messages",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it."), ThreadQuery),
    responses((status = 200, description = "Done.", body = Thread)),
)]
async fn read_thread(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Query(_query): Query<ThreadQuery>,
) -> Result<Json<Thread>, Error> {
    Err(Error::Unavailable)
}

/// Writes to the customer, or a note or whisper to colleagues.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/messages",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = NewMessage,
    responses((status = 200, description = "Done.", body = Message)),
)]
async fn add_message(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<NewMessage>,
) -> Result<Json<Message>, Error> {
    Err(Error::Unavailable)
}

/// Sends a file to the customer.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/files",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body(content = NewFile, content_type = "multipart/form-data"),
    responses((status = 200, description = "Done.", body = Message)),
)]
async fn add_file(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    _form: Multipart,
) -> Result<Json<Message>, Error> {
    Err(Error::Unavailable)
}

/// Keeps a draft.
#[utoipa::path(
    put,
    path = "/api/contacts/{id}/draft",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = NewDraft,
    responses((status = 200, description = "Done.", body = Draft)),
)]
async fn save_draft(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<NewDraft>,
) -> Result<Json<Draft>, Error> {
    Err(Error::Unavailable)
}

/// Puts the customer on hold.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/hold",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn hold(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Ends the hold.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/resume",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn resume(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Sends the contact on to a reason or a person; the caller wraps up her part.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/transfer",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Transfer,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn transfer(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Transfer>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Asks a colleague for advice, unseen by the customer.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/consult",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Consult,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn consult(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Consult>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Leaves a contact one had joined.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/part",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn part(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Ends the conversation; wrap-up begins.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/end",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn end(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Saves the wrap-up.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/wrap-up",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = WrapUp,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn wrap_up(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<WrapUp>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
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
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Protect>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Records how an attempt to call back went.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/dialled",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Dialled,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn dialled(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Dialled>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Corrects what the contact is about.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/reason",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = SetReason,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn set_reason(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<SetReason>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Puts a contact off until a time, or takes it up again.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/put-off",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = PutOff,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn put_off(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<PutOff>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Takes part as a supervisor: listens, whispers or speaks.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/join",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Join,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn join(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Join>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Takes the contact over; whoever had it wraps up her part.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/take-over",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn take_over(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}

/// Moves a waiting or offered contact.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/move",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Move,
    responses((status = 200, description = "Done.", body = ContactRow)),
)]
async fn move_contact(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Move>,
) -> Result<Json<ContactRow>, Error> {
    Err(Error::Unavailable)
}
