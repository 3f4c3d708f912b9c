//! What customers write around a value: cues of each kind, and talk of the day.

use super::values::Maker;

/// A message with the values in it (bytes), each with the name of its kind.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub text: String,
    pub values: Vec<(std::ops::Range<usize>, &'static str)>,
}

impl Message {
    pub fn say(&mut self, words: &str) -> &mut Message {
        self.text.push_str(words);
        self
    }

    pub fn value(&mut self, kind: &'static str, value: &str) -> &mut Message {
        let begin = self.text.len();
        self.text.push_str(value);
        self.values.push((begin..self.text.len(), kind));
        self
    }

    /// The same in full-width figures.
    pub fn wide(&self) -> Message {
        let mut out = Message::default();
        let wide = |text: &str| -> String {
            let figure = |c: char| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
            text.chars().map(figure).collect()
        };
        let mut done = 0;
        for (range, kind) in &self.values {
            out.say(&wide(&self.text[done..range.start])).value(kind, &wide(&self.text[range.clone()]));
            done = range.end;
        }
        out.say(&wide(&self.text[done..]));
        out
    }
}

pub const KINDS: [&str; 27] = [
    "resident",
    "resident in words",
    "alien",
    "card",
    "account",
    "account alone",
    "mobile",
    "mobile spoken",
    "line",
    "abroad",
    "business",
    "business alone",
    "licence",
    "licence alone",
    "passport",
    "passport alone",
    "ssn",
    "iban",
    "mail",
    "address",
    "address abroad",
    "name",
    "name as title",
    "name abroad",
    "card failing",
    "password",
    "security code",
];

/// Kinds that are no structured type: their aim is 95 %.
pub const FREE: [&str; 5] = ["address", "address abroad", "name", "name as title", "name abroad"];

const TALK: [&str; 16] = [
    "",
    "",
    "",
    "",
    "안녕하세요 ",
    "저기요 ",
    "환불 때문에 문의드려요. ",
    "어제 주문한 치킨이 안 와서요 ",
    "네 ",
    "아까 상담하던 사람인데요, ",
    "죄송한데 ",
    "빨리 좀요ㅠㅠ ",
    "넵 확인했어요!! ",
    "본인 확인이요? ",
    "Hi, ",
    "3시간째 기다리는데요\n",
];
const END: [&str; 12] = [
    "",
    "",
    "",
    "",
    " 확인 부탁드려요",
    " 빨리 처리해주세요ㅠ",
    " 감사합니다",
    "\n언제 되나요?",
    " 맞죠?",
    " 2개 주문했어요",
    " ㅎㅎ",
    " thanks",
];

/// A message with one value.
pub fn message(kind: &'static str, make: &mut Maker) -> Message {
    let mut message = Message::default();
    let talk = make.one(&TALK);
    message.say(talk);
    add(&mut message, kind, make);
    let end = make.one(&END);
    message.say(end);
    if make.below(12) == 0 && !["mail", "passport", "passport alone", "iban"].contains(&kind) {
        message.wide()
    } else {
        message
    }
}

/// Adds a value with its cue and what follows it.
pub fn add(message: &mut Message, kind: &'static str, make: &mut Maker) {
    let (cues, value): (&[&str], String) = match kind {
        "resident" => (
            &[
                "주민번호 ",
                "주민등록번호는 ",
                "제 주번은 ",
                "주민번호: ",
                "민증번호 ",
                "주민 번호가 ",
                "",
                "",
                "생년월일이랑 뒷자리 ",
                "본인확인용 ",
            ],
            make.resident(),
        ),
        "resident in words" => {
            (&["주민번호 ", "제 주민등록번호는 ", "주민번호가 ", "주민번호 앞자리 "], make.resident_in_words())
        }
        "alien" => (
            &[
                "외국인등록번호 ",
                "외국인 등록번호는 ",
                "등록번호 ",
                "외국인등록증 ",
                "ARC number ",
                "alien registration no. ",
                "거소신고번호 ",
                "",
                "My registration number is ",
            ],
            make.alien(),
        ),
        "card" => (
            &[
                "카드번호 ",
                "카드번호는 ",
                "신한카드 ",
                "비씨카드 ",
                "결제카드: ",
                "체크카드 번호 ",
                "",
                "",
                "카드 ",
                "my card number is ",
                "visa ",
            ],
            make.card(),
        ),
        "card failing" => {
            (&["카드번호 ", "카드번호는 ", "현대카드 ", "카드: ", "my card is "], make.form("9999-9999-9999-9999"))
        }
        "account" => {
            let (bank, number) = make.account();
            let before = make.one(&["", "", "환불계좌 ", "계좌번호는 ", "입금은 ", "여기로 보내주세요 "]);
            let between = make.one(&[" ", " ", " 계좌 ", " 계좌번호 ", ": ", "이고요 "]);
            message.say(before);
            let after = make.below(5) == 0;
            if after {
                message.value(kind, &number).say(" ").say(bank).say(make.one(&["", " 홍길동", "입니다", "이에요"]));
            } else {
                message.say(bank).say(between).value(kind, &number).say(make.one(&[
                    "",
                    "",
                    "입니다",
                    "이에요",
                    " 예금주 본인",
                    "로 보내주세요",
                    "요",
                ]));
            }
            return;
        }
        "account alone" => (&["", "여기로 넣어주세요 ", "환불은 ", "계좌 ", "번호는 "], make.account_alone()),
        "mobile" => (
            &[
                "제 번호 ",
                "연락처는 ",
                "",
                "",
                "전화 주세요 ",
                "핸드폰 ",
                "H.P ",
                "폰번 ",
                "번호: ",
                "Tel. ",
                "주문한 번호는 ",
                "제번호는",
                "call me at ",
            ],
            make.mobile(),
        ),
        "mobile spoken" => (&["번호는 ", "", "네 ", "제 전화번호가요 ", "연락처 "], make.mobile_spoken()),
        "line" => (
            &["집 전화는 ", "회사 번호 ", "연락처 ", "전화번호: ", "유선으로 ", "tel ", "안심번호 ", "팩스 "],
            make.line(),
        ),
        "abroad" => {
            (&["", "call me at ", "my number is ", "phone: ", "WhatsApp ", "해외라서 ", "연락처는 "], make.abroad())
        }
        "business" => (
            &["사업자번호 ", "사업자등록번호는 ", "사업자 ", "세금계산서 사업자번호: ", "사업자 등록 번호 "],
            make.business(),
        ),
        "business alone" => (&["세금계산서 발행해주세요 ", "", "저희 회사 "], make.form("299-99-99999")),
        "licence" => {
            (&["면허번호 ", "운전면허번호는 ", "운전면허 ", "면허증 번호 ", "driver's license "], make.licence())
        }
        "licence alone" => (&["", "본인확인 ", "신분증 "], {
            let form = make.one(&["11-99-999999-99", "28-99-999999-99", "서울 99-999999-99", "경기99-999999-99"]);
            make.form(form)
        }),
        "passport" => (
            &[
                "여권번호 ",
                "여권은 ",
                "passport no ",
                "여권번호가 ",
                "My passport number is ",
                "여권 번호: ",
                "Passport No. ",
            ],
            make.passport(),
        ),
        "passport alone" => (&["", "본인확인용 ", "공항에서 쓴 거 "], make.form("M999K9999")),
        "ssn" => (&["SSN ", "my social security number is ", "ssn: ", "social security no. "], make.ssn()),
        "iban" => (&["IBAN ", "", "my account ", "please refund to "], make.iban()),
        "mail" => {
            (&["메일은 ", "이메일 ", "", "", "email: ", "제 메일주소는 ", "여기로 보내주세요 ", "e-mail "], make.mail())
        }
        "address" => (
            &["주소는 ", "배송지 ", "주소 ", "배송지를 ", "집 주소: ", "제주소는 ", "보내실 곳은 ", "주소지는 "],
            make.address(),
        ),
        "address abroad" => (&["my address is ", "address: ", "ship to ", "I live at "], make.address_abroad()),
        "name" => (
            &[
                "제 이름은 ",
                "이름 ",
                "성함은 ",
                "예금주 ",
                "수령인 ",
                "저는 ",
                "받는 사람 ",
                "예금주명 ",
                "이름: ",
                "주문자명 ",
            ],
            make.name(),
        ),
        "password" => (
            &[
                "비밀번호 ",
                "비밀번호는 ",
                "비번 ",
                "제 비번이 ",
                "앱 비밀번호: ",
                "카드 비밀번호 ",
                "password is ",
                "my PIN is ",
                "패스워드 ",
            ],
            make.password(),
        ),
        "security code" => (
            &["CVC ", "cvc는 ", "CVV ", "카드 뒷면 보안코드 ", "cvc번호 ", "security code ", "CVC 세자리 "],
            make.form("999"),
        ),
        "name as title" => (&[""], make.name()),
        "name abroad" => (&["My name is ", "my name's ", "Name: ", "This is ", "I am "], make.name_abroad()),
        _ => unreachable!(),
    };
    let cue = make.one(cues);
    message.say(cue).value(kind, &value);
    let after = match kind {
        "name as title" => make.one(&[" 고객님 맞으시죠", "님 주문 건", " 고객님", "고객님 되세요?"]),
        "name abroad" if cue.starts_with("This") => " calling about my order",
        "name abroad" => ".",
        "name" if cue == "저는 " => make.one(&["입니다", "이라고 합니다", "이에요", "인데요"]),
        "name" => make.one(&["입니다", "이에요", "이고요", "", "요", "로 되어 있어요"]),
        _ if !value.ends_with(|c: char| c.is_ascii_digit()) => "",
        "abroad" | "ssn" | "iban" => "",
        _ => make.one(&[
            "입니다",
            "이에요",
            "예요",
            "요",
            "이요",
            "",
            "",
            "",
            "인데요",
            "임",
            ".",
            "로",
            "이고",
            " 입니다",
            "!!",
            "이구요,",
        ]),
    };
    message.say(after);
}
