//! The description checked in is the one the routes make. `UPDATE=1 cargo test -p api --test all openapi` writes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::{env, fs, path::Path};

#[test]
fn the_file_is_what_the_routes_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let made = serde_json::to_string_pretty(&api::document()).unwrap() + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, &made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "openapi.json is stale: UPDATE=1 cargo test -p api --test all openapi");
}

#[test]
fn every_name_it_uses_is_in_it() {
    let document = api::document();
    let schemas = &document["components"]["schemas"];
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(schemas.get(name).is_some(), "{name} is referred to but not described");
    }
}

#[test]
fn operation_ids_are_unique() {
    let document = api::document();
    let mut seen = std::collections::BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
    }
}

/// utoipa files schemas by name alone: two types of one name would silently be one.
#[test]
fn no_two_types_share_a_name() {
    let mut seen = std::collections::BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = fs::read_to_string(&entry).unwrap();
            let mut described = false;
            for line in text.lines() {
                described |= line.contains("ToSchema") && line.starts_with("#[derive");
                let name = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
                if let Some(name) = name.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
                    && std::mem::take(&mut described)
                {
                    let first = seen.insert(name.to_owned(), entry.clone());
                    assert!(first.is_none(), "{name} is in {entry:?} and {first:?}");
                }
            }
        }
    }
}
