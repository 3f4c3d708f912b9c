//! Which seats real people have taken.

use std::collections::BTreeSet;

use api::App;
use routing::Time;

use super::door::SIMULATED;
use crate::settings::CENTRE;

/// A seat is left alone this long after a real person last did something in it, in ms.
pub const AWAY_MS: i64 = 5 * 60_000;

/// Accounts in which a real person acted a short while ago. What cannot be read counts as nobody: the demo goes on.
pub async fn acted(app: &App, now: Time) -> BTreeSet<u32> {
    let found = app.read(move |view| {
        let sql = "SELECT DISTINCT account FROM session
                   WHERE centre = ?1 AND device <> ?2 AND seen_at > ?3 AND ends_at > ?4";
        let since = now.plus_ms(-AWAY_MS);
        let mut select = view.prepare_cached(sql)?;
        let rows = select.query_map((CENTRE, SIMULATED, since.0, now.0), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    found.await.unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use auth::Purpose;
    use axum::Router;
    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use axum::http::{Request, StatusCode, header};
    use routing::Presence;
    use serde_json::json;
    use tower::ServiceExt;

    use super::*;
    use crate::demo::stage::{ORIGIN, opened};
    use crate::demo::world::{World, gather};

    static AHEAD_MS: AtomicI64 = AtomicI64::new(0);

    fn clock() -> Time {
        node::clock::now().plus_ms(AHEAD_MS.load(Ordering::Relaxed))
    }

    async fn ask(router: &Router, path: &str, cookie: Option<&str>, body: String) -> (StatusCode, Option<String>) {
        let mut request = Request::post(path).header(header::ORIGIN, ORIGIN).header(header::USER_AGENT, "Firefox");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let mut request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 9))));
        let response = router.clone().oneshot(request).await.unwrap();
        let cookie = response.headers().get(header::SET_COOKIE).map(|value| value.to_str().unwrap());
        (response.status(), cookie.map(|cookie| cookie.split(';').next().unwrap().to_owned()))
    }

    /// The people move on for `ms`; who was ready at any time meanwhile.
    async fn ready(world: &mut World, app: &App, running: &api::centre::Centre, ms: i64) -> BTreeSet<u32> {
        let mut ready = BTreeSet::new();
        for _ in 0..4 {
            AHEAD_MS.fetch_add(ms / 4, Ordering::Relaxed);
            world.beat(app, running).await.unwrap();
            ready.extend(running.ask(|engine, _| now_ready(engine)).await.unwrap());
        }
        ready
    }

    fn now_ready(engine: &routing::Engine) -> Vec<u32> {
        let people = engine.agents().filter(|agent| agent.profile.kind == routing::AgentKind::Person);
        people.filter(|agent| agent.presence == Presence::Ready).map(|agent| agent.profile.agent.0).collect()
    }

    #[tokio::test]
    async fn a_seat_is_a_real_persons_while_she_acts_and_is_taken_up_again() {
        let (_home, app, running, router) = opened(clock).await;
        let store = app.store().clone();
        let mut world = gather(&app, router.clone(), crate::demo::shifts::FREE).await;
        assert_eq!(world.colleagues.len(), 10, "two seats of twelve are free");
        assert_eq!(acted(&app, clock()).await, BTreeSet::new(), "simulated people are not real ones");

        let seat = world.colleagues[3].account;
        let link = store
            .write::<_, auth::Error>(|tx| auth::issue_link(tx, CENTRE, seat, Purpose::Demo, None, clock()))
            .unwrap();
        let body = json!({ "token": link.reveal(), "password": null }).to_string();
        let (status, cookie) = ask(&router, "/api/sign-in/link", None, body).await;
        assert_eq!(status, StatusCode::OK);
        let others = ready(&mut world, &app, &running, 20_000).await;
        assert_eq!((others.len(), others.contains(&seat)), (9, false), "the others carry on");

        // She acts again after four minutes: the five begin anew.
        ready(&mut world, &app, &running, 4 * 60_000).await;
        let rest = json!({ "presence": "break", "until": null }).to_string();
        assert_eq!(ask(&router, "/api/me/presence", cookie.as_deref(), rest).await.0, StatusCode::OK);
        assert!(!ready(&mut world, &app, &running, 4 * 60_000).await.contains(&seat), "nobody sits down beside her");

        assert!(ready(&mut world, &app, &running, 2 * 60_000).await.contains(&seat), "her seat is taken up again");
        // Sessions end by rest while a real person has the seat; the simulated one signs in anew.
        let ended = app.auth().sessions(CENTRE, seat).unwrap();
        for session in ended.iter().filter(|session| session.device == SIMULATED) {
            app.auth().end_session(CENTRE, seat, session.session).unwrap();
        }
        ready(&mut world, &app, &running, 12 * 60_000).await;
        let anew = app.auth().sessions(CENTRE, seat).unwrap();
        assert_eq!(anew.iter().filter(|session| session.device == SIMULATED).count(), 1);
        running.stop().await;
    }

    #[tokio::test]
    async fn colleagues_work_by_the_published_roster_and_go_home() {
        let (_home, app, running, router) = opened(clock).await;
        let mut world = gather(&app, router.clone(), crate::demo::shifts::FREE).await;
        let [works, pauses, leaves] = [0, 1, 2].map(|at| world.colleagues[at].account);
        assert_eq!(ready(&mut world, &app, &running, 20_000).await.len(), 10, "without a roster everybody works");
        let now = clock().0;
        let planned = [(works, "shift", 60), (pauses, "shift", 60), (pauses, "break", 60), (leaves, "shift", 2)];
        let published = app.store().write::<_, store::Error>(|tx| {
            tx.execute(
                "INSERT INTO roster (centre, roster, first_day, days, forecast, made_at, problem, shifts, published_at)
                 VALUES (?1, 1, date(?2 / 1000, 'unixepoch', '-1 day'), 3, 1, ?2, '{}', '[]', ?2)",
                (CENTRE, now),
            )?;
            for (agent, kind, minutes) in planned {
                let ends = now + minutes * 60_000;
                tx.execute(
                    "INSERT INTO planned_activity (centre, agent, starts_at, kind, ends_at, shift_at) VALUES (?1, ?2, ?3, ?4, ?5, ?3)",
                    (CENTRE, agent, now - 1_000, kind, ends),
                )?;
            }
            Ok(())
        });
        published.unwrap();
        let doing = async |world: &mut World, ms: i64| {
            ready(world, &app, &running, ms).await;
            let asked = running.ask(move |engine, _| {
                let at =
                    |id: u32| engine.agents().find(|agent| agent.profile.agent.0 == id).map(|agent| agent.presence);
                [works, pauses, leaves].map(at)
            });
            asked.await.unwrap().map(Option::unwrap)
        };
        assert_eq!(doing(&mut world, 40_000).await, [Presence::Ready, Presence::Break, Presence::Ready]);
        // Two minutes later her shift is over.
        let [works_on, pauses_on, left] = doing(&mut world, 180_000).await;
        assert_eq!([works_on, pauses_on], [Presence::Ready, Presence::Break]);
        // Whoever still has somebody ends that first, and takes nobody new.
        assert_ne!(left, Presence::Ready);
        assert_eq!(running.ask(|engine, _| now_ready(engine)).await.unwrap(), [works], "nobody else was planned");
        running.stop().await;
    }
}
