//! Routes of this area.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{
    DraftCheck, DraftSave, DraftView, History, HistoryQuery, NewPerson, NewSite, People, Person, PersonChange,
    PersonWithLink, Publish, Published, Restore, SetSkill, SignInLink, Site, SiteChange, SiteSecret, Sites,
    SkillMatrix, SkillRow, Tried, Try, VersionDetail, Versions,
};
use crate::error::Error;
use crate::extract::{Json, Path, Query, Staff};
use crate::state::App;
use crate::wire::Nothing;

/// Every route of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_draft, put_draft))
        .routes(routes!(check_draft))
        .routes(routes!(try_draft))
        .routes(routes!(publish))
        .routes(routes!(list_versions))
        .routes(routes!(read_version))
        .routes(routes!(restore_version))
        .routes(routes!(list_people, add_person))
        .routes(routes!(read_person, change_person))
        .routes(routes!(make_link))
        .routes(routes!(read_skills, set_skill))
        .routes(routes!(list_sites, add_site))
        .routes(routes!(change_site))
        .routes(routes!(renew_site_secret))
        .routes(routes!(read_history))
}

/// The draft everyone edits.
#[utoipa::path(
    get,
    path = "/api/setup/draft",
    tag = "setup",
    responses((status = 200, description = "Done.", body = DraftView)),
)]
async fn read_draft(State(_app): State<App>, _staff: Staff) -> Result<Json<DraftView>, Error> {
    Err(Error::Unavailable)
}

/// Saves the draft. An older revision is refused.
#[utoipa::path(
    put,
    path = "/api/setup/draft",
    tag = "setup",
    request_body = DraftSave,
    responses((status = 200, description = "Done.", body = DraftView)),
)]
async fn put_draft(
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<DraftSave>,
) -> Result<Json<DraftView>, Error> {
    Err(Error::Unavailable)
}

/// What is wrong with the draft, and what publishing it would change.
#[utoipa::path(
    post,
    path = "/api/setup/draft/check",
    tag = "setup",
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = DraftCheck)),
)]
async fn check_draft(
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<Nothing>,
) -> Result<Json<DraftCheck>, Error> {
    Err(Error::Unavailable)
}

/// What a customer would see.
#[utoipa::path(
    post,
    path = "/api/setup/try",
    tag = "setup",
    request_body = Try,
    responses((status = 200, description = "Done.", body = Tried)),
)]
async fn try_draft(State(_app): State<App>, _staff: Staff, Json(_body): Json<Try>) -> Result<Json<Tried>, Error> {
    Err(Error::Unavailable)
}

/// Publishes the draft as a new version; refused with the sentence that says where it is wrong.
#[utoipa::path(
    post,
    path = "/api/setup/publish",
    tag = "setup",
    request_body = Publish,
    responses((status = 200, description = "Done.", body = Published)),
)]
async fn publish(State(_app): State<App>, _staff: Staff, Json(_body): Json<Publish>) -> Result<Json<Published>, Error> {
    Err(Error::Unavailable)
}

/// Published versions.
#[utoipa::path(
    get,
    path = "/api/setup/versions",
    tag = "setup",
    responses((status = 200, description = "Done.", body = Versions)),
)]
async fn list_versions(State(_app): State<App>, _staff: Staff) -> Result<Json<Versions>, Error> {
    Err(Error::Unavailable)
}

/// One version and what it changed.
#[utoipa::path(
    get,
    path = "/api/setup/versions/{version}",
    tag = "setup",
    params(("version" = u32, Path, description = "Version number.")),
    responses((status = 200, description = "Done.", body = VersionDetail)),
)]
async fn read_version(
    State(_app): State<App>,
    _staff: Staff,
    Path(_version): Path<u32>,
) -> Result<Json<VersionDetail>, Error> {
    Err(Error::Unavailable)
}

/// Publishes an earlier version's content as a new version.
#[utoipa::path(
    post,
    path = "/api/setup/versions/{version}/restore",
    tag = "setup",
    params(("version" = u32, Path, description = "Version number.")),
    request_body = Restore,
    responses((status = 200, description = "Done.", body = Published)),
)]
async fn restore_version(
    State(_app): State<App>,
    _staff: Staff,
    Path(_version): Path<u32>,
    Json(_body): Json<Restore>,
) -> Result<Json<Published>, Error> {
    Err(Error::Unavailable)
}

/// Accounts.
#[utoipa::path(
    get,
    path = "/api/setup/people",
    tag = "setup",
    responses((status = 200, description = "Done.", body = People)),
)]
async fn list_people(State(_app): State<App>, _staff: Staff) -> Result<Json<People>, Error> {
    Err(Error::Unavailable)
}

/// Adds an account; the one-time link is shown once.
#[utoipa::path(
    post,
    path = "/api/setup/people",
    tag = "setup",
    request_body = NewPerson,
    responses((status = 200, description = "Done.", body = PersonWithLink)),
)]
async fn add_person(
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<NewPerson>,
) -> Result<Json<PersonWithLink>, Error> {
    Err(Error::Unavailable)
}

/// One account.
#[utoipa::path(
    get,
    path = "/api/setup/people/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    responses((status = 200, description = "Done.", body = Person)),
)]
async fn read_person(State(_app): State<App>, _staff: Staff, Path(_id): Path<u64>) -> Result<Json<Person>, Error> {
    Err(Error::Unavailable)
}

/// Changes an account. A right taken away ends its sessions within a second.
#[utoipa::path(
    patch,
    path = "/api/setup/people/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = PersonChange,
    responses((status = 200, description = "Done.", body = Person)),
)]
async fn change_person(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<PersonChange>,
) -> Result<Json<Person>, Error> {
    Err(Error::Unavailable)
}

/// Makes a new one-time link; the password and all sessions end.
#[utoipa::path(
    post,
    path = "/api/setup/people/{id}/link",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = SignInLink)),
)]
async fn make_link(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<SignInLink>, Error> {
    Err(Error::Unavailable)
}

/// People and their levels.
#[utoipa::path(
    get,
    path = "/api/setup/skills",
    tag = "setup",
    responses((status = 200, description = "Done.", body = SkillMatrix)),
)]
async fn read_skills(State(_app): State<App>, _staff: Staff) -> Result<Json<SkillMatrix>, Error> {
    Err(Error::Unavailable)
}

/// Sets one person's level.
#[utoipa::path(
    put,
    path = "/api/setup/skills",
    tag = "setup",
    request_body = SetSkill,
    responses((status = 200, description = "Done.", body = SkillRow)),
)]
async fn set_skill(
    State(_app): State<App>,
    _staff: Staff,
    Json(_body): Json<SetSkill>,
) -> Result<Json<SkillRow>, Error> {
    Err(Error::Unavailable)
}

/// Sites customers come by.
#[utoipa::path(
    get,
    path = "/api/setup/sites",
    tag = "setup",
    responses((status = 200, description = "Done.", body = Sites)),
)]
async fn list_sites(State(_app): State<App>, _staff: Staff) -> Result<Json<Sites>, Error> {
    Err(Error::Unavailable)
}

/// Adds a site.
#[utoipa::path(
    post,
    path = "/api/setup/sites",
    tag = "setup",
    request_body = NewSite,
    responses((status = 200, description = "Done.", body = Site)),
)]
async fn add_site(State(_app): State<App>, _staff: Staff, Json(_body): Json<NewSite>) -> Result<Json<Site>, Error> {
    Err(Error::Unavailable)
}

/// Changes a site.
#[utoipa::path(
    patch,
    path = "/api/setup/sites/{id}",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = SiteChange,
    responses((status = 200, description = "Done.", body = Site)),
)]
async fn change_site(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<SiteChange>,
) -> Result<Json<Site>, Error> {
    Err(Error::Unavailable)
}

/// Makes a new signing secret; it is shown once.
#[utoipa::path(
    post,
    path = "/api/setup/sites/{id}/secret",
    tag = "setup",
    params(("id" = u64, Path, description = "Id of the thing named before it.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = SiteSecret)),
)]
async fn renew_site_secret(
    State(_app): State<App>,
    _staff: Staff,
    Path(_id): Path<u64>,
    Json(_body): Json<Nothing>,
) -> Result<Json<SiteSecret>, Error> {
    Err(Error::Unavailable)
}

/// Who changed what in setup, rights and accounts.
#[utoipa::path(
    get,
    path = "/api/setup/history",
    tag = "setup",
    params(HistoryQuery),
    responses((status = 200, description = "Done.", body = History)),
)]
async fn read_history(
    State(_app): State<App>,
    _staff: Staff,
    Query(_query): Query<HistoryQuery>,
) -> Result<Json<History>, Error> {
    Err(Error::Unavailable)
}
