use std::collections::BTreeSet;

use auth::permissions::{Permissions, Reach, Sight};
use auth::{Role, Roles};

fn table() -> Permissions {
    Permissions::built_in().unwrap()
}

fn as_(role: Role) -> Roles {
    [role].into()
}

#[test]
fn what_is_not_in_the_table_is_forbidden_to_all() {
    let all: Roles = Role::ALL.into();
    for (method, pattern) in [
        ("GET", "/api/nothing"),
        ("DELETE", "/api/contacts/{id}"),
        ("get", "/api/me"),
        ("GET", "/api/me/"),
        ("GET", "/api/contacts/7"),
        ("", ""),
        ("TRACE", "/api/me"),
    ] {
        assert!(!table().allows(&all, method, pattern), "{method} {pattern}");
        assert!(table().who(method, pattern).is_empty());
    }
}

#[test]
fn without_a_role_only_public_routes_remain() {
    let table = table();
    let open: Vec<_> =
        table.routes().filter(|(method, pattern, _)| table.allows(&Roles::new(), method, pattern)).collect();
    assert!(open.iter().all(|(_, _, reach)| **reach == Reach::Public));
    let open: BTreeSet<_> = open.into_iter().map(|(method, pattern, _)| format!("{method} {pattern}")).collect();
    let public = ["GET /api/calendar/{token}", "GET /api/health", "POST /api/sign-in", "POST /api/sign-in/link"];
    assert_eq!(open, public.map(String::from).into());
}

#[test]
fn each_role_reaches_what_it_is_for_and_no_more() {
    let table = table();
    for (role, method, pattern, may) in [
        (Role::Agent, "POST", "/api/offers/{id}/accept", true),
        (Role::Agent, "POST", "/api/contacts/{id}/take-over", false),
        (Role::Agent, "GET", "/api/floor/protection/{id}", false),
        (Role::Agent, "GET", "/api/setup/people", false),
        (Role::Agent, "POST", "/api/customers/import", false),
        (Role::Supervisor, "POST", "/api/contacts/{id}/take-over", true),
        (Role::Supervisor, "POST", "/api/setup/publish", false),
        (Role::Planner, "GET", "/api/floor", true),
        (Role::Planner, "GET", "/api/contacts/{id}/messages", false),
        (Role::Quality, "GET", "/api/contacts/{id}/messages", true),
        (Role::Quality, "POST", "/api/contacts/{id}/messages", false),
        (Role::Quality, "POST", "/api/customers/{id}/reveal", false),
        (Role::Admin, "POST", "/api/setup/publish", true),
        (Role::Admin, "GET", "/api/contacts/{id}/messages", false),
        (Role::Admin, "GET", "/api/customers/{id}", false),
        (Role::Client, "GET", "/api/report", true),
        (Role::Client, "GET", "/api/floor", false),
    ] {
        assert_eq!(table.allows(&as_(role), method, pattern), may, "{role} {method} {pattern}");
    }
    for role in Role::ALL {
        assert!(table.allows(&as_(role), "GET", "/api/me") && table.allows(&as_(role), "HEAD", "/api/me"));
        assert!(!table.allows(&as_(role), "GET", "/metrics"), "the operator's, not staff's");
        assert!(!table.allows(&as_(role), "POST", "/api/c/{site}/contacts"), "the customer's, not staff's");
    }
}

#[test]
fn forbidden_can_say_who_may() {
    assert_eq!(table().who("POST", "/api/setup/publish"), as_(Role::Admin));
    assert_eq!(table().who("POST", "/api/contacts/{id}/move"), as_(Role::Supervisor));
}

#[test]
fn two_roles_may_what_either_may() {
    let both: Roles = [Role::Planner, Role::Agent].into();
    assert!(table().allows(&both, "POST", "/api/offers/{id}/accept"));
    assert!(table().allows(&both, "GET", "/api/floor"));
}

#[test]
fn fields_are_hidden_masked_or_revealable() {
    let table = table();
    assert_eq!(table.sight(&as_(Role::Agent), "customer.phone"), Sight::Revealable);
    assert_eq!(table.sight(&as_(Role::Quality), "customer.phone"), Sight::Masked);
    assert_eq!(table.sight(&as_(Role::Admin), "customer.phone"), Sight::Nothing);
    assert_eq!(table.sight(&as_(Role::Agent), "protection.evidence"), Sight::Nothing);
    assert_eq!(table.sight(&Role::ALL.into(), "agent.strain"), Sight::Nothing, "her own, nobody else's");
    assert_eq!(table.sight(&Role::ALL.into(), "customer.shoe_size"), Sight::Nothing, "not in the table");
    assert_eq!(table.who_reveals("customer.phone"), [Role::Agent, Role::Supervisor].into());
}

#[test]
fn a_table_with_a_slip_is_refused() {
    let head = "public = { routes = [] }\noperator = { routes = [] }\ncustomer = { routes = [] }\nsystem = { routes = [\"GET /a\"] }\n";
    let parse =
        |rest: &str| Permissions::parse(&format!("{head}{rest}")).map(|_| ()).map_err(|error| error.to_string());
    let ok = "[roles]\nall = [\"agent\"]\n[staff]\n\"GET /a\" = \"all\"\n[fields]\n";
    parse(ok).unwrap();
    for (slip, said) in [
        (ok.replace("\"all\"", "\"al\""), "al names no set"),
        (ok.replace("[\"agent\"]", "[\"agant\"]"), "unknown variant"),
        (ok.replace("GET /a", "FETCH /a"), "FETCH /a is not a route"),
        (ok.replace("GET /a", "GET /b"), "GET /a is open to systems and not to staff"),
        (ok.replace("GET /a", "GET a"), "GET a is not a route"),
        (ok.replace("[fields]", "[field]"), "unknown field"),
        (format!("{ok}\"x\" = {{ see = [], reveal = [\"agent\"] }}"), "may not see it"),
        (format!("{ok}\"x\" = {{ see = [] }}"), "missing field"),
    ] {
        let error = parse(&slip).unwrap_err();
        assert!(error.contains(said), "{slip}: {error}");
    }
    let twice = head.replace("public = { routes = [] }", "public = { routes = [\"GET /a\"] }") + ok;
    assert!(Permissions::parse(&twice).unwrap_err().to_string().contains("there twice"));
}

#[test]
fn the_table_and_the_published_surface_are_the_same() {
    let document = include_str!("../../../api/openapi.json");
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    let published: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let ruled: BTreeSet<String> = table().routes().map(|(method, pattern, _)| format!("{method} {pattern}")).collect();
    let unruled: Vec<_> = published.difference(&ruled).collect();
    let stale: Vec<_> = ruled.difference(&published).collect();
    assert!(unruled.is_empty() && stale.is_empty(), "without a rule: {unruled:?}; without a route: {stale:?}");
}
