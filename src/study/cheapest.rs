//! The cheapest of finitely many choices that passes a noisy test, found with few tests.
//!
//! Choices are partly ordered: one lies within another that has all of it and more. What fails is taken to
//! fail with less, so each test is put where it settles most (in one dimension: bisection). That is only
//! *used*: each choice one step below the answer is tested itself, and the answer is confirmed by a test of its own.
//! The i-th test may spend 6/(π²i²) of the search's error, so all that it claims holds together, however many
//! tests there are; the confirmations share as much again.

use std::collections::BTreeMap;

use super::feasible::{Verdict, spend};

/// Confirmations that are tried before the search gives up.
pub const ATTEMPTS: usize = 4;

/// The choices: what each costs, and which lies within which.
#[derive(Clone, Debug)]
pub struct Space {
    /// By choice: what it costs, in any one unit.
    pub costs: Vec<f64>,
    /// By choice: the choices that lie within it, itself left out.
    pub within: Vec<Vec<usize>>,
    /// By choice: the choices one step below it.
    pub below: Vec<Vec<usize>>,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The cheapest choice that is known to pass; `None` if none is.
    pub answer: Option<usize>,
    /// Every choice that was tested itself, with its verdict.
    pub tested: BTreeMap<usize, Verdict>,
    /// Choices that passed the search and were refused by their confirmation.
    pub refused: Vec<usize>,
    /// Whether a choice passed although one that holds it all and more did not.
    pub crossed: bool,
}

impl Found {
    /// The error that one more test may spend after those of a search that was given so much `error`, half of it for confirming.
    pub fn for_one_more(&self, error: f64) -> f64 {
        error / 2.0 * spend(self.tested.len() + 1)
    }
}

/// Looks for it. Tests are told the choice and the error that they may spend, and give up with `None`.
///
/// - `nothing`, `all`: the least and the greatest of the choices.
/// - `test` judges by the replications of the search, `confirm` by fresh ones.
/// - `error`: the chance that any claim is wrong, half of it for the search and half for confirming.
pub fn cheapest(
    space: &Space,
    (nothing, all): (usize, usize),
    error: f64,
    test: impl FnMut(usize, f64) -> Option<Verdict>,
    mut confirm: impl FnMut(usize, usize, f64) -> Option<Verdict>,
) -> Option<Found> {
    let mut search = Search { space, test, error: error / 2.0, tested: BTreeMap::new(), ruled_out: vec![false; space.costs.len()] };
    let mut refused = Vec::new();
    search.ask(nothing)?;
    loop {
        let Some(answer) = search.settle()? else {
            // Nothing passes of what was tested. Nothing is said to before the greatest was tested too.
            if search.tested.contains_key(&all) {
                break;
            }
            if search.ask(all)? != Verdict::Meets {
                // More is not trusted to be better: one step less might do.
                for less in &space.below[all] {
                    search.ask(*less)?;
                }
            }
            continue;
        };
        let allowed = error / 2.0 * spend(refused.len() + 1);
        if confirm(answer, refused.len(), allowed)? == Verdict::Meets {
            return Some(search.found(Some(answer), refused));
        }
        refused.push(answer);
        search.refuse(answer);
        if refused.len() == ATTEMPTS {
            break;
        }
    }
    Some(search.found(None, refused))
}

struct Search<'a, T> {
    space: &'a Space,
    test: T,
    error: f64,
    tested: BTreeMap<usize, Verdict>,
    /// Choices that are known, or taken, not to pass.
    ruled_out: Vec<bool>,
}

impl<T: FnMut(usize, f64) -> Option<Verdict>> Search<'_, T> {
    /// Tests a choice that has not been tested yet.
    fn ask(&mut self, choice: usize) -> Option<Verdict> {
        if let Some(known) = self.tested.get(&choice) {
            return Some(*known);
        }
        let allowed = self.error * spend(self.tested.len() + 1);
        let verdict = (self.test)(choice, allowed)?;
        self.tested.insert(choice, verdict);
        self.ruled_out[choice] = verdict != Verdict::Meets;
        if verdict != Verdict::Meets {
            self.rule_out_within(choice);
        }
        Some(verdict)
    }

    fn rule_out_within(&mut self, choice: usize) {
        for less in &self.space.within[choice] {
            // What was seen to pass by itself is not overruled by what was only inferred.
            if self.tested.get(less) != Some(&Verdict::Meets) {
                self.ruled_out[*less] = true;
            }
        }
    }

    /// A choice that did not hold on fresh replications passes no more, and nor does what lies within it.
    fn refuse(&mut self, choice: usize) {
        self.ruled_out[choice] = true;
        self.rule_out_within(choice);
    }

    /// The cheapest choice that passed and is not ruled out.
    fn best(&self) -> Option<usize> {
        let passed = self.tested.iter().filter(|(choice, verdict)| **verdict == Verdict::Meets && !self.ruled_out[**choice]);
        passed.map(|(choice, _)| *choice).min_by(|a, b| self.order(*a, *b))
    }

    fn order(&self, a: usize, b: usize) -> std::cmp::Ordering {
        self.space.costs[a].total_cmp(&self.space.costs[b]).then(a.cmp(&b))
    }

    /// Tests until the cheapest that passes is known and all that lie one step below it have been tested; `Some(None)` if none passes.
    fn settle(&mut self) -> Option<Option<usize>> {
        loop {
            let Some(best) = self.best() else { return Some(None) };
            if let Some(next) = self.next(best) {
                self.ask(next)?;
                continue;
            }
            let untested = self.space.below[best].iter().find(|less| !self.tested.contains_key(less));
            match untested {
                Some(less) => drop(self.ask(*less)?),
                None => return Some(Some(best)),
            }
        }
    }

    /// The open choice whose test settles most, whichever way it goes; `None` when nothing cheaper than the best is open.
    fn next(&self, best: usize) -> Option<usize> {
        let costs = &self.space.costs;
        let open = |choice: &usize| !self.ruled_out[*choice] && !self.tested.contains_key(choice) && costs[*choice] < costs[best];
        let candidates: Vec<usize> = (0..costs.len()).filter(|choice| open(choice)).collect();
        let settled = |choice: usize| {
            let if_fails = 1 + self.space.within[choice].iter().filter(|less| open(less)).count();
            let if_meets = candidates.iter().filter(|other| costs[**other] >= costs[choice]).count();
            if_fails.min(if_meets)
        };
        candidates.iter().copied().max_by(|a, b| settled(*a).cmp(&settled(*b)).then_with(|| self.order(*b, *a)))
    }

    fn found(self, answer: Option<usize>, refused: Vec<usize>) -> Found {
        let passes = |choice: &usize| self.tested.get(choice) == Some(&Verdict::Meets);
        let fails = self.tested.iter().filter(|(_, verdict)| **verdict == Verdict::Fails);
        let crossed = fails.into_iter().any(|(choice, _)| self.space.within[*choice].iter().any(passes));
        Found { answer, tested: self.tested, refused, crossed }
    }
}

impl Space {
    /// A grid: each choice is so many steps of each kind, up to the most of each.
    ///
    /// - `most`: steps of each kind; `cost`: of a choice.
    pub fn grid(most: &[u64], cost: impl Fn(&[u64]) -> f64) -> (Self, Vec<Vec<u64>>) {
        let mut choices: Vec<Vec<u64>> = vec![Vec::new()];
        for most in most {
            choices = choices.iter().flat_map(|choice| (0..=*most).map(|steps| [choice.as_slice(), &[steps]].concat())).collect();
        }
        let within = |a: &[u64], b: &[u64]| a != b && a.iter().zip(b).all(|(a, b)| a <= b);
        let of = |take: &dyn Fn(&[u64], &[u64]) -> bool| -> Vec<Vec<usize>> {
            choices.iter().map(|b| (0..choices.len()).filter(|a| take(&choices[*a], b)).collect()).collect()
        };
        let step = |a: &[u64], b: &[u64]| within(a, b) && a.iter().sum::<u64>() + 1 == b.iter().sum::<u64>();
        let space = Self { costs: choices.iter().map(|choice| cost(choice)).collect(), within: of(&within), below: of(&step) };
        (space, choices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What steps cost that cost so much each.
    fn each(costs: &[f64]) -> impl Fn(&[u64]) -> f64 {
        move |steps| steps.iter().zip(costs).map(|(steps, cost)| *steps as f64 * cost).sum()
    }

    /// The answer for a truth without noise, and how many tests it took.
    fn solve(most: &[u64], costs: &[f64], meets: impl Fn(&[u64]) -> bool) -> (Option<Vec<u64>>, usize) {
        let (space, choices) = Space::grid(most, each(costs));
        let judge = |choice: usize| Some(if meets(&choices[choice]) { Verdict::Meets } else { Verdict::Fails });
        let found = cheapest(&space, (0, choices.len() - 1), 0.05, |c, _| judge(c), |c, _, _| judge(c)).expect("it does not give up");
        (found.answer.map(|answer| choices[answer].clone()), found.tested.len())
    }

    #[test]
    fn in_one_dimension_it_bisects() {
        for least in 0..=64 {
            let (answer, tests) = solve(&[64], &[1.0], |steps| steps[0] >= least);
            assert_eq!(answer, Some(vec![least]));
            assert!(tests <= 9, "{tests} tests for {least}");
        }
        assert_eq!(solve(&[8], &[1.0], |_| false).0, None);
    }

    #[test]
    fn in_two_it_finds_the_cheapest_of_every_staircase() {
        // Every threshold of a trade-off between the two kinds, against looking at all.
        for want in 0..30_u64 {
            let meets = |steps: &[u64]| 3 * steps[0] + 2 * steps[1] + steps[0] * steps[1] >= want;
            let (space, choices) = Space::grid(&[6, 5], each(&[16.0, 33.0]));
            let all = (0..choices.len()).filter(|c| meets(&choices[*c])).map(|c| space.costs[c]).min_by(f64::total_cmp);
            let (answer, tests) = solve(&[6, 5], &[16.0, 33.0], meets);
            let cost = answer.map(|steps| steps[0] as f64 * 16.0 + steps[1] as f64 * 33.0);
            assert_eq!(cost, all, "want {want}");
            assert!(tests <= 20, "{tests} tests of 42 choices");
        }
    }

    #[test]
    fn monotonicity_is_used_and_not_trusted() {
        // Three steps pass, four to seven fail, eight pass: bisection lands on eight, and a look one step below finds nothing.
        // Seven passes as well: found because it is looked at although what failed below it is known.
        let (answer, _) = solve(&[8], &[1.0], |steps| steps[0] >= 7);
        assert_eq!(answer, Some(vec![7]));
        // The most fails, one less passes.
        let (answer, _) = solve(&[8], &[1.0], |steps| steps[0] == 7);
        assert_eq!(answer, Some(vec![7]));
    }

    #[test]
    fn what_is_refused_moves_up_a_step() {
        let (space, choices) = Space::grid(&[8], each(&[1.0]));
        let test = |c: usize, _| Some(if choices[c][0] >= 3 { Verdict::Meets } else { Verdict::Fails });
        let confirm = |c: usize, _, _| Some(if choices[c][0] >= 5 { Verdict::Meets } else { Verdict::Fails });
        let found = cheapest(&space, (0, 8), 0.05, test, confirm).expect("it does not give up");
        assert_eq!((found.answer, found.refused), (Some(5), vec![3, 4]));
    }

    #[test]
    fn none_is_said_to_do_before_the_greatest_was_tested() {
        // Nothing passes the search and is refused by its confirmation: the rest is looked at then.
        let (space, choices) = Space::grid(&[8], each(&[1.0]));
        let confirm = |c: usize, _, _| Some(if choices[c][0] >= 4 { Verdict::Meets } else { Verdict::Close });
        let test = |c: usize, _| Some(if choices[c][0] == 0 || choices[c][0] >= 4 { Verdict::Meets } else { Verdict::Fails });
        let found = cheapest(&space, (0, 8), 0.05, test, confirm).expect("it does not give up");
        assert_eq!((found.answer, found.refused), (Some(4), vec![0]));
        let none = |c: usize, _| Some(if choices[c][0] == 0 { Verdict::Meets } else { Verdict::Fails });
        let found = cheapest(&space, (0, 8), 0.05, none, confirm).expect("it does not give up");
        assert_eq!((found.answer, found.tested.get(&8)), (None, Some(&Verdict::Fails)));
    }

    #[test]
    fn all_that_is_spent_is_no_more_than_the_error_half_of_it_for_confirming() {
        let (space, choices) = Space::grid(&[8], each(&[1.0]));
        let (mut tested, mut confirmed) = (0.0, 0.0);
        let test = |c: usize, allowed: f64| {
            tested += allowed;
            Some(if choices[c][0] >= 3 { Verdict::Meets } else { Verdict::Fails })
        };
        let confirm = |_, _, allowed: f64| {
            confirmed += allowed;
            Some(Verdict::Close)
        };
        assert_eq!(cheapest(&space, (0, 8), 0.05, test, confirm).expect("it does not give up").answer, None);
        assert!((0.02..=0.025).contains(&tested) && (0.015..=0.025).contains(&confirmed), "{tested} {confirmed}");
    }

    #[test]
    fn one_more_test_spends_what_the_search_would_have_let_it() {
        let (space, choices) = Space::grid(&[8], each(&[1.0]));
        let mut spent = Vec::new();
        let test = |c: usize, allowed: f64| {
            spent.push(allowed);
            Some(if choices[c][0] >= 5 { Verdict::Meets } else { Verdict::Fails })
        };
        let found = cheapest(&space, (0, 8), 0.05, test, |_, _, _| Some(Verdict::Meets)).expect("it does not give up");
        // The i-th may spend 6/(π²i²) of half the error.
        let one = 0.05 / 2.0 * 6.0 / std::f64::consts::PI.powi(2);
        let wanted: Vec<f64> = (1..=spent.len() + 1).map(|i| one / (i * i) as f64).collect();
        let all = spent.iter().copied().chain([found.for_one_more(0.05)]);
        assert!(all.zip(&wanted).all(|(spent, wanted)| (spent - wanted).abs() < 1e-15), "{spent:?} {wanted:?}");
    }

    #[test]
    fn a_search_that_is_stopped_says_nothing() {
        let (space, _) = Space::grid(&[8], each(&[1.0]));
        assert_eq!(cheapest(&space, (0, 8), 0.05, |_, _| None, |_, _, _| None), None);
    }
}
