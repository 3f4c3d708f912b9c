//! Addresses and names, as they are written on parcels.

use super::values::Maker;

impl Maker {
    pub fn address(&mut self) -> String {
        let (city, gu) = [
            ("서울", "강남구"),
            ("서울시", "마포구"),
            ("서울특별시", "송파구"),
            ("부산", "해운대구"),
            ("부산광역시", "수영구"),
            ("경기도 성남시", "분당구"),
            ("경기 수원시", "영통구"),
            ("인천", "연수구"),
            ("대전광역시", "유성구"),
            ("대구", "수성구"),
            ("경남 창원시", "성산구"),
            ("충청남도 천안시", "서북구"),
        ][self.below(12)];
        let road = self.one(&[
            "테헤란로",
            "월드컵북로",
            "판교역로",
            "센텀중앙로",
            "올림픽로",
            "대학로",
            "중앙로",
            "봉은사로21길",
            "새마을로 12번길",
        ]);
        let quarter =
            self.one(&["역삼동", "서교동", "잠실동", "우동", "정자동", "매탄동", "송도동", "봉명동", "성정동"]);
        let house = self.one(&[
            "래미안",
            "자이",
            "푸르지오",
            "현대아파트",
            "한신아파트",
            "롯데캐슬",
            "아이파크",
            "e편한세상",
            "주공2단지",
            "삼성빌라",
            "힐스테이트",
        ]);
        let (number, lot) = (1 + self.below(400), format!("{}-{}", 1 + self.below(900), 1 + self.below(40)));
        let door = match self.below(5) {
            0 => format!("{}동 {}호", 101 + self.below(30), 101 + self.below(2000)),
            1 => format!("{}동{}호", 101 + self.below(30), 101 + self.below(2000)),
            2 => format!("{}층", 1 + self.below(30)),
            3 => format!("{}호", 101 + self.below(900)),
            _ => format!("{}층 {}호", 1 + self.below(30), 101 + self.below(900)),
        };
        let both = format!("{}동 {}호", 101 + self.below(30), 101 + self.below(2000));
        match self.below(16) {
            0..=2 => format!("{city} {gu} {road} {number}"),
            3 | 4 => format!("{city} {gu} {road} {number} {door}"),
            5 => format!("{city} {gu} {road} {number}, {door}"),
            6 => format!("{city} {gu} {quarter} {lot}"),
            7 => format!("{city} {gu} {quarter} {lot}번지 {door}"),
            8 => format!("{city} {gu} {quarter} {house} {both}"),
            9 => format!("{quarter} {house} {both}"),
            10 => format!("{gu} {road} {number} {house} {both}"),
            11 => format!("{city} {gu} {road} {number} ({quarter}, {house}) {both}"),
            12 => format!("{house} {both}"),
            13 => format!("{road}{number} {door}"),
            14 => format!("전남 순천시 해룡면 상삼리 {number}번지"),
            _ => format!("{}우체국 사서함 {number}호", ["서울중앙", "강남", "부산"][self.below(3)]),
        }
    }

    pub fn address_abroad(&mut self) -> String {
        let number = 1 + self.below(9000);
        let street = self.one(&[
            "Main Street",
            "Oak Ave",
            "5th Avenue",
            "Baker St.",
            "Sunset Blvd",
            "Maple Lane",
            "King's Road",
            "Elm Drive",
        ]);
        match self.below(4) {
            0 => format!("{number} {street}"),
            1 => format!("{number} {street}, Apt {}", 1 + self.below(90)),
            2 => format!("{number} {street} unit {}", 1 + self.below(90)),
            _ => format!("P.O. Box {number}"),
        }
    }

    pub fn name(&mut self) -> String {
        let last = self.one(&[
            "김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송",
            "류", "홍",
        ]);
        let first = self.one(&[
            "민수", "서연", "지훈", "하은", "도윤", "길동", "영희", "철수", "지민", "수빈", "예진", "현우", "준호",
            "은지", "미경", "상훈",
        ]);
        format!("{last}{first}")
    }

    pub fn name_abroad(&mut self) -> String {
        let first = self.one(&["John", "Jane", "Maria", "Ahmed", "Wei", "Olga", "Pierre"]);
        let last = self.one(&["Smith", "Doe", "Garcia", "Khan", "Zhang", "Ivanova", "O'Neil"]);
        format!("{first} {last}")
    }
}
