//! Rules that every table keeps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use store::{Error, Store};

/// Unique indexes by which a stranger's e-mail, token or site name finds its centre.
const ENTRIES: [&str; 7] = [
    "calendar_feed_token",
    "api_key_token",
    "account_email_entry",
    "session_token_entry",
    "sign_in_link_token_entry",
    "site_slug_entry",
    "customer_link_token_entry",
];
/// Tables that belong to no centre.
const COMMON: [&str; 1] = ["schema_version"];

fn with_schema<T>(work: impl FnOnce(&Connection) -> T) -> T {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.read::<_, Error>(|view| Ok(work(view))).unwrap()
}

fn names(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn tables(connection: &Connection) -> Vec<String> {
    names(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
}

#[test]
fn every_column_has_a_class_and_every_class_a_column() {
    let tables_of: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(include_str!("../columns.toml")).unwrap();
    let known = BTreeSet::from(["none", "personal", "unique_id", "sensitive", "secret"]);
    let mut classed = BTreeSet::new();
    for (table, classes) in &tables_of {
        for (class, columns) in classes {
            assert!(known.contains(class.as_str()), "{table}: no such class as {class}");
            for column in columns {
                assert!(classed.insert(format!("{table}.{column}")), "{table}.{column} has two classes");
            }
        }
    }
    let real: BTreeSet<String> = with_schema(|schema| {
        let of = |table: String| {
            let columns = names(schema, &format!("SELECT name FROM pragma_table_info('{table}')"));
            columns.into_iter().map(move |column| format!("{table}.{column}")).collect::<Vec<_>>()
        };
        tables(schema).into_iter().flat_map(of).collect()
    });
    let missing: Vec<_> = real.difference(&classed).collect();
    let stale: Vec<_> = classed.difference(&real).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a class: {missing:?}; without a column: {stale:?}");
}

#[test]
fn every_table_is_strict_and_every_key_and_index_starts_with_the_centre() {
    with_schema(|schema| {
        for table in tables(schema) {
            let strict: bool = schema
                .query_row("SELECT strict FROM pragma_table_list WHERE name = ?1", [&table], |row| row.get(0))
                .unwrap();
            assert!(strict, "{table} is not strict");
            if COMMON.contains(&table.as_str()) {
                continue;
            }
            let key = names(schema, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk = 1"));
            assert_eq!(key, ["centre"], "the primary key of {table}");
            for index in names(schema, &format!("SELECT name FROM pragma_index_list('{table}')")) {
                let first = names(schema, &format!("SELECT name FROM pragma_index_info('{index}') WHERE seqno = 0"));
                assert!(first == ["centre"] || ENTRIES.contains(&index.as_str()), "{index} starts with {first:?}");
            }
        }
    });
}

#[test]
fn projections_are_tied_to_nothing() {
    with_schema(|schema| {
        for table in tables(schema) {
            for parent in names(schema, &format!("SELECT \"table\" FROM pragma_foreign_key_list('{table}')")) {
                let projected = |name: &String| store::projection::TABLES.contains(&name.as_str());
                assert!(!projected(&table) && !projected(&parent), "{table} refers to {parent}");
            }
        }
    });
}

#[test]
fn what_staff_did_cannot_be_rewritten() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store
        .write::<_, Error>(|tx| {
            tx.execute_batch(
                "INSERT INTO access_record VALUES (1, 1, 0, 7, '', NULL, 'search', '', '', NULL, zeroblob(32));
                 INSERT INTO audit VALUES (1, 1, 0, 7, '', 'site', NULL, 'x', '{}');
                 INSERT INTO role_change VALUES (1, 1, 0, 7, 8, 'granted', 'admin', 0, 'new');",
            )?;
            Ok(())
        })
        .unwrap();
    for table in ["access_record", "audit", "role_change"] {
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET at = 1")] {
            let refused = store.write::<_, Error>(|tx| Ok(tx.execute(&sql, [])?)).unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
        }
    }
}
