//! `estimates.json`, edited: what is read from it can be told, tabled and drawn. Bytes are edits of a file that is right; text that begins
//! with a brace is a file of its own.
#![no_main]

#[path = "../../tests/it/json.rs"]
mod json;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sameday::charts::{ALL, Caption, Press, Size, picture_of};
use sameday::study::answer::{Answer, Found};
use sameday::study::compare::{Compiled, compare};
use sameday::experiment::{Execution, Experiment, Settings, StoppingRule, Threads};
use sameday::findings::document;
use sameday::model::Model;
use sameday::output::stored::{Stored, bytes};
use sameday::output::{Origin, tables};
use sameday::scenario::load_text;
use serde_json::Value;

use json::at;

/// A run of the template, and a comparison of it with itself, as files.
static RIGHT: LazyLock<[Value; 2]> = LazyLock::new(|| {
    let text = include_str!("../../src/cli/template.toml");
    let scenario = load_text::<&str>("fuzz.toml", text, "/nowhere".as_ref(), &[]).expect("a scenario that is right").scenario;
    let model = Model::new(&scenario);
    let settings = Settings { seed: 1, enough: StoppingRule::Number(3) };
    let one_thread = Threads::one();
    let with = Execution::on(&one_thread);
    let found = Experiment { scenario: &scenario, model: &model, settings }.run(&with);
    let one = Compiled { scenario: &scenario, model: &model };
    let compared = compare(one, &[one], settings, &with);
    let value = |bytes: Vec<u8>| serde_json::from_slice(&bytes).expect("JSON");
    let changes = [Vec::new()];
    [value(bytes(Found::Run(&found), &Origin::default())), value(bytes(Found::Comparison(&compared, &changes), &Origin::default()))]
});

fn number(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(number).sum(),
        Value::Object(values) => values.values().map(number).sum::<usize>(),
        _ => 0,
    }
}

/// Edits of four bytes each: where, what, and with what.
fn edited(mut value: Value, edits: &[u8]) -> Value {
    let strange = [0.0, -1.0, 1.0, 1e-320, 1e308, -1e308, 1e15, 0.5, 100.0, 1e-9];
    for edit in edits.chunks_exact(4).take(6) {
        let mut place = (usize::from(edit[0]) << 8 | usize::from(edit[1])) % number(&value);
        let Some(at) = at(&mut value, &mut place) else { continue };
        let with = usize::from(edit[3]);
        match (edit[2] % 8, at) {
            (0, at) => *at = Value::Null,
            (1, at) => *at = strange[with % strange.len()].into(),
            (2, at) => *at = [0, 1, 2, u64::MAX, 1 << 53, u64::MAX / 2][with % 6].into(),
            (3, at) => *at = ["", "x\u{0}<&\"]]>", "same_day", "all", "\u{202e}\u{1f469}\u{200d}"][with % 5].into(),
            (4, Value::Array(values)) if !values.is_empty() => drop(values.remove(with % values.len())),
            (5, Value::Array(values)) if !values.is_empty() => values.push(values[with % values.len()].clone()),
            (6, Value::Array(values)) if values.len() > 1 => {
                let other = with % values.len();
                values.swap(0, other);
            }
            (7, Value::Array(values)) => values.clear(),
            (_, at) => *at = Value::Array(Vec::new()),
        }
    }
    value
}

fuzz_target!(|input: &[u8]| {
    let Some((&first, edits)) = input.split_first() else { return };
    let file = |of: usize| if first == b'{' { input.to_vec() } else { edited(RIGHT[of].clone(), edits).to_string().into_bytes() };
    for of in 0..2 {
        let Ok(Stored { answer, .. }) = Stored::parse(&file(of)) else { continue };
        assert!(!document(answer.found()).to_string().is_empty());
        if let Answer::Run(found) = &answer {
            let told = [tables::estimates(found), tables::clusters(found), tables::replications(found)];
            assert!(told.iter().all(Result::is_ok));
        }
        let chart = ALL[usize::from(first) % ALL.len()];
        for (name, series) in (chart.series)(answer.found()) {
            let drawn = picture_of((chart.key, &format!("{}{name}", chart.key)), series.as_ref(), &Caption::of(answer.found(), "", "", ""), &Press::default(), Size::Slide);
            assert!(drawn.svg.contains("</svg>"));
        }
    }
});
