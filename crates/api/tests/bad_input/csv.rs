//! CSV that is damaged, and formulas in it.

use std::time::Duration;

use auth::Role;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use super::answer;
use crate::common::browser::assert_sentences;
use crate::common::{self, ORIGIN, Seat, World};

async fn import(world: &World, seat: &Seat, what: &str, bytes: Vec<u8>) -> (u16, Value) {
    let request = Request::post(format!("/api/{what}/import"))
        .header(header::ORIGIN, ORIGIN)
        .header(header::COOKIE, &seat.cookie)
        .header(header::CONTENT_TYPE, "text/csv")
        .body(Body::from(bytes))
        .unwrap();
    answer(world, request).await
}

#[tokio::test]
async fn damaged_csv_is_named_by_its_line_and_changes_nothing() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin]).await;
    let (cp949, _, _) = encoding_rs::EUC_KR.encode("key,name\nA-1,김미나\nA-2,이수진\n");
    let cut = cp949[..cp949.len() - 2].to_vec();
    let utf16: Vec<u8> = "\u{FEFF}key,name\nA,x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let orders = "customer,key,title,status,at\n";
    for (what, file, line, fault) in [
        ("customers", cut, 3, "encoding"),
        ("customers", "key,name\nA-1,김".as_bytes()[..14].to_vec(), 2, "encoding"),
        ("customers", utf16, 1, "encoding"),
        ("customers", b"key,name\nA-1,x\0y\n".to_vec(), 2, "encoding"),
        ("customers", Vec::new(), 1, "header"),
        ("customers", b"\n\n\n".to_vec(), 1, "header"),
        ("customers", b"key;name\nA;x\n".to_vec(), 1, "header"),
        ("customers", b"key,role\nA,admin\n".to_vec(), 1, "header"),
        ("customers", b"name,phone\nx,01012345678\n".to_vec(), 1, "header"),
        ("customers", b"key,key\nA,B\n".to_vec(), 1, "header"),
        ("customers", b"key,name\nA-1,x\nB\n".to_vec(), 3, "cells"),
        ("customers", b"key,name\nA-1,\"never closed\nB,y\nC,z\n".to_vec(), 2, "value"),
        ("customers", b"key,phone\nA-1,call me\n".to_vec(), 2, "value"),
        ("customers", b"key,language\nA-1,fr\n".to_vec(), 2, "value"),
        ("customers", b"key\nA\nA\n".to_vec(), 3, "twice"),
        ("orders", format!("{orders}A,O-1,t,s,yesterday\n").into_bytes(), 2, "value"),
        ("orders", format!("{orders}nobody,O-1,t,s,1\n").into_bytes(), 2, "not_there"),
        ("orders", b"customer,key,title,status,amount,at\nA,O,t,s,9999999999999999999999,1\n".to_vec(), 2, "value"),
    ] {
        let shown = String::from_utf8_lossy(&file).into_owned();
        let (status, refusal) = import(&world, &admin, what, file).await;
        assert_eq!((status, &refusal["error"]["code"]), (422, &json!("damaged_file")), "{shown}: {refusal}");
        assert_eq!((&refusal["error"]["line"], &refusal["error"]["fault"]), (&json!(line), &json!(fault)), "{shown}");
        assert_sentences(&refusal);
    }
    let kept: u32 = world
        .store
        .read::<_, store::Error>(|view| Ok(view.query_row("SELECT count(*) FROM customer", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_formula_that_comes_in_is_kept_as_it_came() {
    let world = World::new();
    world.centre(1).await;
    let admin = world.seat(1, &[Role::Admin, Role::Supervisor]).await;
    let formula = "=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")";
    let file = format!("key,name\nA-1,\"{formula}\"\nA-2,@SUM(1+1)\n");
    let (status, done) = import(&world, &admin, "customers", file.into_bytes()).await;
    assert_eq!((status, &done["created"]), (200, &json!(2)), "{done}");
    let name: String = world
        .store
        .read::<_, store::Error>(|view| {
            Ok(view.query_row("SELECT name FROM customer WHERE key = 'A-1'", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(name, "=HYPERLINK(\"http://evil.example\",\"x\")", "what came in is kept as it came");
    // Every CSV among the answers is looked at by the test below.
    let document = api::document();
    let paths = document["paths"].as_object().unwrap().iter();
    let csv: Vec<_> = paths.filter(|(_, item)| item["get"]["responses"].to_string().contains("text/csv")).collect();
    assert_eq!(csv.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["/api/report.csv"]);
}

#[tokio::test]
async fn a_formula_goes_out_as_text() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    world.able(&agent);
    let lead = world.seat(1, &[Role::Supervisor]).await;
    let mut document = common::setup();
    document.reasons[2].name.en = "=HYPERLINK(\"http://evil.example\",\"x\")".into();
    world.publish(1, document).await.unwrap();
    world.chat(&running, 1, world.customer(1, "김미나", "A-1")).await;
    let path =
        format!("/api/report.csv?from={}&to={}&by=reason", common::now().0 - 3_600_000, common::now().0 + 60_000);
    let told = async {
        loop {
            let (_, file) = world.send(world.request(Some(&lead), "GET", &path, None)).await;
            let text = String::from_utf8(file).unwrap();
            if text.contains("HYPERLINK") {
                return text;
            }
        }
    };
    let text = tokio::time::timeout(Duration::from_secs(20), told).await.expect("the reason is never reported");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[1], "'=HYPERLINK(\"http://evil.example\",\"x\")");
    assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
}
