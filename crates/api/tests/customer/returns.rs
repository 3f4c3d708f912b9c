//! From the bot to a person and back: each speaks in turn, and nothing is begun anew.

use serde_json::{Value, json};

use super::stage::{hears, stage, waits_for_person};
use crate::common::shop::Answers;
use crate::common::{OTHER, nothing};

#[tokio::test]
async fn given_back_it_says_so_in_a_line_and_goes_on_where_it_was() {
    let stage = stage().await;
    let (mut mina, mut socket, contact) = stage.known().await;
    mina.say("네").await;
    hears(&mut socket, "(2/2)").await;
    stage.to_person(&mut mina, &mut socket, contact).await;
    let before = mina.lines().await.len();
    stage.give_back(contact).await;
    hears(&mut socket, "다시 봇이에요").await;
    mina.say("앱이 안 돼요").await;
    hears(&mut socket, "도움말 ‘앱이 멈췄어요’").await;
    hears(&mut socket, "해결되셨나요?").await;
    mina.say("네, 다음이요").await;
    hears(&mut socket, "마지막 단계").await;
    assert_eq!(mina.lines().await.len(), before + 6, "one line of its own, and no step again");
    mina.say("고마워요").await;
    hears(&mut socket, "도움이 되었다니").await;
    socket.find("contact", |told| told["contact"]["state"] == "closed").await.unwrap();
}

#[tokio::test]
async fn it_answers_the_words_she_opens_again_with() {
    let stage = stage().await;
    let (mut mina, mut socket, _) = stage.known().await;
    let opens = json!({"reason": OTHER, "words": "앱이 멈췄어요"});
    mina.post("/contacts", opens.clone()).await;
    hears(&mut socket, "도움말 ‘앱이 멈췄어요’").await;
    hears(&mut socket, "해결되셨나요?").await;
    let before = mina.lines().await;
    mina.post("/contacts", opens).await;
    assert_eq!(mina.lines().await, before, "sent again it is neither another line nor answered anew");
}

#[tokio::test]
async fn a_person_who_takes_over_while_it_waits_for_an_answer_is_not_talked_into() {
    let stage = stage().await;
    let parcel = json!({"order": {"status": "shipped", "parcel": "1"}});
    stage.shop.answers("GET /orders/A-1001", Answers::Held(parcel));
    let (mut mina, mut socket, contact) = stage.known().await;
    mina.say("배송 언제 와요").await;
    hears(&mut socket, "어느 주문인가요?").await;
    mina.say("1").await;
    while stage.shop.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    mina.post("/contact/person", json!({})).await;
    stage.taken_over(contact).await;
    let with_person = |told: &Value| told["contact"]["state"] == "with_person";
    socket.find("contact", with_person).await.unwrap();
    let before = mina.lines().await.len();
    stage.shop.release();
    // The last that the bot does: her page is told what she may do now.
    socket.find("contact", with_person).await.unwrap();
    assert_eq!((mina.lines().await.len(), stage.runs()), (before, vec!["done".to_owned()]), "not a word from the bot");
}

#[tokio::test]
async fn a_correction_is_learned_from_what_she_wrote_to_the_bot() {
    let stage = stage().await;
    let (mut mina, mut socket, contact) = stage.known().await;
    mina.say("네").await;
    hears(&mut socket, "(2/2)").await;
    mina.say("강아지 간식이 눅눅하게 왔어요").await;
    stage.to_person(&mut mina, &mut socket, contact).await;
    let at = |rest: &str| format!("/api/contacts/{contact}/{rest}");
    stage.world.call(&stage.agent, "POST", &at("end"), nothing()).await;
    let wrapped = json!({"outcome": "solved", "reason": OTHER});
    let (status, answer) = stage.world.call(&stage.agent, "POST", &at("wrap-up"), Some(wrapped)).await;
    assert_eq!(status.as_u16(), 200, "{answer}");
    let admin = stage.world.seat(1, &[auth::Role::Admin]).await;
    let path = format!("/api/setup/reasons/{OTHER}/examples");
    let (_, list) = stage.world.call(&admin, "GET", &path, None).await;
    assert_eq!(list["examples"][0]["text"], "강아지 간식이 눅눅하게 왔어요", "neither her yes nor her wish: {list}");
}

#[tokio::test]
async fn solved_is_counted_only_when_the_engine_takes_it() {
    let stage = stage().await;
    let (mut mina, mut socket, contact) = stage.known().await;
    mina.post("/contact/person", json!({})).await;
    waits_for_person(&mut socket).await;
    stage.taken_over(contact).await;
    // As whoever looked a moment before a person took it still has it: with the bot, whose conversation goes on.
    let (bot, store) = (stage.bot, &stage.world.store);
    let before = move |tx: &rusqlite::Transaction<'_>| {
        tx.execute("UPDATE contact SET agent = ?2 WHERE contact = ?1", (contact, bot))?;
        tx.execute("UPDATE bot_run SET ended_at = NULL, state = 'walking'", [])?;
        Ok(tx.execute("DELETE FROM bot_result", []).map(drop)?)
    };
    store.write::<_, store::Error>(before).unwrap();
    assert_eq!(mina.state().await, "with_bot");
    let refused = mina.refused("POST", "/contact/solved", Some(json!({"solved": true}))).await;
    assert_eq!(refused, (409, "wrong_state".into()));
    let counted = |view: &rusqlite::Connection| {
        let sql = "SELECT state, (SELECT count(*) FROM bot_result) FROM bot_run";
        Ok(view.query_row(sql, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?)
    };
    assert_eq!(store.read::<_, store::Error>(counted).unwrap(), ("walking".to_owned(), 0));
}
