//! Who works at the demo centre, and who writes to it.

use routing::SkillId;

use super::catalogue::{COURIERS, ENGLISH, KOREAN, MERCHANTS, ORDERS, REFUNDS, SAFETY};

/// One of the staff.
pub struct Staff {
    pub name: &'static str,
    /// 예명: all that customers ever see.
    pub alias: &'static str,
    /// Before the `@`.
    pub mailbox: &'static str,
    pub roles: &'static [&'static str],
    pub skills: &'static [(SkillId, u8)],
}

/// Twelve agents, the first two of whom a visitor would take a seat from.
#[rustfmt::skip]
pub const AGENTS: [Staff; 12] = [
    Staff { name: "김미나", alias: "나무", mailbox: "mina", roles: &["agent"], skills: &[(KOREAN, 5), (ENGLISH, 3), (ORDERS, 4), (REFUNDS, 4), (SAFETY, 2)] },
    Staff { name: "박준호", alias: "하늘", mailbox: "junho", roles: &["agent"], skills: &[(KOREAN, 5), (ORDERS, 3), (REFUNDS, 2)] },
    Staff { name: "이서연", alias: "보리", mailbox: "seoyeon", roles: &["agent"], skills: &[(KOREAN, 5), (ORDERS, 3), (MERCHANTS, 3)] },
    Staff { name: "최도윤", alias: "바다", mailbox: "doyun", roles: &["agent"], skills: &[(KOREAN, 5), (COURIERS, 4), (SAFETY, 4)] },
    Staff { name: "정하은", alias: "새벽", mailbox: "haeun", roles: &["agent"], skills: &[(KOREAN, 5), (ENGLISH, 4), (ORDERS, 2), (REFUNDS, 3)] },
    Staff { name: "강지우", alias: "솔", mailbox: "jiu", roles: &["agent"], skills: &[(KOREAN, 5), (ORDERS, 2)] },
    Staff { name: "윤서준", alias: "가람", mailbox: "seojun", roles: &["agent"], skills: &[(KOREAN, 5), (REFUNDS, 4), (SAFETY, 3)] },
    Staff { name: "임수아", alias: "다솜", mailbox: "sua", roles: &["agent"], skills: &[(KOREAN, 5), (MERCHANTS, 4), (REFUNDS, 2)] },
    Staff { name: "한예준", alias: "여울", mailbox: "yejun", roles: &["agent"], skills: &[(KOREAN, 5), (COURIERS, 3), (ORDERS, 2)] },
    Staff { name: "오지민", alias: "노을", mailbox: "jimin", roles: &["agent"], skills: &[(KOREAN, 5), (ORDERS, 4), (SAFETY, 4), (COURIERS, 2)] },
    Staff { name: "Grace Lee", alias: "Grace", mailbox: "grace", roles: &["agent"], skills: &[(KOREAN, 3), (ENGLISH, 5), (ORDERS, 3), (REFUNDS, 3), (MERCHANTS, 2)] },
    Staff { name: "서유진", alias: "미르", mailbox: "yujin", roles: &["agent"], skills: &[(KOREAN, 5), (MERCHANTS, 2), (ORDERS, 1)] },
];

/// Those who watch over the floor and set it up.
#[rustfmt::skip]
pub const LEADS: [Staff; 2] = [
    Staff { name: "조현우", alias: "마루", mailbox: "hyunwoo", roles: &["supervisor", "quality"], skills: &[(KOREAN, 5), (ORDERS, 5), (REFUNDS, 5), (SAFETY, 5)] },
    Staff { name: "배은지", alias: "별", mailbox: "eunji", roles: &["admin", "planner"], skills: &[] },
];

/// Someone the centre knows.
pub struct Customer {
    /// The platform's own key.
    pub key: &'static str,
    pub name: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub language: &'static str,
    pub orders: &'static [Order],
}

/// An order as the platform tells it.
pub struct Order {
    pub key: &'static str,
    pub title: &'static str,
    pub status: &'static str,
    /// In won.
    pub amount: i64,
    /// Minutes before the demo opened.
    pub minutes_ago: i64,
}

const fn order(key: &'static str, title: &'static str, status: &'static str, amount: i64, minutes_ago: i64) -> Order {
    Order { key, title, status, amount, minutes_ago }
}

#[rustfmt::skip]
pub const CUSTOMERS: [Customer; 12] = [
    Customer { key: "c-1001", name: "남궁민지", phone: "010-0000-1001", email: "minji@example.com", language: "ko", orders: &[order("A-20481", "한마루 김치찌개 2인", "배달 중", 24_500, 38), order("A-20102", "연남 떡볶이", "취소됨 · 환불 대기", 15_000, 2_900)] },
    Customer { key: "c-1002", name: "장우진", phone: "010-0000-1002", email: "woojin@example.com", language: "ko", orders: &[order("A-20479", "서울 족발 중", "조리 중", 36_000, 21)] },
    Customer { key: "c-1003", name: "송다은", phone: "010-0000-1003", email: "daeun@example.com", language: "ko", orders: &[order("A-20455", "파스타 한 접시", "배달 완료", 18_900, 75)] },
    Customer { key: "c-1004", name: "Daniel Kim", phone: "010-0000-1004", email: "daniel@example.com", language: "en", orders: &[order("A-20460", "Bibimbap and tea", "배달 중", 13_500, 52)] },
    Customer { key: "c-1005", name: "문채원", phone: "010-0000-1005", email: "chaewon@example.com", language: "ko", orders: &[order("A-20390", "해물 칼국수", "배달 완료", 21_000, 190)] },
    Customer { key: "c-1006", name: "권태양", phone: "010-0000-1006", email: "taeyang@example.com", language: "ko", orders: &[order("A-20333", "치킨 반반", "배달 완료", 23_000, 300)] },
    Customer { key: "c-1007", name: "황보라", phone: "010-0000-1007", email: "bora@example.com", language: "ko", orders: &[order("A-20477", "마라탕 1단계", "조리 중", 17_800, 17)] },
    Customer { key: "c-1008", name: "신동혁", phone: "010-0000-1008", email: "donghyuk@example.com", language: "ko", orders: &[] },
    Customer { key: "m-2001", name: "한마루 식당", phone: "02-000-2001", email: "hanmaru@example.com", language: "ko", orders: &[] },
    Customer { key: "m-2002", name: "연남 떡볶이", phone: "02-000-2002", email: "yeonnam@example.com", language: "ko", orders: &[] },
    Customer { key: "r-3001", name: "고은찬", phone: "010-0000-3001", email: "eunchan@example.com", language: "ko", orders: &[] },
    Customer { key: "r-3002", name: "Tomás Park", phone: "010-0000-3002", email: "tomas@example.com", language: "en", orders: &[] },
];
