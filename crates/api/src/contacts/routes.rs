//! Routes of the desk: contacts and what is done with them.

use axum::extract::{DefaultBodyLimit, State};
use routing::{AgentId, ContactId, Input};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::thread::Reader;
use super::types::{
    Consult, ContactAction, ContactDetail, ContactList, ContactListQuery, ContactRow, Dialled, Draft, Join, Message,
    Move, NewDraft, NewMessage, PutOff, SetReason, Targets, Thread, ThreadQuery, Transfer, WrapUp,
};
use super::{actions, detail, file, list, may, rows, summary, targets, thread, write};
use crate::error::{Error, FieldCode, Result};
use crate::extract::{Json, Path, Query, Staff};
use crate::files::types::NewFile;
use crate::files::upload::{FORM_BYTES, Form};
use crate::limits;
use crate::live::told;
use crate::models::types::Summary;
use crate::state::App;
use crate::wire::Nothing;

/// Lines of a conversation on a page unless said otherwise.
const THREAD_LINES: u32 = 100;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_contacts))
        .routes(routes!(read_contact))
        .routes(routes!(list_targets))
        .routes(routes!(summarise))
        .routes(routes!(read_thread, add_message))
        .routes(routes!(save_draft))
        .routes(routes!(hold))
        .routes(routes!(resume))
        .routes(routes!(transfer))
        .routes(routes!(consult))
        .routes(routes!(part))
        .routes(routes!(end))
        .routes(routes!(wrap_up))
        .routes(routes!(dialled))
        .routes(routes!(set_reason))
        .routes(routes!(put_off))
        .routes(routes!(join))
        .routes(routes!(take_over))
        .routes(routes!(move_contact))
        .merge(OpenApiRouter::new().routes(routes!(add_file)).layer(DefaultBodyLimit::max(FORM_BYTES)))
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
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ContactListQuery>,
) -> Result<Json<ContactList>> {
    let catalogue = app.catalogue(staff.centre).await?;
    let (now, centre) = (app.now().0, staff.centre);
    let mut page = app.read(move |view| list::page(view, &staff, &query, &catalogue, now)).await?;
    for row in &mut page.contacts {
        row.here = app.hub().here(centre, row.id);
    }
    Ok(Json(page))
}

/// Everything about a contact.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = ContactDetail)),
)]
async fn read_contact(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<ContactDetail>> {
    app.rates().look_ups.spend(&staff.budget())?;
    let catalogue = app.catalogue(staff.centre).await?;
    let (now, centre) = (app.now().0, staff.centre);
    let mut detail = app.write(move |tx| detail::opened(tx, &staff, id, &catalogue, now)).await?;
    detail.row.here = app.hub().here(centre, id);
    Ok(Json(detail))
}

/// Where the contact could go, and who could be asked.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}/targets",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Targets)),
)]
async fn list_targets(State(app): State<App>, staff: Staff, Path(id): Path<u64>) -> Result<Json<Targets>> {
    targets::of(&app, &staff, id).await.map(Json)
}

/// A summary by the centre's model, or by the program where that fails or none is set.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/summary",
    tag = "contacts",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = Summary)),
)]
async fn summarise(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(_nothing): Json<Nothing>,
) -> Result<Json<Summary>> {
    app.rates().look_ups.spend(&staff.budget())?;
    summary::asked(&app, &staff, id).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Query(query): Query<ThreadQuery>,
) -> Result<Json<Thread>> {
    let limit = query.limit.unwrap_or(THREAD_LINES);
    if !(1..=limits::PAGE_ROWS).contains(&limit) {
        return Err(Error::field("limit", FieldCode::OutOfRange));
    }
    let catalogue = app.catalogue(staff.centre).await?;
    let thread = app.read(move |view| {
        may::see(view, &staff, id)?;
        let (_, case) = rows::customer_and_case(view, staff.centre, id)?.ok_or(Error::NotFound)?;
        let reader = Reader { account: staff.account, sees_whispers: may::sees_all(&staff) };
        thread::of_case(view, staff.centre, case, reader, query.before, limit, &catalogue)
    });
    Ok(Json(thread.await?))
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<NewMessage>,
) -> Result<Json<Message>> {
    app.rates().lines.spend(&staff.budget())?;
    let catalogue = app.catalogue(staff.centre).await?;
    let (now, centre) = (app.now().0, staff.centre);
    let written = app.write(move |tx| write::line(tx, &staff, id, &body, &catalogue, now)).await?;
    if !written.again {
        told::line(&app, centre, &written.row, written.message.clone());
    }
    for line in written.changed {
        told::line(&app, centre, &written.row, line);
    }
    Ok(Json(written.message))
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
async fn add_file(State(app): State<App>, staff: Staff, Path(id): Path<u64>, form: Form) -> Result<Json<Message>> {
    Ok(Json(file::add(&app, &staff, id, form).await?))
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<NewDraft>,
) -> Result<Json<Draft>> {
    let now = app.now().0;
    Ok(Json(app.write(move |tx| write::draft(tx, &staff, id, body.body, now)).await?))
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<ContactRow>> {
    let (contact, agent) = (ContactId(id), AgentId(staff.account));
    let input = Input::Hold { contact, agent };
    actions::act(&app, &staff, id, ContactAction::Hold, input, None).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<ContactRow>> {
    let (contact, agent) = (ContactId(id), AgentId(staff.account));
    let input = Input::Resume { contact, agent };
    actions::act(&app, &staff, id, ContactAction::Resume, input, None).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Transfer>,
) -> Result<Json<ContactRow>> {
    actions::transfer(&app, &staff, id, body).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Consult>,
) -> Result<Json<ContactRow>> {
    actions::consult(&app, &staff, id, body).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<ContactRow>> {
    let (contact, agent) = (ContactId(id), AgentId(staff.account));
    let input = Input::Part { contact, agent };
    actions::act(&app, &staff, id, ContactAction::Part, input, None).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<ContactRow>> {
    actions::end(&app, &staff, id).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<WrapUp>,
) -> Result<Json<ContactRow>> {
    actions::wrap_up(&app, &staff, id, body).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Dialled>,
) -> Result<Json<ContactRow>> {
    let (contact, agent) = (ContactId(id), AgentId(staff.account));
    let input = Input::Dialled { contact, agent, result: body.result.into() };
    actions::act(&app, &staff, id, ContactAction::Dialled, input, None).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<SetReason>,
) -> Result<Json<ContactRow>> {
    actions::reason(&app, &staff, id, body.reason).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<PutOff>,
) -> Result<Json<ContactRow>> {
    let catalogue = app.catalogue(staff.centre).await?;
    let now = app.now().0;
    Ok(Json(app.write(move |tx| write::put_off(tx, &staff, id, body.until, &catalogue, now)).await?))
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Join>,
) -> Result<Json<ContactRow>> {
    actions::join(&app, &staff, id, body.role).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<ContactRow>> {
    let (contact, agent) = (ContactId(id), AgentId(staff.account));
    let input = Input::TakeOver { contact, agent };
    actions::act(&app, &staff, id, ContactAction::TakeOver, input, None).await.map(Json)
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
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<u64>,
    Json(body): Json<Move>,
) -> Result<Json<ContactRow>> {
    let (contact, agent) = (ContactId(id), AgentId(staff.account));
    actions::allowed(&app, &staff, id, ContactAction::Move).await?;
    actions::takes(&app, staff.centre, id, body.target).await?;
    let input = Input::Move { contact, to: body.target.into(), by: agent };
    actions::act(&app, &staff, id, ContactAction::Move, input, None).await.map(Json)
}
