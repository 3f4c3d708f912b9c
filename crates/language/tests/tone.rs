//! Words that harm and people in danger, however hidden; ordinary messages stay ordinary.
#![allow(clippy::unwrap_used)]

use language::tone::{Class, Model, read};

fn class(text: &str) -> Option<Class> {
    read(text, None).map(|flag| flag.class)
}

#[test]
fn each_class_is_told_by_its_words() {
    for (text, expected) in [
        ("야 이 개새끼야", Class::Insult),
        ("ㅅㅂ 진짜 짜증나네", Class::Insult),
        ("시1발 환불해", Class::Insult),
        ("시 발 뭐하냐", Class::Insult),
        ("ㅅㅣㅂㅏㄹ", Class::Insult),
        ("병신같은 것들", Class::Insult),
        ("tlqkf", Class::Insult),
        ("목소리 섹시하네 나랑 한번 자자", Class::Sexual),
        ("지금 찾아가서 다 죽여버린다", Class::Threat),
        ("밤길 조심해라", Class::Threat),
        ("콜센터 주제에", Class::Discrimination),
        ("짱깨냐", Class::Discrimination),
        ("틀딱들은 집에나 있어라", Class::Discrimination),
        ("조선족 놈들 너희 나라로 가라", Class::Discrimination),
        ("예수쟁이 꺼져", Class::Discrimination),
        ("콜센터 상담원 주제에", Class::Discrimination),
        ("씨 벌 놈아", Class::Insult),
        ("인성 쓰레기네", Class::Insult),
        ("네까짓 게 뭔데", Class::Insult),
        ("자살해라 그냥", Class::Distress),
        ("무릎 꿇고 빌어", Class::Nagging),
        ("너 잘리게 해줄게", Class::Nagging),
        ("죽고 싶어요 진짜", Class::Distress),
        ("그냥 다 끝내고 싶네요", Class::Distress),
        ("I want to die", Class::Distress),
        ("옆집에서 남자가 때리고 있어요", Class::Distress),
    ] {
        assert_eq!(class(text), Some(expected), "{text}");
    }
}

#[test]
fn initials_typed_to_find_something_are_no_abuse() {
    for text in ["ㅈㅁㅇㅊㅅ", "ㅎㅂ ㅇㄴ", "ㅠㅠㅠㅠ"] {
        assert_eq!(read(text, language::tone::shipped()).map(|flag| flag.class), None, "{text}");
    }
}

#[test]
fn distress_beats_abuse() {
    assert_eq!(class("시발 다 죽여버리고 나도 죽고 싶다"), Some(Class::Distress));
}

#[test]
fn ordinary_words_are_left_alone() {
    for text in [
        "다시 발송해 주세요",
        "시발점이 어디예요",
        "새끼손가락을 다쳤어요",
        "18시에 시켰어요",
        "배고파 죽겠어요",
        "보지 못했어요",
        "자지 않고 기다렸어요",
        "가슴이 아프네요",
        "고기를 씹다가 이가 깨졌어요",
        "미치겠네 진짜",
        "사장님 바꿔주세요",
        "유서 깊은 가게",
        "2번 18번 메뉴",
        "ㅋㅋㅋ ㅠㅠ",
        "자위대",
        "해지해 주세요",
        "찾아가서 받을 수 있나요",
        "멀쩡한 게 없네요",
        "집이 어디쯤인지 안 보여요",
        "혼자 살아서 못 들어요",
        "2018년 아니에요",
        "뭘 해야 한 거예요",
        "어머니 이름 뭐로 돼 있나요",
        "비를 맞고 있어요",
        "쿠폰 좀 살려주세요",
        "이유 서류로 내나요",
        "통구이랑 떡치즈 시켰어요",
        "오늘 날씨 죽인다",
        "내가 멍청한 거죠",
        "몸매가 탄탄하면 좋은데",
        "야한 꿈 꿨어",
        "하룻밤 묵을 방 있나요",
        "장애인 주차장 있나요",
        "전라도 음식 맛있어요",
        "늙은 강아지가 아파요",
        "외국인등록증 재발급이요",
        "상담원 연결해 주세요",
        "호박 메주 걸레 주문했어요",
        "면상추 한 봉지",
        "대가리 손질한 생선이요",
    ] {
        assert_eq!(class(text), None, "{text}");
    }
    for file in [
        include_str!("../data/first-words/delivery.typed.tsv"),
        include_str!("../data/first-words/delivery.spoken.tsv"),
        include_str!("../data/first-words/public.typed.tsv"),
        include_str!("../data/first-words/public.spoken.tsv"),
    ] {
        for line in file.lines().skip(1) {
            let found = class(line.split('\t').next().unwrap());
            assert!(matches!(found, None | Some(Class::Distress)), "{line} {found:?}");
        }
    }
}

#[test]
fn a_model_survives_its_file_and_keeps_its_limits() {
    let bad = ["너 진짜 한심하다 못났네", "못난 것들아 한심해", "한심하기 짝이 없네 못난아", "왜 사냐 한심하게"];
    let good = ["환불 부탁드려요", "감사합니다 좋은 하루 되세요", "언제 도착하나요", "주소를 바꾸고 싶어요"];
    let all: Vec<(&str, bool)> =
        bad.iter().map(|text| (*text, true)).chain(good.iter().map(|text| (*text, false))).collect();
    let model = Model::train(&all, &["배송 언제 돼요", "쿠폰이 안 돼요"], 1);
    let again = Model::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(again.limits, model.limits);
    let flag = read("정말 한심하고 못난 것들", Some(&again)).unwrap();
    assert_eq!(flag.class, Class::Abuse);
    assert!(read("언제 도착하나요", Some(&again)).is_none());
    assert!(Model::from_bytes(&[0; 40]).is_none());
    let _ = read(&"시발 ".repeat(300_000), Some(&again));
}
