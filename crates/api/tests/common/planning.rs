//! A centre that plans: a history, a forecast, two people and their rosters.

use auth::Role;
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{REFUNDS, Seat, World, nothing, now};

/// Today in the test centre's zone.
pub fn today() -> Date {
    let now = jiff::Timestamp::from_millisecond(now().0).unwrap();
    jiff::tz::TimeZone::get("Asia/Seoul").unwrap().to_datetime(now).date()
}

pub fn day(ahead: i64) -> String {
    today().checked_add(ahead.days()).unwrap().to_string()
}

/// Twelve weeks up to yesterday, 09:00 to 18:00, every day alike but for the weekday.
pub fn history(reason: &str, base: i64) -> String {
    let mut csv = String::from("start,reason,offered,handled,aht_s\n");
    for back in (1..=84).rev() {
        let date = today().checked_sub(back.days()).unwrap();
        let weekday = i64::from(date.weekday().to_monday_zero_offset());
        for half in 0..18 {
            let minute = 540 + half * 30;
            let offered = base + weekday * base / 10 + (half * 7 + back) % 5 * base / 10;
            csv += &format!("{date}T{:02}:{:02},{reason},{offered},{offered},300\n", minute / 60, minute % 60);
        }
    }
    csv
}

pub async fn import(world: &World, seat: &Seat, csv: String) -> (StatusCode, Value) {
    import_at(world, seat, "/api/plan/history", csv.into_bytes()).await
}

/// Sends a CSV.
pub async fn import_at(world: &World, seat: &Seat, path: &str, csv: Vec<u8>) -> (StatusCode, Value) {
    let mut request = world.request(Some(seat), "POST", path, None);
    *request.body_mut() = axum::body::Body::from(csv);
    request.headers_mut().insert("content-type", "text/csv".parse().unwrap());
    let (status, body) = world.send(request).await;
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// A centre with a history, a forecast, and two people under a contract of any shift on up to five days.
pub struct Planned {
    pub world: World,
    pub planner: Seat,
    pub kim: Seat,
    pub lee: Seat,
}

pub async fn planned() -> Planned {
    Planned::of(World::new()).await
}

impl Planned {
    pub async fn of(world: World) -> Planned {
        let running = world.centre(1).await;
        let planner = world.seat(1, &[Role::Planner]).await;
        let (kim, lee) = (world.agent(&running, 1).await, world.agent(&running, 1).await);
        world.able(&kim);
        world.able(&lee);
        let (status, taken) = import(&world, &planner, history(&REFUNDS.to_string(), 10)).await;
        assert_eq!((status, taken["rows"].as_u64()), (StatusCode::OK, Some(84 * 18)), "{taken}");
        let (_, mut settings) = world.call(&planner, "GET", "/api/plan/settings", None).await;
        settings["pooled"] = json!(true);
        settings["shifts"] = json!([
            { "name": "day", "start": "09:00", "length_min": 540, "breaks": [{ "length_min": 60, "paid": false, "at_min": [180, 240] }] },
            { "name": "early", "start": "09:00", "length_min": 240, "breaks": [{ "length_min": 30, "paid": false, "at_min": [90] }] },
            { "name": "late", "start": "12:00", "length_min": 360, "breaks": [{ "length_min": 30, "paid": false, "at_min": [180] }] },
        ]);
        settings["contracts"] =
            json!([{ "name": "any", "shifts": ["day", "early", "late"], "days": [0, 5], "rest_h": 11.0, "law": "kr" }]);
        let (status, saved) = world.call(&planner, "PUT", "/api/plan/settings", Some(settings)).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        for seat in [&kim, &lee] {
            let path = format!("/api/plan/people/{}", seat.account);
            let body = json!({ "contract": "any", "preferred_start": null });
            assert_eq!(world.call(&planner, "PUT", &path, Some(body)).await.0, StatusCode::OK);
        }
        let (status, made) = world.call(&planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 14 }))).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        Planned { world, planner, kim, lee }
    }

    /// As if the newest forecast had been made so many days ago.
    pub fn made_before(&self, days: i64) {
        let origin = today().checked_sub(days.days()).unwrap().to_string();
        self.world
            .store
            .write::<_, store::Error>(|tx| {
                let newest =
                    "SELECT intervals, forecast FROM forecast WHERE centre = 1 ORDER BY made_at DESC, forecast DESC";
                let (kept, id): (Vec<u8>, u64) = tx.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let csv = String::from_utf8(api::planning::forecasts::unpacked(&kept).unwrap()).unwrap();
                let moved = (0..14).fold(csv, |csv, at| {
                    let [from, to] =
                        [at, at - days].map(|ahead| today().checked_add(ahead.days()).unwrap().to_string());
                    csv.replace(&format!("\n{from}T"), &format!("\n{to}T"))
                });
                let moved = api::planning::forecasts::packed(moved.as_bytes()).unwrap();
                let sql = "UPDATE forecast SET origin = ?1, intervals = ?2 WHERE centre = 1 AND forecast = ?3";
                tx.execute(sql, (&origin, moved, id))?;
                Ok(())
            })
            .unwrap();
    }

    /// Searches for a roster from so many days ahead on; its number.
    pub async fn search(&self, ahead: i64, days: u8) -> u64 {
        let body = json!({ "first": day(ahead), "days": days, "seconds": 1 });
        let (status, mut job) = self.world.call(&self.planner, "POST", "/api/plan/rosters", Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{job}");
        while job["state"] == "running" {
            tokio::task::yield_now().await;
            job = self.world.call(&self.planner, "GET", &format!("/api/plan/jobs/{}", job["id"]), None).await.1;
        }
        assert_eq!(job["state"], "done", "{job}");
        job["roster"].as_u64().unwrap()
    }

    /// Searches for a roster from tomorrow on and publishes it; its number.
    pub async fn roster(&self) -> u64 {
        let roster = self.search(1, 7).await;
        let path = format!("/api/plan/rosters/{roster}/publish");
        assert_eq!(self.world.call(&self.planner, "POST", &path, nothing()).await.0, StatusCode::OK);
        roster
    }

    pub async fn read(&self, roster: u64) -> Value {
        self.world.call(&self.planner, "GET", &format!("/api/plan/rosters/{roster}"), None).await.1
    }

    /// Puts exactly these shifts into the roster: a person, a day from tomorrow (0), a shift or off.
    pub async fn put(&self, roster: u64, cells: &[(&Seat, i64, Option<&str>)]) -> Value {
        let revision = self.read(roster).await["roster"]["revision"].clone();
        let changes: Vec<Value> = cells
            .iter()
            .map(|(seat, at, shift)| json!({ "agent": seat.account, "day": day(1 + at), "shift": shift }))
            .collect();
        let body = json!({ "changes": changes, "revision": revision, "dry_run": false });
        let path = format!("/api/plan/rosters/{roster}/changes");
        let (status, effect) = self.world.call(&self.planner, "POST", &path, Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{effect}");
        effect
    }

    pub async fn shifts(&self, seat: &Seat) -> Value {
        self.world.call(seat, "GET", &format!("/api/me/shifts?from={}&days=7", day(1)), None).await.1
    }

    /// The name of a person's shift on a day from tomorrow (0).
    pub async fn shift(&self, seat: &Seat, at: usize) -> Option<String> {
        self.shifts(seat).await["days"][at]["shift"]["name"].as_str().map(str::to_owned)
    }
}
