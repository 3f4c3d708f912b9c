//! The description of the surface: made from the routes, checked in as `openapi.json`.

use std::sync::LazyLock;

use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::contacts::types::ContactListView;
use crate::error::Problem;
use crate::live::types::{CustomerSays, StaffSays};
use crate::state::App;
use crate::{
    assist, bot, canned, contacts, customer, customers, files, floor, guide, imports, knowledge, live, me, measures,
    models, offers, ops, planning, procedures, protection, reasons, session, setup, shadow, twin, webhooks,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Maru", description = "An open contact centre. Times are milliseconds since the Unix epoch, UTC."),
    components(schemas(ContactListView, Problem, StaffSays, CustomerSays))
)]
struct Base;

/// Every route there is, with its description.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Base::openapi())
        .merge(session::routes::routes())
        .merge(me::routes::routes())
        .merge(contacts::routes::routes())
        .merge(offers::routes::routes())
        .merge(customers::routes::routes())
        .merge(imports::routes::routes())
        .merge(knowledge::routes::routes())
        .merge(assist::routes::routes())
        .merge(guide::routes::routes())
        .merge(canned::routes::routes())
        .merge(files::routes::routes())
        .merge(floor::routes::routes())
        .merge(protection::routes::routes())
        .merge(procedures::routes::routes())
        .merge(procedures::trying::routes())
        .merge(setup::routes::routes())
        .merge(bot::record::routes())
        .merge(bot::trial::routes())
        .merge(reasons::routes::routes())
        .merge(models::routes::routes())
        .merge(planning::routes())
        .merge(shadow::routes::routes())
        .merge(twin::routes())
        .merge(webhooks::routes::routes())
        .merge(measures::routes::routes())
        .merge(live::routes::routes())
        .merge(customer::routes::routes())
        .merge(ops::routes::routes())
}

/// One operation, as the permissions ask for it.
pub struct OperationName {
    pub id: String,
    pub method: &'static str,
    pub path: String,
}

/// Every operation there is.
pub fn operations() -> impl Iterator<Item = &'static OperationName> {
    static ALL: LazyLock<Vec<OperationName>> = LazyLock::new(|| {
        let paths = routes().into_openapi().paths.paths;
        let methods = paths.into_iter().flat_map(|(path, item)| {
            let all = [
                ("GET", item.get),
                ("POST", item.post),
                ("PUT", item.put),
                ("PATCH", item.patch),
                ("DELETE", item.delete),
            ];
            all.into_iter().filter_map(move |(method, operation)| {
                Some(OperationName { id: operation?.operation_id?, method, path: path.clone() })
            })
        });
        methods.collect()
    });
    ALL.iter()
}

/// The description alone, as JSON.
pub fn document() -> Value {
    let mut document = serde_json::to_value(routes().into_openapi()).unwrap_or_default();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
            add_problem(operation);
        }
    }
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.remove("i64");
        schemas.insert("Ms".into(), json!({"type": "integer", "format": "int64", "description": MS}));
    }
    name_times(&mut document);
    document
}

const MS: &str = "Milliseconds since the Unix epoch, UTC.";

/// Every operation may be refused, always in the same form.
fn add_problem(operation: &mut Value) {
    let problem = json!({
        "description": "Refused.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    });
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.insert("default".into(), problem);
    }
}

/// The alias `wire::Ms` is an `i64` to utoipa; its name is worth keeping.
fn name_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.get("$ref").is_some_and(|name| name == "#/components/schemas/i64") {
                fields.insert("$ref".into(), "#/components/schemas/Ms".into());
            }
            fields.values_mut().for_each(name_times);
        }
        Value::Array(items) => items.iter_mut().for_each(name_times),
        _ => {}
    }
}
