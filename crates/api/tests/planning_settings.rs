//! What a planner sets reaches forecasts, rosters and figures: sites, burdens, drivers, contracts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use axum::http::StatusCode;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::common::planning::{Planned, day, import, import_at, planned, today};
use crate::common::{REFUNDS, Seat};

impl Planned {
    async fn settings(&self) -> Value {
        self.world.call(&self.planner, "GET", "/api/plan/settings", None).await.1
    }

    async fn save(&self, settings: &Value) -> (StatusCode, Value) {
        self.world.call(&self.planner, "PUT", "/api/plan/settings", Some(settings.clone())).await
    }

    async fn saved(&self, change: impl Fn(&mut Value)) {
        let mut settings = self.settings().await;
        change(&mut settings);
        let (status, answer) = self.save(&settings).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    async fn terms(&self, seat: &Seat, terms: Value) -> (StatusCode, Value) {
        self.world.call(&self.planner, "PUT", &format!("/api/plan/people/{}", seat.account), Some(terms)).await
    }

    async fn person(&self, seat: &Seat) -> Value {
        let (_, found) = self.world.call(&self.planner, "GET", "/api/plan/people", None).await;
        let people = found["people"].as_array().unwrap();
        people.iter().find(|person| person["id"] == seat.account).unwrap().clone()
    }

    /// The newest forecast made anew.
    async fn forecast(&self, days: u16) -> Value {
        let body = Some(json!({ "days": days }));
        let (status, made) = self.world.call(&self.planner, "POST", "/api/plan/forecasts", body).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        made
    }

    /// The newest problem file.
    fn problem(&self) -> Value {
        let sql = "SELECT problem FROM roster WHERE centre = 1 ORDER BY roster DESC LIMIT 1";
        let read = |view: &rusqlite::Connection| Ok::<_, store::Error>(view.query_row(sql, [], |row| row.get(0))?);
        let text: String = self.world.store.read(read).unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_field_that_cannot_be_is_named_and_nothing_of_it_is_kept() {
    let planned = planned().await;
    let before = planned.settings().await;
    let mut settings = before.clone();
    settings["shifts"][0]["breaks"][0]["at_min"] = json!([500]);
    settings["shifts"][1]["name"] = json!("day");
    settings["sites"] = json!([{ "name": " ", "seats": 3 }]);
    let (status, answer) = planned.save(&settings).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = json!({
        "contracts[0].shifts": "not_there", "shifts[0].breaks[0].at_min": "out_of_range", "shifts[1].name": "taken",
        "sites[0].name": "required",
    });
    assert_eq!(answer["error"]["fields"], expected, "{answer}");
    assert_eq!(planned.settings().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_follow_a_contract_and_a_site_to_a_new_name_and_neither_goes_while_they_are_on_it() {
    let planned = planned().await;
    planned
        .saved(|settings| {
            settings["sites"] = json!([{ "name": "서울", "seats": 2 }, { "name": "부산", "seats": 2 }]);
            let mut other = settings["contracts"][0].clone();
            other["name"] = json!("other");
            settings["contracts"].as_array_mut().unwrap().push(other);
        })
        .await;
    let unknown = json!({ "contract": "any", "preferred_start": null, "site": "대전" });
    assert_eq!(planned.terms(&planned.kim, unknown).await.1["error"]["fields"], json!({ "site": "not_there" }));
    let (kim, lee) = (&planned.kim, &planned.lee);
    let seoul = json!({ "contract": "any", "preferred_start": 540, "site": "서울", "home": ["fri", "mon", "fri"] });
    assert_eq!(planned.terms(kim, seoul).await.0, StatusCode::OK);
    let busan = json!({ "contract": "other", "preferred_start": null, "site": "부산" });
    assert_eq!(planned.terms(lee, busan).await.0, StatusCode::OK);
    assert_eq!(planned.person(kim).await["home"], json!(["mon", "fri"]));

    // Two change names with each other, one gets a new one.
    planned
        .saved(|settings| {
            settings["contracts"][0]["name"] = json!("other");
            settings["contracts"][0]["was"] = json!("any");
            settings["contracts"][1]["name"] = json!("any");
            settings["contracts"][1]["was"] = json!("other");
            settings["sites"][0] = json!({ "name": "본사", "was": "서울", "seats": 2 });
        })
        .await;
    let (kim_now, lee_now) = (planned.person(kim).await, planned.person(lee).await);
    assert_eq!((&kim_now["contract"], &kim_now["site"]), (&json!("other"), &json!("본사")), "{kim_now}");
    assert_eq!((&lee_now["contract"], &lee_now["site"]), (&json!("any"), &json!("부산")), "{lee_now}");
    assert_eq!(kim_now["preferred_start"], 540);

    let mut settings = planned.settings().await;
    assert!(settings["contracts"][0].get("was").is_none(), "{settings}");
    settings["contracts"].as_array_mut().unwrap().remove(1);
    settings["sites"].as_array_mut().unwrap().remove(1);
    let (_, refused) = planned.save(&settings).await;
    let expected = json!({ "contracts": "not_there", "sites": "not_there" });
    assert_eq!(refused["error"]["fields"], expected, "{refused}");
    assert_eq!(planned.terms(lee, json!({ "contract": null, "preferred_start": null })).await.0, StatusCode::OK);
    assert_eq!(planned.save(&settings).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_contradicts_itself_is_said_and_marked_at_its_fields() {
    let planned = planned().await;
    let refused = async |days: Value, hours: Value| {
        let mut settings = planned.settings().await;
        settings["contracts"][0]["days"] = days;
        settings["contracts"][0]["hours"] = hours;
        let (status, refused) = planned.save(&settings).await;
        assert_eq!(status, axum::http::StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        refused["error"].clone()
    };
    // Six days of the shortest shift are more than four hours; one of the longest less than fifty.
    let marks = json!({ "contracts[0].days": "contradicts", "contracts[0].hours": "contradicts" });
    for (days, hours) in [(json!([6, 6]), json!([0, 4])), (json!([0, 1]), json!([50, 52]))] {
        let error = refused(days, hours).await;
        assert_eq!((&error["code"], &error["fields"]), (&json!("unplannable"), &marks), "{error}");
        assert!(error["why"].as_str().is_some_and(|why| !why.is_empty()), "{error}");
    }
    let error = refused(json!([0, 1]), json!([100, 120])).await;
    assert_eq!(error["fields"], json!({ "contracts[0].hours": "out_of_range" }), "beyond the law: {error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_with_too_few_seats_is_named_and_who_is_at_home_needs_none() {
    let planned = planned().await;
    // A name that could be a person's number is a site's all the same.
    let site = planned.kim.account.to_string();
    planned.saved(|settings| settings["sites"] = json!([{ "name": site, "seats": 1 }])).await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let home = today().checked_add(3.days()).unwrap().strftime("%a").to_string().to_lowercase();
    let at = |home: Value| json!({ "contract": "any", "preferred_start": null, "site": site, "home": home });
    planned.terms(kim, at(json!([]))).await;
    planned.terms(lee, at(json!([home]))).await;
    let roster = planned.roster().await;
    assert_eq!(planned.read(roster).await["report"]["broken"], json!([]), "the search keeps to the seats");

    let cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    planned.put(roster, &[(kim, 1, Some("day")), (kim, 2, Some("day"))]).await;
    let effect = planned.put(roster, &[(lee, 1, Some("day")), (lee, 2, Some("day"))]).await;
    let expected = json!([{ "agent": null, "site": site, "day": day(2), "rule": "seats" }]);
    assert_eq!(effect["broken"], expected);
    let report = &planned.read(roster).await["report"];
    assert_eq!((&report["broken"], &report["feasible"]), (&expected, &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn points_of_four_published_weeks_are_borne_into_the_next_roster() {
    let planned = planned().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    planned.forecast(28).await;
    let roster = planned.roster().await;
    let cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    let late: Vec<(&Seat, i64, Option<&str>)> = (0..7).map(|at| (kim, at, Some("late"))).collect();
    planned.put(roster, &late).await;
    planned
        .saved(|settings| {
            settings["shifts"][2]["burden"] = json!(3);
            settings["weekend_burden"] = json!(2);
            settings["fairness"] = json!(5);
        })
        .await;
    let borne = async |first: i64| {
        let body = Some(json!({ "first": day(first), "days": 7, "seconds": 1 }));
        let mut job = planned.world.call(&planned.planner, "POST", "/api/plan/rosters", body).await.1;
        while job["state"] == "running" {
            tokio::task::yield_now().await;
            job = planned.world.call(&planned.planner, "GET", &format!("/api/plan/jobs/{}", job["id"]), None).await.1;
        }
        assert_eq!(job["state"], "done", "{job}");
        let file = planned.problem();
        assert_eq!((&file["fairness"], &file["weekend_burden"]), (&json!(5), &json!(2)));
        let of = |seat: &Seat| {
            let name = seat.account.to_string();
            let mut agents = file["agents"].as_array().unwrap().iter();
            agents.find(|agent| agent["name"] == name).unwrap()["borne"].as_u64().unwrap()
        };
        (of(kim), of(lee))
    };
    // Seven late shifts of three points, by what they are worth now; two of them on a weekend.
    assert_eq!(borne(8).await, (7 * 3 + 2 * 2, 0));
    // The same week as long ago as five of its days still count.
    let back = today().checked_sub(22.days()).unwrap();
    planned
        .world
        .store
        .write::<_, store::Error>(|tx| {
            tx.execute("UPDATE roster SET first_day = ?1 WHERE roster = ?2", (back.to_string(), roster))?;
            Ok(())
        })
        .unwrap();
    let weekend = |back: i64| today().checked_sub(back.days()).unwrap().weekday().to_monday_zero_offset() > 4;
    let weekend_days = (16..=20).filter(|back| weekend(*back)).count() as u64;
    assert_eq!(borne(8).await, (5 * 3 + 2 * weekend_days, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_is_taken_over_in_either_encoding_and_forecasts_of_any_maker_name_it() {
    let planned = planned().await;
    planned.saved(|settings| settings["guard_percent"] = json!(200)).await;
    // Contacts follow orders, which jump from day to day; three times as many are expected on one day to come.
    let orders = |back: i64| match back {
        1.. => 50 + back * 37 % 101,
        -3 => 150,
        _ => 50,
    };
    let date = |back: i64| today().checked_sub(back.days()).unwrap();
    let (mut history, mut csv) = (String::from("start,reason,offered\n"), String::from("start,driver,value\n"));
    for back in (-14..=140).rev() {
        for half in 18..36_i64 {
            if back > 0 {
                history += &format!("{}T{:02}:{:02},{REFUNDS},{}\n", date(back), half / 2, half % 2 * 30, orders(back));
            }
            csv += &format!("{}T{:02}:{:02},#,{}\n", date(back), half / 2, half % 2 * 30, orders(back) + half % 3 - 1);
        }
    }
    let (status, _) = import(&planned.world, &planned.planner, history).await;
    assert_eq!(status, StatusCode::OK);
    // «주문» in CP949.
    let cp949: Vec<u8> =
        csv.bytes().flat_map(|b| if b == b'#' { vec![0xc1, 0xd6, 0xb9, 0xae] } else { vec![b] }).collect();
    let path = "/api/plan/drivers";
    for csv in [csv.replace('#', "주문").into_bytes(), cp949] {
        let (status, taken) = import_at(&planned.world, &planned.planner, path, csv).await;
        assert_eq!((status, &taken["rows"]), (StatusCode::OK, &json!(155)), "{taken}");
    }
    let (_, list) = planned.world.call(&planned.planner, "GET", path, None).await;
    let whole = json!([{ "name": "주문", "first": date(140), "last": date(-14), "days": 155 }]);
    assert_eq!(list["drivers"], whole, "both files are one driver");

    let check = |made: &Value| {
        let terms = made["reasons"][0]["terms"].as_array().unwrap();
        assert!(terms.contains(&json!("주문")), "{terms:?}");
        let on = |ahead: i64| {
            let mut days = made["days"].as_array().unwrap().iter();
            days.find(|one| one["day"] == day(ahead)).unwrap()["expected"].as_f64().unwrap()
        };
        assert!((2.5..3.5).contains(&(on(3) / on(4))), "{} and {}", on(3), on(4));
    };
    check(&planned.forecast(14).await);
    api::planning::nightly(&planned.world.app, 1).await.unwrap();
    let (_, list) = planned.world.call(&planned.planner, "GET", "/api/plan/forecasts", None).await;
    let all = list["forecasts"].as_array().unwrap();
    let night = all.iter().find(|made| made["made_by"].is_null()).unwrap();
    check(&planned.world.call(&planned.planner, "GET", &format!("/api/plan/forecasts/{}", night["id"]), None).await.1);

    let gone = planned.world.call(&planned.planner, "DELETE", "/api/plan/drivers/%EC%A3%BC%EB%AC%B8", None).await;
    assert_eq!(gone.0, StatusCode::OK, "{}", gone.1);
    let made = planned.forecast(14).await;
    assert!(!made["reasons"][0]["terms"].as_array().unwrap().contains(&json!("주문")), "{made}");
}

#[tokio::test(flavor = "multi_thread")]
async fn drivers_have_limits() {
    let planned = planned().await;
    let send = async |csv: String| {
        let (status, answer) = import_at(&planned.world, &planned.planner, "/api/plan/drivers", csv.into_bytes()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        answer["error"].clone()
    };
    let rows = |count: usize| (0..count).map(|at| format!("2026-03-01,d{at},1\n")).collect::<String>();
    let head = "start,driver,value\n";
    assert_eq!(send(format!("{head}{}", rows(41))).await["fields"], json!({ "driver": "out_of_range" }));
    assert_eq!(send(format!("{head}2026-03-01, ,1\n")).await["fields"], json!({ "driver": "required" }));
    assert_eq!(send(head.into()).await["fields"], json!({ "driver": "required" }));
    assert!(send(format!("{head}2026-03-01,orders,-1\n")).await["why"].as_str().unwrap().contains("line 2"));
    let (_, list) = planned.world.call(&planned.planner, "GET", "/api/plan/drivers", None).await;
    assert_eq!(list["drivers"], json!([]), "what is refused leaves nothing");
    let (status, _) =
        import_at(&planned.world, &planned.planner, "/api/plan/drivers", format!("{head}{}", rows(40)).into_bytes())
            .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(send(format!("{head}2026-03-01,one more,1\n")).await["fields"], json!({ "driver": "out_of_range" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn capacity_counts_people_by_the_week_of_their_contract() {
    let planned = planned().await;
    planned.forecast(100).await;
    let path = "/api/plan/capacity?leave_percent=0&ready_days=0";
    let capacity = async || planned.world.call(&planned.planner, "GET", path, None).await.1;
    let (one, hours) = (capacity().await, |found: &Value| found["hours_per_week"].as_f64().unwrap());
    // Up to five days: two and a half, of eight, three and a half and five and a half hours.
    assert!((hours(&one) - 2.5 * 17.0 / 3.0).abs() < 1e-9, "{}", one["contracts"]);
    planned
        .saved(|settings| {
            let mut short = settings["contracts"][0].clone();
            short["name"] = json!("short");
            short["hours"] = json!([8, 12]);
            short["days"] = json!(null);
            settings["contracts"][0]["hours"] = json!([20, 30]);
            settings["contracts"][0]["days"] = json!(null);
            settings["contracts"].as_array_mut().unwrap().push(short);
        })
        .await;
    planned.terms(&planned.lee, json!({ "contract": "short", "preferred_start": null })).await;
    let two = capacity().await;
    let expected =
        json!([{ "name": "any", "people": 1, "hours": 25.0 }, { "name": "short", "people": 1, "hours": 10.0 }]);
    assert_eq!((&two["contracts"], hours(&two)), (&expected, 17.5));
    let required = |found: &Value| found["months"][1]["required"].as_f64().unwrap();
    assert!((required(&one) * hours(&one) / (required(&two) * 17.5) - 1.0).abs() < 1e-9);
    assert_eq!(two["months"][0]["there"], 2.0);
    // With nobody there yet, the contracts still say how many are needed.
    for seat in [&planned.kim, &planned.lee] {
        planned.terms(seat, json!({ "contract": null, "preferred_start": null })).await;
    }
    let three = capacity().await;
    assert_eq!((hours(&three), &three["months"][0]["there"]), (17.5, &json!(0.0)), "{three}");
    planned.saved(|settings| settings["contracts"] = json!([])).await;
    assert_eq!(capacity().await["months"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_law_protects_works_no_night_and_only_planners_see_why() {
    let planned = planned().await;
    planned
        .saved(|settings| {
            // A night for everybody, and the day shift as it is.
            let night = json!({ "name": "야간", "start": "22:00", "length_min": 480, "burden": 1, "breaks": [{ "length_min": 60, "paid": false, "at_min": [240] }] });
            settings["shifts"].as_array_mut().unwrap().push(night);
            for contract in settings["contracts"].as_array_mut().unwrap() {
                contract["shifts"].as_array_mut().unwrap().push(json!("야간"));
                contract["nights_in_a_row"] = json!(2);
                contract["rest_after_nights_h"] = json!(24);
            }
        })
        .await;
    let contract = planned.person(&planned.kim).await["contract"].clone();
    let terms = json!({ "contract": contract, "protected": "pregnant" });
    assert_eq!(planned.terms(&planned.kim, terms).await.0, StatusCode::OK);
    let person = planned.person(&planned.kim).await;
    assert_eq!((&person["protected"], &person["night_permit"]), (&json!("pregnant"), &json!(false)));
    let supervisor = planned.world.seat(1, &[auth::Role::Supervisor]).await;
    let (_, seen) = planned.world.call(&supervisor, "GET", "/api/plan/people", None).await;
    assert!(seen["people"].as_array().unwrap().iter().all(|person| person["protected"].is_null()), "{seen}");

    let roster = planned.roster().await;
    let (problem, name) = (planned.problem(), planned.kim.account.to_string());
    let kim = problem["agents"].as_array().unwrap().iter().find(|agent| agent["name"].as_str() == Some(name.as_str()));
    assert_eq!(kim.unwrap()["protected"], "pregnant");
    assert_eq!(problem["contracts"][0]["nights_in_a_row"], 2);
    let off = (0..7).map(|at| (&planned.kim, at, None)).collect::<Vec<_>>();
    planned.put(roster, &off).await;
    let effect = planned.put(roster, &[(&planned.kim, 2, Some("야간"))]).await;
    assert_eq!(effect["broken"][0]["rule"], "night", "{effect}");
}
