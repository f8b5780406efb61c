//! The limit reference: hand-written, single-threaded programs for the plain queue (w1) and the court year (w2).
//!
//!   limit w1 N [seed]           M/M/8 by the Kiefer-Wolfowitz recursion (no event list at all)
//!   limit w1ev N [seed]         M/M/8 by events: a heap of departures and a FIFO queue
//!   limit w2 R [seed]           R replications of the court year
//!   limit w2ev R [seed]         the same, through one general event heap, with pause/resume events
//!   limit rng N                 moments of the generators (self-check)

mod rng;
mod w1;
mod w2;
mod w2ev;

use std::time::Instant;

fn arg<T: std::str::FromStr>(i: usize, d: T) -> T {
    std::env::args().nth(i).and_then(|s| s.parse().ok()).unwrap_or(d)
}

fn main() {
    let what: String = arg(1, "w1".to_string());
    let t0 = Instant::now();
    match what.as_str() {
        "w1" | "w1ev" => {
            let n: u64 = arg(2, 1_000_000);
            let seed: u64 = arg(3, 1);
            let (wait, util, events) = if what == "w1" { w1::kiefer_wolfowitz(n, seed) } else { w1::events(n, seed) };
            let s = t0.elapsed().as_secs_f64();
            println!(
                "{{\"peer\":\"limit-{}\",\"workload\":\"w1\",\"customers\":{n},\"events\":{events},\"wall_s\":{s:.6},\"results\":{{\"mean_wait_h\":{wait:.6},\"utilisation\":{util:.6}}}}}",
                if what == "w1" { "kw" } else { "events" }
            );
        }
        "w2" | "w2ev" => {
            let r: u64 = arg(2, 1000);
            let seed: u64 = arg(3, 1);
            let acc = if what == "w2" { w2::run(r, seed) } else { w2ev::run(r, seed) };
            let s = t0.elapsed().as_secs_f64();
            println!(
                "{{\"peer\":\"limit-{}\",\"workload\":\"w2\",\"replications\":{r},\"customers\":{},\"events\":{},\"wall_s\":{s:.6},\"results\":{}}}",
                if what == "w2" { "special" } else { "events" },
                acc.reports,
                acc.events,
                acc.json()
            );
        }
        "rng" => {
            let n: u64 = arg(2, 100_000_000);
            let z = rng::Zig::new();
            let mut r = rng::Rng::new(7);
            let (mut e1, mut e2, mut n1, mut n2, mut n4) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for _ in 0..n {
                let e = z.exp(&mut r);
                e1 += e;
                e2 += e * e;
                let x = z.norm(&mut r);
                n1 += x;
                n2 += x * x;
                n4 += x * x * x * x;
            }
            let m = n as f64;
            println!(
                "{{\"exp_mean\":{:.6},\"exp_m2\":{:.6},\"norm_mean\":{:.6},\"norm_m2\":{:.6},\"norm_m4\":{:.6},\"wall_s\":{:.3}}}",
                e1 / m, e2 / m, n1 / m, n2 / m, n4 / m, t0.elapsed().as_secs_f64()
            );
        }
        _ => eprintln!("limit w1|w1ev N [SEED], limit w2|w2ev R [SEED], or limit rng N"),
    }
}
