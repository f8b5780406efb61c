//! How well a complexity index goes with the support that was found to be needed, and which weights would go with it better.

use serde::{Deserialize, Serialize};

use super::{Answer, Kind, Need};
use crate::experiment::statistics::{Interval, normal_quantile};
use crate::scenario::complexity::{Standing, standings};
use crate::scenario::grammar::Scenario;

/// Fewer clusters than this say nothing about an order.
const FEWEST: usize = 8;
/// Rounds of coordinate descent; a handful of attributes settles in far fewer.
const ROUNDS: usize = 2000;

/// The complexity of clusters, in the scenario's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// By cluster: the index; more is more complex.
    pub index: Vec<f64>,
    /// By cluster: whether the rule by band gives it support.
    pub chosen: Vec<bool>,
    /// What the index is made of: each attribute's name and its value by cluster.
    pub attributes: Vec<(String, Vec<f64>)>,
}

/// How the need goes with the index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predicted {
    /// Clusters that it rests on.
    pub clusters: usize,
    /// Spearman's rank correlation of index and need.
    pub correlation: f64,
    /// Its interval.
    pub interval: Interval,
    /// Confidence of the interval.
    pub confidence: f64,
    /// Weights of the standardised attributes that fit the need best, none below nought, as shares of their sum.
    pub weights: Vec<(String, f64)>,
    /// The rank correlation that those weights have with the need they were fitted to.
    pub fitted: f64,
    /// The same where each cluster is predicted by weights fitted to the others: what may be expected of a cluster not yet seen.
    pub left_out: f64,
}

impl Ranking {
    /// As the scenario says what makes a cluster complex; `None` where it does not. The highest band is chosen.
    pub fn of(scenario: &Scenario) -> Option<Self> {
        let complexity = scenario.complexity.as_ref()?;
        let all = standings(scenario);
        let here: Option<Vec<&Standing>> =
            scenario.clusters.keys().map(|name| all.iter().find(|standing| standing.cluster == *name)).collect();
        let here = here?;
        // A narrowed scenario states its index and has no parts of it.
        let parts = |place: usize| here.iter().map(|standing| standing.parts.get(place).copied()).collect::<Option<Vec<f64>>>();
        let attributes = complexity.attributes.keys().enumerate().filter_map(|(place, key)| Some((key.clone(), parts(place)?)));
        Some(Self {
            index: here.iter().map(|standing| standing.index).collect(),
            chosen: here.iter().map(|standing| standing.band == Some(0)).collect(),
            attributes: attributes.collect(),
        })
    }
}

/// How the needs found go with the index; `None` where they are too few, or all alike.
pub(super) fn predicted(ranking: &Ranking, clusters: &[String], needs: &[Need], kinds: &[Kind]) -> Option<Predicted> {
    // A cluster without an answer needs nothing that could be predicted.
    let needs: Vec<&Need> = needs.iter().filter(|need| need.answer != Answer::Nothing).collect();
    let places: Vec<usize> = needs.iter().filter_map(|need| clusters.iter().position(|name| *name == need.cluster)).collect();
    let need: Vec<f64> = needs.iter().map(|need| size(need, kinds)).collect();
    if need.len() < FEWEST {
        return None;
    }
    let index: Vec<f64> = places.iter().map(|place| ranking.index[*place]).collect();
    // Where all need alike there is no order to go with.
    let correlation = spearman(&index, &need)?;
    let parts: Vec<Vec<f64>> =
        ranking.attributes.iter().map(|(_, values)| standardised(&places.iter().map(|place| values[*place]).collect::<Vec<_>>())).collect();
    let weights = non_negative(&parts, &need, None);
    let total: f64 = weights.iter().sum();
    let predict = |weights: &[f64], cluster: usize| weights.iter().zip(&parts).map(|(w, part)| w * part[cluster]).sum::<f64>();
    let fitted: Vec<f64> = (0..need.len()).map(|c| predict(&weights, c)).collect();
    let left_out: Vec<f64> = (0..need.len()).map(|c| predict(&non_negative(&parts, &need, Some(c)), c)).collect();
    let confidence = 0.95;
    Some(Predicted {
        clusters: need.len(),
        correlation,
        interval: fisher(correlation, need.len(), confidence),
        confidence,
        weights: ranking
            .attributes
            .iter()
            .zip(&weights)
            .map(|((name, _), weight)| (name.clone(), if total > 0.0 { weight / total } else { 0.0 }))
            .collect(),
        fitted: spearman(&fitted, &need).unwrap_or(0.0),
        left_out: spearman(&left_out, &need).unwrap_or(0.0),
    })
}

/// FTE needed; where the most that can be hired is not enough, a step more than that.
fn size(need: &Need, kinds: &[Kind]) -> f64 {
    match &need.answer {
        Answer::Least(steps) => steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step).sum(),
        _ => kinds.iter().map(|kind| (kind.most + 1) as f64 * kind.step).sum(),
    }
}

/// Values less their mean, over their standard deviation; all nought where they are alike.
pub fn standardised(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    values.iter().map(|value| if sd > 0.0 { (value - mean) / sd } else { 0.0 }).collect()
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|other| **other < value).count() as f64;
    let equal = |value: f64| values.iter().filter(|other| **other == value).count() as f64;
    values.iter().map(|value| below(*value) + (equal(*value) + 1.0) / 2.0).collect()
}

/// Spearman's rank correlation; `None` where one side has only one value.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = (standardised(&ranks(x)), standardised(&ranks(y)));
    let varies = |values: &[f64]| values.iter().any(|value| *value != 0.0);
    (varies(&x) && varies(&y)).then(|| x.iter().zip(&y).map(|(a, b)| a * b).sum::<f64>() / x.len() as f64)
}

/// The interval of a rank correlation by Fisher's transformation, with the variance of Bonett & Wright 2000, Psychometrika 65, 23-28.
fn fisher(correlation: f64, n: usize, confidence: f64) -> Interval {
    let error = ((1.0 + correlation * correlation / 2.0) / (n as f64 - 3.0)).sqrt();
    let half = normal_quantile(confidence) * error;
    let centre = libm::atanh(correlation.clamp(-0.999_999, 0.999_999));
    Interval { low: libm::tanh(centre - half), high: libm::tanh(centre + half) }
}

/// Least squares with no weight below nought, by coordinate descent; the values are centred first.
///
/// - `parts`: by attribute, a value for each cluster; `without`: a cluster that is left out.
fn non_negative(parts: &[Vec<f64>], need: &[f64], without: Option<usize>) -> Vec<f64> {
    let kept: Vec<usize> = (0..need.len()).filter(|cluster| Some(*cluster) != without).collect();
    let centred = |values: &[f64]| {
        let mean = kept.iter().map(|c| values[*c]).sum::<f64>() / kept.len() as f64;
        kept.iter().map(|c| values[*c] - mean).collect::<Vec<f64>>()
    };
    let columns: Vec<Vec<f64>> = parts.iter().map(|part| centred(part)).collect();
    let mut left = centred(need);
    let mut weights = vec![0.0_f64; parts.len()];
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        for (weight, column) in weights.iter_mut().zip(&columns) {
            let square: f64 = column.iter().map(|x| x * x).sum();
            if square == 0.0 {
                continue;
            }
            let slope: f64 = column.iter().zip(&left).map(|(x, y)| x * y).sum();
            let next = (*weight + slope / square).max(0.0);
            let step = next - *weight;
            for (y, x) in left.iter_mut().zip(column) {
                *y -= step * x;
            }
            *weight = next;
            moved = moved.max(step.abs());
        }
        if moved < 1e-12 {
            break;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_and_their_correlation_are_the_textbook_ones() {
        assert_eq!(ranks(&[10.0, 30.0, 20.0, 20.0]), [1.0, 4.0, 2.5, 2.5]);
        assert!((spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 1.0, 4.0, 3.0, 5.0]).expect("both vary") - 0.8).abs() < 1e-12);
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn weights_are_found_again_and_never_negative() {
        let a: Vec<f64> = (0..20).map(|k| f64::from(k * 7 % 11)).collect();
        let b: Vec<f64> = (0..20).map(|k| f64::from(k * 5 % 13)).collect();
        let need: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 3.0 + 2.0 * a + 0.5 * b).collect();
        let weights = non_negative(&[a.clone(), b.clone()], &need, None);
        assert!((weights[0] - 2.0).abs() < 1e-6 && (weights[1] - 0.5).abs() < 1e-6, "{weights:?}");
        let against: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 2.0 * a - b).collect();
        let weights = non_negative(&[a, b], &against, None);
        assert!(weights[0] > 0.0 && weights[1] == 0.0, "{weights:?}");
    }

    /// Nine clusters, `A` to `I`, that need from half an FTE to four, and of which the last needs more than can be hired.
    fn nine() -> (Vec<String>, Vec<Need>, Vec<Kind>) {
        let kind = |step, most| Kind {
            key: String::new(),
            title: String::new(),
            team: String::new(),
            grade: String::new(),
            step,
            most,
            yearly: None,
        };
        let names: Vec<String> = ('A'..='I').map(String::from).collect();
        let answer = |place: usize| if place < 8 { Answer::Least(vec![place as u64, 1]) } else { Answer::Close };
        let need = |(place, cluster): (usize, &String)| Need {
            cluster: cluster.clone(),
            division: String::new(),
            complexity: None,
            answer: answer(place),
            before: Vec::new(),
            after: Vec::new(),
            tested: Vec::new(),
            refused: Vec::new(),
            crossed: false,
        };
        let needs = names.iter().enumerate().map(need).collect();
        (names, needs, vec![kind(0.5, 8), kind(0.5, 1)])
    }

    #[test]
    fn what_is_needed_goes_with_what_it_is_made_of() {
        let (names, needs, kinds) = nine();
        let sizes: Vec<f64> = needs.iter().map(|need| size(need, &kinds)).collect();
        assert_eq!(sizes, [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5 + 1.0]);
        // Named in the opposite order, with one more that was not asked about.
        let clusters: Vec<String> = names.iter().rev().cloned().chain(["Z".to_owned()]).collect();
        let mut same: Vec<f64> = sizes.iter().rev().copied().collect();
        same.push(100.0);
        let away = vec![3.0; 10];
        let ranking = |index: Vec<f64>| Ranking {
            index,
            chosen: vec![false; 10],
            attributes: vec![("like it".to_owned(), same.clone()), ("all alike".to_owned(), away.clone())],
        };
        let told = predicted(&ranking(same.clone()), &clusters, &needs, &kinds).expect("nine clusters that differ");
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found}, wanted {wanted}");
        assert_eq!(told.clusters, 9);
        [told.correlation, told.fitted, told.left_out].into_iter().for_each(|found| near(found, 1.0));
        assert_eq!(
            told.weights.iter().map(|(name, weight)| (name.as_str(), *weight)).collect::<Vec<_>>(),
            [("like it", 1.0), ("all alike", 0.0)]
        );
        let against = predicted(&ranking((0..10).map(f64::from).collect()), &clusters, &needs, &kinds).expect("they differ");
        near(against.correlation, -1.0);
        // Without its first two, H and I, seven are left: too few. Nine alike have no order, whatever the index.
        assert_eq!(predicted(&ranking(same.clone()), &clusters, &needs[..7], &kinds), None);
        assert!(predicted(&ranking(same.clone()), &clusters, &needs[..8], &kinds).is_some());
        let alike: Vec<Need> = needs.iter().map(|need| Need { answer: Answer::Least(vec![1, 1]), ..need.clone() }).collect();
        assert_eq!(predicted(&ranking(same.clone()), &clusters, &alike, &kinds), None);
    }

    #[test]
    fn the_interval_is_fishers_with_the_variance_of_ranks() {
        // Half: atanh 0.5493, standard error √((1 + 1/8) / 9) = 0.35355, times 1.95996 = 0.69295.
        let Interval { low, high } = fisher(0.5, 12, 0.95);
        assert!((low - (0.549_306 - 0.692_951_f64).tanh()).abs() < 1e-5 && (high - (0.549_306 + 0.692_951_f64).tanh()).abs() < 1e-5);
    }

    #[test]
    fn the_interval_holds_the_correlation_and_narrows() {
        let (few, many) = (fisher(0.6, 12, 0.95), fisher(0.6, 69, 0.95));
        assert!(few.low < many.low && many.low < 0.6 && 0.6 < many.high && many.high < few.high);
    }
}
