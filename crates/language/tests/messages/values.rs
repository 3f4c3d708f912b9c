//! Values of persons in the forms that banks, offices and carriers publish, in the writings people use for them. Nothing here knows the scanner.

use language::dice::Dice;

/// What makes values; the same seed makes the same.
pub struct Maker(pub Dice);

impl Maker {
    pub fn below(&mut self, most: usize) -> usize {
        self.0.below(most)
    }

    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.0.below(of.len())]
    }

    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    /// Figures for each `9` of a form, a nine for `⑨`, a letter for each `A`.
    pub fn form(&mut self, form: &str) -> String {
        form.chars()
            .map(|c| match c {
                '9' => char::from(b'0' + self.below(10) as u8),
                '⑨' => '9',
                'A' => char::from(b'A' + self.below(26) as u8),
                c => c,
            })
            .collect()
    }

    /// As people choose them, and the PIN of a card or a phone.
    pub fn password(&mut self) -> String {
        match self.below(4) {
            0 => self.form("9999"),
            1 => self.form("999999"),
            2 => {
                let word = self.one(&["maru", "happy", "Seoul", "iloveyou", "gildong"]);
                word.to_owned() + &self.form("9999") + self.one(&["", "!", "@", "#"])
            }
            _ => self.form("A9A9A9A9"),
        }
    }

    /// Digits in groups with one separator.
    fn grouped(&mut self, digits: &str, groups: &[usize], separators: &[&str]) -> String {
        let separator = self.one(separators);
        let mut rest = digits;
        let mut out: Vec<&str> = Vec::new();
        for &size in groups {
            let (group, left) = rest.split_at(size);
            out.push(group);
            rest = left;
        }
        assert!(rest.is_empty());
        out.join(separator)
    }

    /// Spoken as over a telephone: digit by digit, with what is said between groups.
    fn spoken(&mut self, digits: &str, groups: &[usize]) -> String {
        let gap = self.one(&[" ", "에 ", " 에 ", "-", ", ", " 다시 "]);
        let zero = self.one(&["공", "영"]);
        let said: String = digits
            .bytes()
            .map(|byte| match byte {
                b'0' => zero,
                byte => ["일", "이", "삼", "사", "오", "육", "칠", "팔", "구"][usize::from(byte - b'1')],
            })
            .collect();
        let groups: Vec<usize> = groups.iter().map(|size| size * 3).collect();
        self.grouped(&said, &groups, &[gap])
    }

    /// Some figures in words, in the middle of figures: "공1공-1234-오육칠팔".
    fn mixed(&mut self, figures: &str) -> String {
        let mut out = String::new();
        for (at, group) in figures.split('-').enumerate() {
            out.push_str(if at > 0 { "-" } else { "" });
            match self.below(3) {
                0 if at > 0 => out.push_str(&self.spoken(group, &[group.len()])),
                _ if at == 0 => out.push_str(&group.replace('0', "공")),
                _ => out.push_str(group),
            }
        }
        out
    }

    /// Birth, and the second part with the figure of its century: `who` is 1 for residents, 5 for those from abroad.
    fn birth(&mut self, who: usize) -> (String, String) {
        let year = 1940 + self.below(87);
        let who = who + self.below(2) + if year < 2000 { 0 } else { 2 };
        let birth = format!("{:02}{:02}{:02}", year % 100, 1 + self.below(12), 1 + self.below(28));
        (birth, format!("{who}{}", self.digits(6)))
    }

    fn resident_like(&mut self, who: usize) -> String {
        let (birth, back) = self.birth(who);
        let (year, month, day) = (&birth[..2], &birth[2..4], &birth[4..]);
        let masks = self.one(&["******", "xxxxxx", "XXXXXX", "●●●●●●", "••••••", "######"]);
        match self.below(16) {
            0..=4 => format!("{birth}-{back}"),
            5..=6 => format!("{birth}{back}"),
            7 => format!("{birth} {back}"),
            8 => format!("{birth} - {back}"),
            9 => format!("{birth}.{back}"),
            10 => format!("{year}.{month}.{day}-{back}"),
            11 => format!("{birth}/{back}"),
            12 => format!("{birth}\n{back}"),
            13 => format!("{birth}-{}{masks}", &back[..1]),
            14 => format!("{birth}–{back}"),
            _ => format!("{}/{month}/{day} {back}", year),
        }
    }

    pub fn resident(&mut self) -> String {
        self.resident_like(1)
    }

    pub fn alien(&mut self) -> String {
        self.resident_like(5)
    }

    /// Birth and the second part, with words for both.
    pub fn resident_in_words(&mut self) -> String {
        let (birth, back) = self.birth(1);
        let (year, month, day) = (&birth[..2], birth[2..4].trim_start_matches('0'), birth[4..].trim_start_matches('0'));
        match self.below(7) {
            0 => format!("{year}년 {month}월 {day}일생 뒷자리 {back}"),
            1 => {
                let century = if matches!(back.as_bytes()[0], b'1' | b'2') { 19 } else { 20 };
                format!("{century}{year}년 {month}월 {day}일 뒷자리는 {back}")
            }
            2 => format!("{birth} 뒷자리 {back}"),
            3 => format!("{birth} 뒤에 {back}"),
            4 => format!("{birth}이고 뒷번호는 {back}"),
            5 => format!("{birth} 다시 {back}"),
            _ => self.spoken(&format!("{birth}{back}"), &[6, 7]),
        }
    }

    fn with_luhn(&mut self, prefix: &str, length: usize) -> String {
        let mut digits = format!("{prefix}{}", self.digits(length - 1 - prefix.len()));
        let sum = digits.bytes().rev().enumerate().map(|(at, byte)| {
            let digit = u32::from(byte - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        });
        let check = (10 - sum.sum::<u32>() % 10) % 10;
        digits.push_str(&check.to_string());
        digits
    }

    pub fn card(&mut self) -> String {
        let gaps = ["-", "-", " ", " ", "", "", ".", " - ", "–", "/", "\n", "_"];
        match self.below(12) {
            0 => {
                let amex = self.one(&["34", "37"]);
                let digits = self.with_luhn(amex, 15);
                self.grouped(&digits, &[4, 6, 5], &["-", " ", ""])
            }
            1 => {
                let digits = self.with_luhn("36", 14);
                self.grouped(&digits, &[4, 6, 4], &["-", " ", ""])
            }
            2 => {
                let digits = self.with_luhn("4", 16);
                let masks = self.one(&["****-****", "xxxx-xxxx", "XXXX-XXXX", "●●●●-●●●●"]);
                format!("{}-{masks}-{}", &digits[..4], &digits[12..])
            }
            3 => {
                let digits = self.with_luhn("5412", 16);
                format!("{}-{}**-****-{}", &digits[..4], &digits[4..6], &digits[12..])
            }
            4 => {
                let digits = self.with_luhn("4", 16);
                self.grouped(&digits, &[8, 8], &[" ", "-"])
            }
            5 => {
                let digits = self.with_luhn("4", 16);
                self.spoken(&digits, &[4, 4, 4, 4])
            }
            _ => {
                let prefix = self.one(&["4", "4579", "51", "55", "2221", "9410", "9490", "6210", "356", "9"]);
                let digits = self.with_luhn(prefix, 16);
                self.grouped(&digits, &[4, 4, 4, 4], &gaps)
            }
        }
    }

    /// An account of a bank by its own groups: with its name, or by its groups alone.
    pub fn account(&mut self) -> (&'static str, String) {
        const BANKS: [(&str, &str); 40] = [
            ("국민은행", "999999-99-999999"),
            ("국민", "999999-04-999999"),
            ("KB국민", "999-99-9999-999"),
            ("신한은행", "110-999-999999"),
            ("신한", "110-999-999999"),
            ("신한은행", "560-999-99999999"),
            ("우리은행", "1002-999-999999"),
            ("우리", "1005-999-999999"),
            ("우리은행", "999-999999-99-999"),
            ("하나은행", "999-⑨10999-99999"),
            ("하나", "999-⑨10999-99999"),
            ("KEB하나", "620-999999-999"),
            ("농협", "301-9999-9999-⑨1"),
            ("농협은행", "356-9999-9999-⑨3"),
            ("NH농협", "999-01-999999"),
            ("단위농협", "999999-51-999999"),
            ("기업은행", "999-999999-01-999"),
            ("기업", "999-999999-04-01⑨"),
            ("IBK", "999-999999-01-999"),
            ("카카오뱅크", "3333-01-9999999"),
            ("카뱅", "3333-99-9999999"),
            ("카카오", "3355-01-9999999"),
            ("토스뱅크", "1000-9999-9999"),
            ("토스", "1001-9999-9999"),
            ("케이뱅크", "100-999-999999"),
            ("케뱅", "110-999-999999"),
            ("SC제일은행", "999-20-999999"),
            ("제일은행", "999-10-999999"),
            ("씨티은행", "999-99999-999"),
            ("새마을금고", "⑨002-9999-9999-9"),
            ("MG새마을", "⑨003-9999-9999-9"),
            ("우체국", "999999-02-999999"),
            ("수협", "1010-9999-9999"),
            ("신협", "131-999-999999"),
            ("부산은행", "112-9999-9999-99"),
            ("대구은행", "508-99-999999-9"),
            ("아이엠뱅크", "508-99-999999-9"),
            ("광주은행", "999-107-999999"),
            ("전북은행", "999-99-9999999"),
            ("경남은행", "207-99-9999999"),
        ];
        let (bank, form) = BANKS[self.below(BANKS.len())];
        let number = self.form(form);
        let number = match self.below(8) {
            0..=2 => number,
            3 | 4 => number.replace('-', ""),
            5 => number.replace('-', " "),
            6 => number.replace('-', " - "),
            _ => number.replace('-', "."),
        };
        (bank, number)
    }

    /// An account in the groups of its bank with hyphens, as they are known without the bank's name.
    pub fn account_alone(&mut self) -> String {
        let form = self.one(&[
            "999999-01-999999",
            "110-999-999999",
            "1002-999-999999",
            "999-⑨10999-99999",
            "301-9999-9999-⑨1",
            "999-999999-01-999",
            "3333-01-9999999",
            "100-999-999999",
            "⑨003-9999-9999-9",
            "112-9999-9999-99",
            "508-99-999999-9",
            "999-20-999999",
            "560-999-99999999",
        ]);
        self.form(form)
    }

    pub fn mobile(&mut self) -> String {
        let number = format!("010-{}{}-{}", 2 + self.below(8), self.digits(3), self.digits(4));
        let abroad = number[1..].to_string();
        match self.below(30) {
            0..=6 => number,
            7..=9 => number.replace('-', ""),
            10 => number.replace('-', " "),
            11 => number.replace('-', "."),
            12 => number.replace('-', " - "),
            13 => number.replacen('-', ")", 1),
            14 => format!("({}){}", &number[..3], &number[4..]),
            15 => format!("+82 {abroad}"),
            16 => format!("+82-{abroad}"),
            17 => format!("+82{}", abroad.replace('-', "")),
            18 => format!("(+82) {abroad}"),
            19 => format!("82-{abroad}"),
            20 => format!("+82 (0){abroad}"),
            21 => format!("0082 {abroad}"),
            22 => number.replacen('-', "", 1),
            23 => self.mixed(&number),
            24 => number.replacen("010", "O1O", 1),
            25 => number.replacen("010", "공일공", 1),
            26 => format!("{}-{}-{}", self.one(&["011", "016", "017", "018", "019"]), self.form("399"), self.digits(4)),
            27 => number.replace('-', ["/", "ㅡ", ",", "~"][self.below(4)]),
            28 => number.replace('-', "\n"),
            _ => format!("{}-****-{}", &number[..3], &number[9..]),
        }
    }

    pub fn mobile_spoken(&mut self) -> String {
        let digits = format!("010{}{}", 2 + self.below(8), self.digits(7));
        self.spoken(&digits, &[3, 4, 4])
    }

    pub fn line(&mut self) -> String {
        let area = self.one(&["02", "031", "032", "042", "051", "053", "062", "064", "070", "0505", "0507", "0502"]);
        let middle = if self.below(2) == 0 || area == "070" { self.form("2999") } else { self.form("399") };
        let last = self.digits(4);
        match self.below(8) {
            0..=2 => format!("{area}-{middle}-{last}"),
            3 => format!("{area}){middle}-{last}"),
            4 => format!("({area}) {middle}-{last}"),
            5 => format!("{area}{middle}{last}"),
            6 => format!("{area} {middle} {last}"),
            _ => format!("+82-{}-{middle}-{last}", &area[1..]),
        }
    }

    pub fn abroad(&mut self) -> String {
        let form = self.one(&[
            "+1 (415) 999-9999",
            "+1-212-999-9999",
            "+1 646 999 9999",
            "(415) 299-9999",
            "415-299-9999",
            "+44 20 7999 9999",
            "+44 7999 999999",
            "+447999999999",
            "+81 90-9999-9999",
            "+81-3-9999-9999",
            "+86 139 9999 9999",
            "+84 99 999 99 99",
            "+49 159 99999999",
            "+33 6 99 99 99 99",
            "+61 499 999 999",
            "+65 9999 9999",
            "0044 20 7999 9999",
            "+1.415.299.9999",
        ]);
        self.form(form)
    }

    pub fn business(&mut self) -> String {
        let digits = format!("{}{}", 1 + self.below(8), self.digits(9));
        self.grouped(&digits, &[3, 2, 5], &["-", "-", "-", "", " ", " - ", "."])
    }

    pub fn licence(&mut self) -> String {
        let rest = format!("{}-{}-{}", self.digits(2), self.digits(6), self.digits(2));
        let region = self.one(&["11", "12", "13", "14", "15", "16", "17", "18", "21", "22", "25", "26", "28"]);
        let name = self.one(&["서울", "경기", "부산", "인천", "대구", "경남", "충북", "제주"]);
        match self.below(8) {
            0..=2 => format!("{region}-{rest}"),
            3 => format!("{name} {rest}"),
            4 => format!("{name}{rest}"),
            5 => format!("{region}{}", rest.replace('-', "")),
            6 => format!("{region} {}", rest.replace('-', " ")),
            _ => format!("{name}-{rest}"),
        }
    }

    pub fn passport(&mut self) -> String {
        let form =
            self.one(&["M99999999", "M999A9999", "S99999999", "R999A9999", "M999A9999", "m999a9999", "M 999A9999"]);
        let letter = self.one(&["A", "B", "C", "D", "H", "K"]);
        let form = form.replacen('A', letter, 1);
        self.form(&form)
    }

    pub fn ssn(&mut self) -> String {
        let digits = format!("{}{}{}", 100 + self.below(560), 10 + self.below(80), 1000 + self.below(8999));
        self.grouped(&digits, &[3, 2, 4], &["-", "-", " ", ""])
    }

    pub fn iban(&mut self) -> String {
        let (country, bank) = [
            ("GB", "NWBK99999999999999"),
            ("DE", "999999999999999999"),
            ("FR", "99999999999999999999999"),
            ("NL", "ABNA9999999999"),
        ][self.below(4)];
        let bank = self.form(&bank.replace('A', "\u{1}")).replace('\u{1}', "A");
        let all = format!("{bank}{country}00");
        let rest = all.chars().fold(0_u32, |rest, c| {
            let value = c.to_digit(36).unwrap();
            if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 }
        });
        let whole = format!("{country}{:02}{bank}", 98 - rest);
        match self.below(3) {
            0 => whole,
            1 => whole.to_lowercase(),
            _ => {
                whole.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect::<Vec<_>>().join(" ")
            }
        }
    }

    pub fn mail(&mut self) -> String {
        let local = self.one(&["hong", "kim.minsu", "lee_1990", "j-park", "happy.mom", "dhkim88", "a.b+shop"]);
        let local = format!("{local}{}", self.below(99));
        let host = self.one(&[
            "naver.com",
            "gmail.com",
            "daum.net",
            "hanmail.net",
            "kakao.com",
            "korea.go.kr",
            "company.co.kr",
        ]);
        match self.below(16) {
            0..=4 => format!("{local}@{host}"),
            5 => format!("{local} @ {host}"),
            6 => format!("{local}＠{}", host.replace('.', "．")),
            7 => format!("{local}골뱅이{host}"),
            8 => format!("{local} 골뱅이 {host}"),
            9 => format!(
                "{local} 골뱅이 {}",
                ["네이버 닷컴", "지메일 닷컴", "네이버점컴", "다음 닷넷", "한메일 점 넷"][self.below(5)]
            ),
            10 => format!("{local}@{}", ["네이버.컴", "지메일.com", "네이버 닷컴"][self.below(3)]),
            11 => format!("{local}(at){host}"),
            12 => format!("{local}[at]{}", host.replace('.', "[dot]")),
            13 => format!("{local}@{}", host.replace(".com", ",com")),
            14 => format!("{} at {}", local, host.replace('.', " dot ")),
            _ => format!("{}@{}", local.to_uppercase(), host.to_uppercase()),
        }
    }
}
