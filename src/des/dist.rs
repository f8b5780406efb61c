//! Distributions: each knows its mean and variance.

/// A distribution over non-negative numbers, by the parameters that people know.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always this.
    Fixed(f64),
    /// Evenly between.
    Uniform { low: f64, high: f64 },
    /// Triangular.
    Triangular { min: f64, likely: f64, max: f64 },
    /// PERT (a beta with weight 4 on the likeliest).
    Pert { min: f64, likely: f64, max: f64 },
    /// Exponential.
    Exponential { mean: f64 },
    /// Gamma.
    Gamma { mean: f64, sd: f64 },
    /// Weibull.
    Weibull { mean: f64, shape: f64 },
    /// Erlang: the sum of `k` exponentials.
    Erlang { mean: f64, k: u32 },
    /// Beta between bounds.
    Beta { min: f64, max: f64, mean: f64, sd: f64 },
    /// Lognormal, by its own mean and standard deviation (not its logarithm's).
    Lognormal { mean: f64, sd: f64 },
    /// Normal, truncated at zero; `mean` and `sd` are those before truncation.
    Normal { mean: f64, sd: f64 },
    /// Poisson.
    Poisson { mean: f64 },
    /// Negative binomial.
    NegativeBinomial { mean: f64, sd: f64 },
    /// These values, with these weights.
    Empirical { values: Vec<f64>, weights: Vec<f64> },
    /// One of several laws, with these weights.
    Mixture { weights: Vec<f64>, parts: Vec<Law> },
}
