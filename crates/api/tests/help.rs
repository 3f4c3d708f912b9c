//! The help centre: whole pages without a script, for customers and search engines, of what is public and published alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use auth::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::common::{REFUNDS, Seat, World};

fn article(title: &str, public: bool, state: &str) -> Value {
    json!({
        "title": {"ko": title, "en": "Paying back"}, "about": {"ko": "카드로 낸 \"돈\"", "en": "Paid by <card>"},
        "steps": [{"ko": "주문을 열어 주세요", "en": "Open the order"}],
        "body": {"ko": "## 더 알아보기\n**영업일** 3일 <script>alert(1)</script> [여기](javascript:x)", "en": ""},
        "reasons": [REFUNDS], "state": state, "public": public, "takes_ms": null, "revision": 0,
    })
}

async fn write(world: &World, writer: &Seat, body: Value) -> u64 {
    let (status, written) = world.call(writer, "POST", "/api/knowledge", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    written["id"].as_u64().unwrap()
}

async fn page(world: &World, path: &str) -> (StatusCode, String) {
    let (status, bytes) = world.send(Request::get(path).body(Body::empty()).unwrap()).await;
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn customers_read_what_is_public_and_published_and_nothing_else() {
    let world = World::new();
    world.centre(1).await;
    world.centre(2).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let (_, nothing) = page(&world, "/c/shop1/help?q=%EB%8F%88").await;
    assert!(nothing.contains("맞는 도움말을 찾지 못했어요"), "{nothing}");
    let shown = write(&world, &writer, article("환불은 언제 되나요", true, "published")).await;
    let hidden = [("상담사용", false, "published"), ("작성 중", true, "draft"), ("옛 안내", true, "retired")];
    for (title, public, state) in hidden {
        let id = write(&world, &writer, article(title, public, state)).await;
        let (status, text) = page(&world, &format!("/c/shop1/help/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!text.contains(title) && text.contains("noindex"), "{text}");
    }
    let (_, list) = page(&world, "/c/shop1/help").await;
    let (_, map) = page(&world, "/c/shop1/help/sitemap.xml").await;
    let (_, found) = page(&world, "/c/shop1/help?q=%EB%8F%88").await;
    for text in [&list, &map, &found] {
        assert!(text.contains(&format!("/c/shop1/help/{shown}")), "{text}");
    }
    for (title, ..) in hidden {
        assert!(!list.contains(title) && !found.contains(title), "{title}");
    }
    assert_eq!(map.matches("<loc>").count(), 4, "{map}");

    // Another centre's site has none of it, and what is nowhere is not there.
    assert_eq!(page(&world, &format!("/c/shop2/help/{shown}")).await.0, StatusCode::NOT_FOUND);
    assert!(!page(&world, "/c/shop2/help").await.1.contains("환불"));
    for path in
        ["/c/nowhere/help", "/c/shop1/help/x", "/c/shop1/help/99999999999999999999", "/c/nowhere/help/sitemap.xml"]
    {
        assert_eq!(page(&world, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_page_is_whole_without_a_script_and_safe_to_show() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let id = write(&world, &writer, article("환불은 언제 <b>되나요", true, "published")).await;
    let (status, text) = page(&world, &format!("/c/shop1/help/{id}?utm_source=mail")).await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "<html lang=\"ko\"",
        "<title>환불은 언제 &lt;b&gt;되나요 · Shop</title>",
        "content=\"카드로 낸 &quot;돈&quot;\"",
        &format!("rel=\"canonical\" href=\"http://127.0.0.1:7070/c/shop1/help/{id}?lang=ko\""),
        &format!("hreflang=\"ko\" href=\"http://127.0.0.1:7070/c/shop1/help/{id}?lang=ko\""),
        &format!("hreflang=\"x-default\" href=\"http://127.0.0.1:7070/c/shop1/help/{id}\""),
        &format!("hreflang=\"en\" href=\"http://127.0.0.1:7070/c/shop1/help/{id}?lang=en\""),
        "<li>주문을 열어 주세요</li>",
        "<h2>더 알아보기</h2>",
        "<strong>영업일</strong>",
        "href=\"/c/shop1\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("<script") && !text.contains("javascript:"), "{text}");
    let (_, english) = page(&world, &format!("/c/shop1/help/{id}?lang=en")).await;
    assert!(english.contains("<html lang=\"en\"") && english.contains("<li>Open the order</li>"), "{english}");
    assert!(english.contains("Paid by &lt;card&gt;"), "{english}");
    // What is typed comes back as text.
    let (_, found) = page(&world, "/c/shop1/help?q=%22%3E%3Cscript%3Ealert(1)").await;
    assert!(found.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)\"") && found.contains("noindex"), "{found}");
    let (_, found) = page(&world, "/c/shop1/help?q=%EC%98%81%EC%97%85%EC%9D%BC").await;
    assert!(found.contains("<mark>영업일</mark>"), "{found}");
}

#[tokio::test]
async fn a_page_is_in_the_language_the_browser_likes_unless_the_address_says_one() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let id = write(&world, &writer, article("환불은 언제 되나요", true, "published")).await;
    for path in ["/c/shop1/help".to_owned(), format!("/c/shop1/help/{id}"), "/c/shop1/help/404".to_owned()] {
        for (likes, lang, shown) in [
            (None, "", "ko"),
            (Some("en-GB,en;q=0.9,ko;q=0.8"), "", "en"),
            (Some("en;q=0.5,ko-KR"), "", "ko"),
            (Some("de, EN;q=0.4, ko;q=0"), "", "en"),
            (Some("de,fr;q=0.5,*;q=0.1"), "", "ko"),
            (Some("en;q=much,\u{7f}"), "", "ko"),
            (Some("en"), "?lang=ko", "ko"),
            (Some("ko"), "?lang=en", "en"),
            (Some("en"), "?lang=xx", "en"),
        ] {
            let mut request = Request::get(format!("{path}{lang}"));
            if let Some(likes) = likes {
                let Ok(value) = header::HeaderValue::from_str(likes) else { continue };
                request = request.header(header::ACCEPT_LANGUAGE, value);
            }
            let response = world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.headers()[header::CONTENT_LANGUAGE], shown, "{path}{lang} {likes:?}");
            assert!(response.headers().get_all(header::VARY).iter().any(|vary| vary == "accept-language"), "{path}");
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(text.contains(&format!("<html lang=\"{shown}\"")), "{path}{lang} {likes:?}: {text}");
            // Whoever switches, or follows a link, stays in that language whatever her browser likes.
            let other = if shown == "ko" { "en" } else { "ko" };
            assert!(
                text.contains(&format!("<a lang=\"{other}\" href=\"/c/shop1/help"))
                    && text.contains(&format!("?lang={other}\""))
            );
        }
    }
    let (_, list) = page(&world, "/c/shop1/help").await;
    assert!(list.contains(&format!("href=\"/c/shop1/help/{id}?lang=ko\"")), "{list}");
}

#[tokio::test]
async fn an_article_has_pages_in_its_own_languages_alone() {
    let world = World::new();
    world.centre(1).await;
    let writer = world.seat(1, &[Role::Supervisor]).await;
    let mut korean = article("환불은 언제 되나요", true, "published");
    korean["title"]["en"] = json!("");
    let id = write(&world, &writer, korean.clone()).await;
    let (_, text) = page(&world, &format!("/c/shop1/help/{id}?lang=en")).await;
    for part in [
        "<html lang=\"en\"",
        "<article lang=\"ko\">\n<h1>환불은 언제 되나요</h1>",
        "<li>주문을 열어 주세요</li>",
        &format!("rel=\"canonical\" href=\"http://127.0.0.1:7070/c/shop1/help/{id}?lang=ko\""),
        &format!("hreflang=\"ko\" href=\"http://127.0.0.1:7070/c/shop1/help/{id}?lang=ko\""),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("hreflang=\"en\"") && !text.contains("Open the order"), "{text}");
    let (_, list) = page(&world, "/c/shop1/help?lang=en").await;
    assert!(list.contains("<li lang=\"ko\">") && !list.contains("hreflang=\"en\""), "{list}");
    let (_, map) = page(&world, "/c/shop1/help/sitemap.xml").await;
    assert!(map.matches("<loc>").count() == 2 && !map.contains("lang=en"), "{map}");

    // A step without English is no English article either.
    korean["title"]["en"] = json!("Paying back");
    korean["steps"][0]["en"] = json!("");
    let half = write(&world, &writer, korean.clone()).await;
    assert!(!page(&world, &format!("/c/shop1/help/{half}")).await.1.contains("hreflang=\"en\""));
    korean["steps"][0]["en"] = json!("Open the order");
    let both = write(&world, &writer, korean).await;
    assert!(page(&world, &format!("/c/shop1/help/{both}")).await.1.contains("hreflang=\"en\""));
    let (_, map) = page(&world, "/c/shop1/help/sitemap.xml").await;
    assert!(map.contains(&format!("help/{both}?lang=en")) && map.contains("help?lang=en"), "{map}");
    assert!(!map.contains(&format!("help/{half}?lang=en")), "{map}");
}

#[tokio::test]
async fn the_first_page_lists_so_many_and_says_that_there_are_more() {
    let world = World::new();
    world.centre(1).await;
    let many = "WITH RECURSIVE one (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM one WHERE id < 201)
                INSERT INTO article (centre, article, revision, state, title_ko, title_en, steps, updated_at, public)
                SELECT 1, id, 1, 'published', '도움말 ' || id, '', '[]', 0, 1 FROM one";
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(many, []).map(drop)?)).unwrap();
    let (_, list) = page(&world, "/c/shop1/help").await;
    assert_eq!(list.matches("<li>").count(), 200);
    assert!(list.contains("여기에 다 보여 드리지 못했어요"));
    let (_, map) = page(&world, "/c/shop1/help/sitemap.xml").await;
    assert_eq!(map.matches("<loc>").count(), 202, "search engines have them all, in the language they have");
    world
        .store
        .write::<_, store::Error>(|tx| Ok(tx.execute("DELETE FROM article WHERE article = 1", []).map(drop)?))
        .unwrap();
    let (_, list) = page(&world, "/c/shop1/help").await;
    assert!(list.matches("<li>").count() == 200 && !list.contains("여기에 다"), "all are there");
}
