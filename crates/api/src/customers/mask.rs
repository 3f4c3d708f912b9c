//! How personal data looks before anyone asks to see it.

/// `김미나` → `김*나`, `이준` → `이*`, `Grace Lee` → `G**** L**`.
pub fn name(name: &str) -> String {
    let words = name.split_whitespace().map(|word| {
        let letters: Vec<char> = word.chars().collect();
        let shown_last = !word.is_ascii() && letters.len() > 2;
        let last = letters.len().saturating_sub(1);
        let mask =
            |(place, letter): (usize, &char)| if place == 0 || shown_last && place == last { *letter } else { '*' };
        letters.iter().enumerate().map(mask).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `01012345678` → `010****5678`: the last four and at most the first three are shown.
pub fn phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    let shown_first = digits.len().saturating_sub(8).min(3);
    let shown_from = if digits.len() > 4 { digits.len() - 4 } else { digits.len() };
    let mask = |(place, digit): (usize, &char)| if place < shown_first || place >= shown_from { *digit } else { '*' };
    digits.iter().enumerate().map(mask).collect()
}

/// `mina@example.com` → `m***@example.com`.
pub fn email(email: &str) -> String {
    let (user, host) = email.rsplit_once('@').unwrap_or((email, ""));
    let masked: String =
        user.chars().enumerate().map(|(place, letter)| if place == 0 { letter } else { '*' }).collect();
    if host.is_empty() { masked } else { format!("{masked}@{host}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_shown() {
        assert_eq!(super::name("김미나"), "김*나");
        assert_eq!(super::name("이준"), "이*");
        assert_eq!(super::name("황보 하늘별"), "황* 하*별");
        assert_eq!(super::name("Grace Lee"), "G**** L**");
        assert_eq!(super::name(""), "");
        assert_eq!(super::phone("01012345678"), "010****5678");
        assert_eq!(super::phone("+821012345678"), "+82******5678");
        assert_eq!(super::phone("12345"), "*2345");
        assert_eq!(super::phone("123"), "***");
        assert_eq!(super::email("mina@example.com"), "m***@example.com");
        assert_eq!(super::email("x"), "x");
    }
}
