//! Checks of the program against values that others have published or that follow from a formula.
//!
//! One list, run by the tests and, so that a researcher can see it pass on the program in hand, by `sameday selftest`. Only what
//! results rest on is here. Seeds are fixed: a check that fails, fails for everyone.

pub mod numbers;
pub mod queues;
pub mod selection;
pub mod sensitivity;

use crate::experiment::Threads;

/// One comparison of what is found with what should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is checked.
    pub name: String,
    /// Who says what it should be.
    pub reference: &'static str,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
    /// How far apart the two may be, in words; empty where they must be the same.
    pub within: String,
    /// Whether it is so.
    pub agrees: bool,
}

impl Check {
    /// Of numbers that may differ by so much.
    fn near(name: impl Into<String>, reference: &'static str, expected: f64, found: f64, within: f64) -> Self {
        let (name, agrees) = (name.into(), (found - expected).abs() <= within);
        let told = |value: f64| format!("{value:.9}").trim_end_matches('0').trim_end_matches('.').to_owned();
        Self { name, reference, expected: told(expected), found: told(found), within: format!("{within:.0e}"), agrees }
    }

    /// Of an estimate that may lie so many standard errors away.
    fn estimate(name: String, reference: &'static str, expected: f64, found: f64, error: f64) -> Self {
        let (within, agrees) = (format!("{STANDARD_ERRORS} × {error:.5}"), (found - expected).abs() <= STANDARD_ERRORS * error);
        Self { name, reference, expected: format!("{expected:.5}"), found: format!("{found:.5}"), within, agrees }
    }

    /// Of words or bits that must be the same.
    fn same(name: impl Into<String>, reference: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let agrees = expected == found;
        Self { name: name.into(), reference, expected, found, within: String::new(), agrees }
    }
}

/// Standard errors that an estimate may lie from the exact value.
const STANDARD_ERRORS: f64 = 4.0;

/// A part of the list.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What it is about.
    pub title: &'static str,
    /// Runs its checks.
    pub checks: fn(&Threads) -> Vec<Check>,
}

/// The whole list, the quickest first.
pub static SECTIONS: &[Section] = &[
    Section { title: "Random numbers", checks: |_| numbers::random() },
    Section { title: "Intervals, chances and quantiles", checks: |_| numbers::intervals() },
    Section { title: "The best of many", checks: |_| selection::checks() },
    Section { title: "Sensitivity", checks: |_| sensitivity::checks() },
    Section { title: "Queues with known answers, through the whole program", checks: queues::checks },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_agrees() {
        for section in SECTIONS {
            let checks = (section.checks)(&Threads::one());
            assert!(!checks.is_empty(), "{}", section.title);
            let failed: Vec<&Check> = checks.iter().filter(|check| !check.agrees).collect();
            assert!(failed.is_empty(), "{}: {failed:#?}", section.title);
        }
    }

    #[test]
    fn a_wrong_value_does_not_agree() {
        assert!(!Check::near("x", "nobody", 1.0, 1.1, 0.01).agrees);
        assert!(!Check::near("x", "nobody", 1.0, f64::NAN, 0.01).agrees);
        assert!(!Check::same("x", "nobody", "a", "b").agrees);
        assert!(!Check::estimate("x".to_owned(), "nobody", 4.0, 4.5, 0.1).agrees);
    }
}
