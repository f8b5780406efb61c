//! Distributions as a scenario writes them.
//!
//! `"45 min"` alone is always that; otherwise a table with one key, the distribution's name, and in it the
//! parameters that people know, in the quantity's own unit. [`VARIANTS`] is the one list of them.

use std::marker::PhantomData;

use super::description::{Bounds, Description};
use super::fault::Fault;
use super::quantity::{COUNTED, Measure, NUMBER, TIME, WORKING_DAYS};
use super::reading::Reading;
use super::table::{Shape, written};
use super::tree::{Node, Value};
use crate::des::dist::Distribution;
use crate::units::*;

/// A distribution over a quantity, its parameters in the quantity's own unit.
#[derive(Clone, Debug)]
pub struct DistOf<U> {
    /// The law, over the canonical number.
    pub law: Distribution,
    unit: PhantomData<U>,
}

/// Over lengths of time, in seconds.
pub type Dist = DistOf<Seconds>;
/// Over counts.
pub type CountDist = DistOf<u64>;
/// Over working days.
pub type WorkingDaysDist = DistOf<WorkingDays>;

impl<U> DistOf<U> {
    /// From a law over the canonical number.
    pub const fn new(law: Distribution) -> Self {
        Self { law, unit: PhantomData }
    }
}

impl Dist {
    /// Always the same.
    pub fn fixed(value: Seconds) -> Self {
        Self::new(Distribution::Fixed(value.get()))
    }
    /// Exponential.
    pub fn exponential(mean: Seconds) -> Self {
        Self::new(Distribution::Exponential { mean: mean.get() })
    }
}

impl WorkingDaysDist {
    /// Always the same.
    pub fn fixed(value: WorkingDays) -> Self {
        Self::new(Distribution::Fixed(value.get()))
    }
}

/// A quantity that a scenario can give a distribution of.
pub trait Varies {
    /// How its amounts are written.
    const MEASURE: Measure;
}
impl Varies for Seconds {
    const MEASURE: Measure = TIME;
}
impl Varies for WorkingDays {
    const MEASURE: Measure = WORKING_DAYS;
}
impl Varies for u64 {
    const MEASURE: Measure = COUNTED;
}

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// An amount of the quantity, in its unit.
    Amount,
    /// A plain number that gives the shape.
    Shape,
    /// A whole number of phases.
    Phases,
}

/// A distribution by name.
#[derive(Debug)]
pub struct Variant {
    /// Its name.
    pub key: &'static str,
    /// What it is, in a sentence.
    pub help: &'static str,
    /// Its parameters, all required.
    pub parameters: &'static [(&'static str, Parameter)],
    /// Whether it counts things, and so is not one for clock time.
    pub counts: bool,
}

use Parameter::{Amount, Phases, Shape as ShapeNumber};

const fn variant(key: &'static str, help: &'static str, parameters: &'static [(&'static str, Parameter)]) -> Variant {
    Variant { key, help, parameters, counts: false }
}

/// Every distribution with named parameters. `fixed`, `empirical` and `mixture` are read apart.
pub const VARIANTS: &[Variant] = &[
    variant("uniform", "Evenly between two amounts.", &[("low", Amount), ("high", Amount)]),
    variant("triangular", "Triangular: least, likeliest, most.", &[("min", Amount), ("likely", Amount), ("max", Amount)]),
    variant("pert", "PERT: as triangular, with thinner ends.", &[("min", Amount), ("likely", Amount), ("max", Amount)]),
    variant("exponential", "Exponential.", &[("mean", Amount)]),
    variant("gamma", "Gamma.", &[("mean", Amount), ("sd", Amount)]),
    variant("weibull", "Weibull; a shape above 1 ages, below 1 has a long tail.", &[("mean", Amount), ("shape", ShapeNumber)]),
    variant("erlang", "Erlang: the sum of `k` equal exponentials.", &[("mean", Amount), ("k", Phases)]),
    variant("beta", "Beta between two bounds.", &[("min", Amount), ("max", Amount), ("mean", Amount), ("sd", Amount)]),
    variant("lognormal", "Lognormal, by its own mean and standard deviation.", &[("mean", Amount), ("sd", Amount)]),
    variant("normal", "Normal, truncated at 0; mean and sd before truncation.", &[("mean", Amount), ("sd", Amount)]),
    Variant { counts: true, ..variant("poisson", "Poisson.", &[("mean", Amount)]) },
    Variant {
        counts: true,
        ..variant("negative_binomial", "Negative binomial: more spread than Poisson.", &[("mean", Amount), ("sd", Amount)])
    },
];

impl<U: Varies> Shape for DistOf<U> {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Distribution(U::MEASURE.leaf(bounds))
    }
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        read(node, &U::MEASURE, bounds, cx).map(Self::new)
    }
    fn write(&self) -> Value {
        write(&self.law, &U::MEASURE)
    }
}

/// Names of every distribution over a measure.
pub fn names(counts: bool) -> Vec<&'static str> {
    let named = VARIANTS.iter().filter(|variant| counts || !variant.counts).map(|variant| variant.key);
    std::iter::once("fixed").chain(named).chain(["empirical", "mixture"]).collect()
}

/// Whether a measure's amounts are counted, so that Poisson makes sense.
pub fn counted(measure: &Measure) -> bool {
    measure.of != TIME.of
}

fn read(node: &Node, measure: &Measure, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Distribution> {
    if !matches!(node.value, Value::Table(_)) {
        return measure.read(node, bounds, cx).map(Distribution::Fixed);
    }
    let (key, held) = cx.only_key(node, &names(counted(measure)))?;
    cx.at(key, |cx| match key {
        "fixed" => measure.read(held, bounds, cx).map(Distribution::Fixed),
        "empirical" => empirical(held, measure, bounds, cx),
        "mixture" => mixture(held, measure, bounds, cx),
        _ => named(VARIANTS.iter().find(|variant| variant.key == key)?, held, measure, bounds, cx),
    })
}

/// The bounds of a plain shape number: beyond them a distribution's own formulas overflow.
pub const SHAPE: Bounds = Bounds { least: 0.1, most: 1000.0 };
/// Phases of an Erlang distribution.
pub const PHASES: Bounds = Bounds { least: 1.0, most: 1000.0 };

fn named(variant: &Variant, node: &Node, measure: &Measure, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Distribution> {
    let known: Vec<&'static str> = variant.parameters.iter().map(|(name, _)| *name).collect();
    let table = cx.table(node, &known, variant.key)?;
    let read: Vec<Option<f64>> = variant
        .parameters
        .iter()
        .map(|(name, kind)| {
            let Some(found) = table.get(*name) else {
                let leaf = if *kind == Amount { measure.leaf(bounds) } else { NUMBER.leaf(None) };
                cx.missing(node, name, &Description::Leaf(leaf));
                return None;
            };
            cx.at(name, |cx| match kind {
                Amount => measure.read(found, bounds, cx),
                ShapeNumber => NUMBER.read(found, Some(SHAPE), cx),
                Phases => super::quantity::COUNT.read(found, Some(PHASES), cx),
            })
        })
        .collect();
    let values: Vec<f64> = read.into_iter().collect::<Option<_>>()?;
    let law = law(variant.key, &values)?;
    match sound(&law) {
        Ok(()) => Some(law),
        Err((parameter, wanted)) => {
            let at = table.get(parameter).unwrap_or(node);
            let fault = Fault::at(at.place, format!("{}: {wanted}", cx.here()), format!("found {}", at.found()));
            cx.fault(fault);
            None
        }
    }
}

/// How far a parameter of a distribution can be moved by itself, the others as they are: within bounds of its own, to two figures.
///
/// - `values`: of all parameters, canonical; `at`: which of them is moved.
pub fn ends(key: &str, values: &[f64], at: usize, bounds: Bounds) -> Bounds {
    let stands = |value: f64| {
        let mut moved = values.to_vec();
        moved[at] = value;
        law(key, &moved).is_some_and(|law| sound(&law).is_ok())
    };
    let Some(&now) = values.get(at) else { return bounds };
    let end = |far: f64| {
        if stands(far) || !stands(now) {
            return far;
        }
        // With the others as they are, what stands is an interval around what is there.
        let (mut within, mut beyond) = (now, far);
        for _ in 0..200 {
            let middle = f64::midpoint(within, beyond);
            if stands(middle) { within = middle } else { beyond = middle }
        }
        let figure = 10_f64.powf((within.abs().max(1e-9).log10()).floor() - 1.0);
        let rounded = if far < now { (within / figure).ceil() * figure } else { (within / figure).floor() * figure };
        if stands(rounded) { rounded } else { within }
    };
    Bounds { least: end(bounds.least), most: end(bounds.most) }
}

fn law(key: &str, values: &[f64]) -> Option<Distribution> {
    Some(match (key, values) {
        ("uniform", &[low, high]) => Distribution::Uniform { low, high },
        ("triangular", &[min, likely, max]) => Distribution::Triangular { min, likely, max },
        ("pert", &[min, likely, max]) => Distribution::Pert { min, likely, max },
        ("exponential", &[mean]) => Distribution::Exponential { mean },
        ("gamma", &[mean, sd]) => Distribution::Gamma { mean, sd },
        ("weibull", &[mean, shape]) => Distribution::Weibull { mean, shape },
        ("erlang", &[mean, k]) => Distribution::Erlang { mean, k: k as u32 },
        ("beta", &[min, max, mean, sd]) => Distribution::Beta { min, max, mean, sd },
        ("lognormal", &[mean, sd]) => Distribution::Lognormal { mean, sd },
        ("normal", &[mean, sd]) => Distribution::Normal { mean, sd },
        ("poisson", &[mean]) => Distribution::Poisson { mean },
        ("negative_binomial", &[mean, sd]) => Distribution::NegativeBinomial { mean, sd },
        _ => return None,
    })
}

/// Whether the parameters agree; else the parameter at fault and what is wanted of it.
fn sound(law: &Distribution) -> Result<(), (&'static str, &'static str)> {
    // A millionth of a second, or of a thing, is as near to 0 as the formulas go before they underflow.
    let positive = |mean: f64| if mean >= 1e-6 { Ok(()) } else { Err(("mean", "the mean must be above 0")) };
    // Outside this range a shape parameter leaves the numbers that a double can hold.
    let spread = |mean: f64, sd: f64| match sd / mean {
        ratio if ratio <= 0.0 || ratio.is_nan() => {
            Err(("sd", "the standard deviation must be above 0 (write the amount alone if it is fixed)"))
        }
        // A hair less, so that the bound as it is written is taken back.
        ratio if ratio < 1e-4 * (1.0 - 1e-9) => Err(("sd", "the standard deviation must be at least a ten-thousandth of the mean")),
        ratio if ratio > 100.0 => Err(("sd", "the standard deviation must be at most 100 times the mean")),
        _ => Ok(()),
    };
    match *law {
        Distribution::Uniform { low, high } if low >= high => Err(("high", "`high` must be above `low`")),
        Distribution::Triangular { min, likely, max } | Distribution::Pert { min, likely, max } => {
            if min > likely {
                Err(("likely", "`likely` must not be below `min`"))
            } else if likely > max {
                Err(("likely", "`likely` must not be above `max`"))
            } else if min >= max {
                Err(("max", "`max` must be above `min`"))
            } else {
                Ok(())
            }
        }
        Distribution::Exponential { mean } | Distribution::Weibull { mean, .. } | Distribution::Erlang { mean, .. } => positive(mean),
        Distribution::Gamma { mean, sd } | Distribution::Lognormal { mean, sd } => positive(mean).and_then(|()| spread(mean, sd)),
        Distribution::Normal { sd, .. } if sd < 1e-6 => Err(("sd", "the standard deviation must be above 0")),
        Distribution::NegativeBinomial { mean, sd } => {
            positive(mean)?;
            if sd * sd <= mean {
                Err(("sd", "the standard deviation squared must be above the mean (use `poisson` where they are equal)"))
            } else {
                spread(mean, sd)
            }
        }
        Distribution::Beta { min, max, mean, sd } => {
            if min >= max {
                Err(("max", "`max` must be above `min`"))
            } else if mean <= min || mean >= max {
                Err(("mean", "the mean must lie between `min` and `max`"))
            } else if sd * sd > 0.999 * (mean - min) * (max - mean) {
                Err(("sd", "the standard deviation is more than a beta distribution between these bounds can have"))
            } else {
                spread(max - min, sd)
            }
        }
        _ => Ok(()),
    }
}

fn weights(node: Option<&Node>, number: usize, cx: &mut Reading) -> Option<Vec<f64>> {
    let Some(node) = node else { return Some(vec![1.0; number]) };
    let weights: Vec<Number> = cx.at("weights", |cx| Shape::read(node, Some(WEIGHT), cx))?;
    if weights.len() != number {
        let fault = Fault::at(
            node.place,
            format!("{} wants a weight for each of its {number} values", cx.here()),
            format!("found {} weights", weights.len()),
        );
        cx.fault(fault);
        return None;
    }
    enough(&weights.iter().map(|weight| weight.get()).collect::<Vec<_>>(), node, cx)
}

/// Bounds of a weight.
pub const WEIGHT: Bounds = Bounds { least: 0.0, most: 1e9 };

fn enough(weights: &[f64], node: &Node, cx: &mut Reading) -> Option<Vec<f64>> {
    if weights.iter().any(|weight| *weight > 0.0) {
        return Some(weights.to_vec());
    }
    let fault = Fault::at(node.place, format!("{} wants a weight above 0", cx.here()), "every weight is 0");
    cx.fault(fault);
    None
}

fn empirical(node: &Node, measure: &Measure, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Distribution> {
    let table = cx.table(node, &["values", "weights", "file", "column", "sheet"], "empirical")?;
    let Some(listed) = table.get("values") else {
        cx.missing(node, "values", &Description::List(Box::new(Description::Leaf(measure.leaf(bounds)))));
        return None;
    };
    let values = cx.at("values", |cx| {
        let Value::List(list) = &listed.value else {
            cx.wanted(listed, "a list of values", &format!("[{}]", measure.example));
            return None;
        };
        let read: Vec<Option<f64>> =
            list.iter().enumerate().map(|(at, item)| cx.at(&at.to_string(), |cx| measure.read(item, bounds, cx))).collect();
        read.into_iter().collect::<Option<Vec<f64>>>()
    })?;
    if values.is_empty() {
        let fault = Fault::at(listed.place, format!("{} wants at least one value", cx.here()), "found none");
        cx.fault(fault);
        return None;
    }
    Some(Distribution::Empirical { weights: weights(table.get("weights"), values.len(), cx)?, values })
}

fn mixture(node: &Node, measure: &Measure, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Distribution> {
    let table = cx.table(node, &["parts"], "mixture")?;
    let Some(listed) = table.get("parts") else {
        cx.missing(node, "parts", &Description::List(Box::new(Description::Distribution(measure.leaf(bounds)))));
        return None;
    };
    let Value::List(list) = &listed.value else {
        cx.wanted(listed, "a list of parts", &format!("[{{ weight = 0.6, of = {} }}]", measure.example));
        return None;
    };
    let read: Vec<Option<(f64, Distribution)>> = cx.at("parts", |cx| {
        Some(list.iter().enumerate().map(|(at, item)| cx.at(&at.to_string(), |cx| part(item, measure, bounds, cx))).collect())
    })?;
    let (weights, parts): (Vec<f64>, Vec<Distribution>) = read.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    Some(Distribution::Mixture { weights: enough(&weights, listed, cx)?, parts })
}

fn part(node: &Node, measure: &Measure, bounds: Option<Bounds>, cx: &mut Reading) -> Option<(f64, Distribution)> {
    let table = cx.table(node, &["weight", "of"], "part")?;
    let weight = match table.get("weight") {
        Some(found) => cx.at("weight", |cx| NUMBER.read(found, Some(WEIGHT), cx)),
        None => {
            cx.missing(node, "weight", &Description::Leaf(NUMBER.leaf(Some(WEIGHT))));
            None
        }
    };
    let law = match table.get("of") {
        Some(found) => cx.at("of", |cx| read(found, measure, bounds, cx)),
        None => {
            cx.missing(node, "of", &Description::Distribution(measure.leaf(bounds)));
            None
        }
    };
    Some((weight?, law?))
}

/// The law as a scenario writes it.
fn write(law: &Distribution, measure: &Measure) -> Value {
    let amount = |value: f64| measure.write(value);
    let (key, values): (&'static str, Vec<f64>) = match *law {
        Distribution::Fixed(value) => return amount(value),
        Distribution::Uniform { low, high } => ("uniform", vec![low, high]),
        Distribution::Triangular { min, likely, max } => ("triangular", vec![min, likely, max]),
        Distribution::Pert { min, likely, max } => ("pert", vec![min, likely, max]),
        Distribution::Exponential { mean } => ("exponential", vec![mean]),
        Distribution::Gamma { mean, sd } => ("gamma", vec![mean, sd]),
        Distribution::Weibull { mean, shape } => ("weibull", vec![mean, shape]),
        Distribution::Erlang { mean, k } => ("erlang", vec![mean, f64::from(k)]),
        Distribution::Beta { min, max, mean, sd } => ("beta", vec![min, max, mean, sd]),
        Distribution::Lognormal { mean, sd } => ("lognormal", vec![mean, sd]),
        Distribution::Normal { mean, sd } => ("normal", vec![mean, sd]),
        Distribution::Poisson { mean } => ("poisson", vec![mean]),
        Distribution::NegativeBinomial { mean, sd } => ("negative_binomial", vec![mean, sd]),
        Distribution::Empirical { ref values, ref weights } => {
            let list =
                |values: &[f64], write: &dyn Fn(f64) -> Value| Value::List(values.iter().map(|value| Node::made(write(*value))).collect());
            let held = written(vec![("values", Some(list(values, &amount))), ("weights", Some(list(weights, &Value::Number)))]);
            return written(vec![("empirical", Some(held))]);
        }
        Distribution::Mixture { ref weights, ref parts } => {
            let part = |(weight, law): (&f64, &Distribution)| {
                Node::made(written(vec![("weight", Some(Value::Number(*weight))), ("of", Some(write(law, measure)))]))
            };
            let parts = Value::List(weights.iter().zip(parts).map(part).collect());
            return written(vec![("mixture", Some(written(vec![("parts", Some(parts))])))]);
        }
    };
    let variant = VARIANTS.iter().find(|variant| variant.key == key).expect("every law has a variant");
    let write = |((name, kind), value): (&(&'static str, Parameter), f64)| {
        (*name, Some(if *kind == Amount { amount(value) } else { Value::Number(value) }))
    };
    written(vec![(key, Some(written(variant.parameters.iter().zip(values).map(write).collect())))])
}
