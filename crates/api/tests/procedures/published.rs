//! What a declaration must be before it is published, and a dry run of the draft.

use auth::Role;
use serde_json::{Value, json};

use super::{CANCEL, STATUS, stage};
use crate::common::{REFUNDS, setup};

#[tokio::test]
async fn what_cannot_be_right_is_not_published() {
    let stage = stage().await;
    type Spoil = fn(&mut Value);
    let spoils: [(&str, Spoil); 25] = [
        ("/procedures/hosts", |all| all["hosts"][0] = json!("https://shop.example")),
        ("/procedures/list/0/id", |all| all["list"][0]["id"] = json!(0)),
        ("/procedures/list/1/id", |all| all["list"][1]["id"] = json!(1)),
        ("/procedures/list/0/name/ko", |all| all["list"][0]["name"]["ko"] = json!("")),
        ("/procedures/list/0/reasons", |all| all["list"][0]["reasons"] = json!([77])),
        ("/procedures/list/0/run_by", |all| all["list"][0]["run_by"] = json!([])),
        ("/procedures/list/0/asks", |all| all["list"][0]["asks"] = json!([])),
        ("/procedures/list/0/inputs/0/field/key", |all| all["list"][0]["inputs"][0]["field"]["key"] = json!("Order")),
        ("/procedures/list/0/inputs/1/field/kind", |all| {
            all["list"][0]["inputs"][1]["field"]["kind"] = json!("amount")
        }),
        ("/procedures/list/3/inputs/1/field/most", |all| {
            all["list"][3]["inputs"][1]["field"]["bot_most"] = json!(60_000)
        }),
        ("/procedures/list/0/steps/0/url", |all| {
            all["list"][0]["steps"][0]["url"] = json!("https://elsewhere.example/")
        }),
        ("/procedures/list/0/steps/0/url", |all| all["list"][0]["steps"][0]["url"] = json!("http://{order}/")),
        ("/procedures/list/0/steps/0/url", |all| all["list"][0]["steps"][0]["url"] = json!("http://127.0.0.1:25/")),
        ("/procedures/list/0/steps/0/url", |all| {
            all["list"][0]["steps"][0]["url"] = json!("http://127.0.0.1:8080/{status}")
        }),
        ("/procedures/list/0/steps/0/headers/0", |all| {
            all["list"][0]["steps"][0]["headers"][0]["value"] = json!("Bearer {order}")
        }),
        ("/procedures/list/0/steps/0/headers/0", |all| {
            all["list"][0]["steps"][0]["headers"][0]["name"] = json!("Host")
        }),
        ("/procedures/list/0/steps/0/headers/0/secret", |all| {
            all["list"][0]["steps"][0]["headers"][0]["secret"] = json!("bank")
        }),
        ("/procedures/list/0/steps/0/body", |all| all["list"][0]["steps"][0]["body"] = json!({"a": 1})),
        ("/procedures/list/1/confirm", |all| all["list"][1]["confirm"]["ko"] = json!("{cancelled}?")),
        ("/procedures/list/0/answer", |all| all["list"][0]["answer"]["en"] = json!("{nothing}")),
        ("/procedures/list/1/undo", |all| all["list"][1]["undo"]["procedure"] = json!(1)),
        ("/procedures/list/4/steps/0/url", |all| {
            let url = all["list"][4]["steps"][0]["url"].as_str().unwrap().replace("{order}", "{to}");
            all["list"][4]["steps"][0]["url"] = json!(url);
        }),
        ("/procedures/list/4/steps/0/takes/0/field/kind", |all| {
            all["list"][4]["steps"][0]["takes"][0]["field"]["kind"] = json!("phone");
        }),
        ("/procedures/list/4/undo", |all| {
            all["list"][2]["inputs"][0] = all["list"][4]["inputs"][1].clone();
            all["list"][4]["undo"] = json!({"procedure": 3, "within_min": 30});
        }),
        ("/procedures/list/3/run_by", |all| all["list"][3]["inputs"][1]["field"]["bot_most"] = Value::Null),
    ];
    for (at, spoil) in spoils {
        let mut all = stage.shop.procedures(REFUNDS);
        spoil(&mut all);
        let mut spoilt = serde_json::to_value(setup()).unwrap();
        spoilt["procedures"] = all;
        let refused = stage.world.publish(1, serde_json::from_value(spoilt).unwrap()).await.expect_err(at);
        let api::Error::SetupRefused(findings) = refused else { panic!("{at}: {refused}") };
        assert!(findings.iter().any(|finding| finding.at == at && finding.refuses), "{at}: {findings:?}");
    }
}

#[tokio::test]
async fn a_draft_is_looked_at_before_anybody_can_run_it() {
    let stage = stage().await;
    let admin = stage.world.seat(1, &[Role::Admin]).await;
    let (_, mut draft) = stage.world.call(&admin, "GET", "/api/setup/draft", None).await;
    let list = &mut draft["document"]["procedures"]["list"];
    let cancel = list.as_array().unwrap().iter().position(|one| one["id"] == CANCEL).unwrap();
    list[cancel]["steps"][0]["url"] = json!("https://elsewhere.example/{order}");
    let save = json!({"document": draft["document"], "revision": draft["revision"]});
    assert_eq!(stage.world.call(&admin, "PUT", "/api/setup/draft", Some(save)).await.0.as_u16(), 200);

    let dry = async |id: u32, values: Value| {
        let path = format!("/api/setup/draft/procedures/{id}/dry");
        let (status, answer) = stage.world.call(&admin, "POST", &path, Some(json!({"values": values}))).await;
        (status.as_u16(), answer)
    };
    let given = |key: &str, value: &str| json!({"key": key, "value": value});
    let (status, tried) = dry(CANCEL, json!([given("order", "A-1"), given("amount", "12000")])).await;
    assert_eq!(status, 200, "{tried}");
    let at: Vec<&str> = tried["findings"].as_array().unwrap().iter().map(|one| one["at"].as_str().unwrap()).collect();
    assert!(at.contains(&&*format!("/procedures/list/{cancel}/steps/0/url")), "{at:?}");
    assert!(at.iter().all(|at| at.starts_with(&format!("/procedures/list/{cancel}/"))), "its own only: {at:?}");
    assert_eq!(tried["calls"][0]["url"], "https://elsewhere.example/A-1");
    assert_eq!(
        (&tried["calls"][0]["sent"], &tried["calls"][0]["headers"][0]),
        (&json!(false), &json!("authorization: Bearer ‹shop›"))
    );
    assert!(tried["confirm"]["ko"].as_str().unwrap().contains("12,000"), "{tried}");
    assert!(
        tried["calls"][1]["body"].as_str().unwrap().contains("{why}"),
        "what is not given keeps its place: {tried}"
    );
    assert!(stage.shop.calls().is_empty(), "nothing is sent");

    assert_eq!(dry(STATUS, json!([])).await.1["confirm"], Value::Null);
    let (status, tried) = dry(CANCEL, json!([given("amount", "a lot")])).await;
    assert_eq!((status, &tried["wrong"]), (200, &json!({"amount": "invalid"})));
    assert_eq!(dry(99, json!([])).await.0, 404);
}
