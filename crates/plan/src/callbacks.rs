//! Callback slots that a roster can keep.

/// Places of a slot: the work that people to spare can do in it, `share` of which is promised. `spare` is the fewest people to
/// spare in any interval of the slot; nobody to spare is no place.
///
/// A callback takes its handle time and nothing is lost on waiting, so places = spare × slot / handle time × share.
pub fn places(spare: f64, slot_s: f64, aht_s: f64, share: f64) -> u32 {
    if spare <= 0.0 || aht_s <= 0.0 {
        return 0;
    }
    (spare * slot_s / aht_s * share.clamp(0.0, 1.0)).floor() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_to_spare_keep_six_ten_minute_calls_in_half_an_hour_and_promise_half() {
        assert_eq!(places(2.0, 1_800.0, 600.0, 1.0), 6);
        assert_eq!(places(2.0, 1_800.0, 600.0, 0.5), 3);
    }

    #[test]
    fn nobody_to_spare_promises_nothing() {
        assert_eq!(places(0.0, 1_800.0, 600.0, 1.0), 0);
        assert_eq!(places(-3.0, 1_800.0, 600.0, 1.0), 0);
    }
}
