//! Which topic filters take which topics.

/// Whether a subscription to `filter` gets what is published to `topic`. Both are valid ones.
pub fn matches(filter: &str, topic: &str) -> bool {
    // A wildcard in front does not reach into `$SYS` and its like (MQTT-4.7.2-1).
    if topic.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let mut levels = topic.split('/');
    for wanted in filter.split('/') {
        match (wanted, levels.next()) {
            ("#", _) => return true,
            ("+", Some(_)) => {}
            (wanted, Some(level)) if wanted == level => {}
            _ => return false,
        }
    }
    levels.next().is_none()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::matches;

    #[rstest]
    #[case("a/b", "a/b", true)]
    #[case("a/b", "a/b/c", false)]
    #[case("a/b/c", "a/b", false)]
    #[case("a/#", "a", true)]
    #[case("a/#", "a/b/c", true)]
    #[case("a/#", "ab", false)]
    #[case("#", "a//b", true)]
    #[case("#", "$SYS/x", false)]
    #[case("+/x", "$SYS/x", false)]
    #[case("$SYS/#", "$SYS/x", true)]
    #[case("+", "a", true)]
    #[case("+", "a/", false)]
    #[case("+/+", "/a", true)]
    #[case("/+", "/a", true)]
    #[case("+", "/a", false)]
    #[case("a/+/c", "a//c", true)]
    #[case("A", "a", false)]
    fn as_the_specification_has_it(#[case] filter: &str, #[case] topic: &str, #[case] taken: bool) {
        assert_eq!(matches(filter, topic), taken);
    }
}
