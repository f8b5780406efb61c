//! Examples of the grammar, each kept once: the reference shows it beside the table it explains, and a test runs it over
//! `scenarios/minimal.toml`. Its first line says what it shows.

/// A table of the grammar, by its name in Rust, and a fragment of a scenario that uses it.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("Grade", include_str!("../../docs/examples/grammar/grade.toml")),
    ("GradeKind", include_str!("../../docs/examples/grammar/grade_kind.toml")),
    ("Workstream", include_str!("../../docs/examples/grammar/workstream.toml")),
    ("FromHearings", include_str!("../../docs/examples/grammar/from_hearings.toml")),
    ("FromSittings", include_str!("../../docs/examples/grammar/from_sittings.toml")),
    ("AtRandom", include_str!("../../docs/examples/grammar/at_random.toml")),
    ("OnCompletion", include_str!("../../docs/examples/grammar/on_completion.toml")),
    ("OnCalendar", include_str!("../../docs/examples/grammar/on_calendar.toml")),
    ("FromFile", include_str!("../../docs/examples/grammar/from_file.toml")),
    ("Kind", include_str!("../../docs/examples/grammar/kind.toml")),
    ("Flag", include_str!("../../docs/examples/grammar/flag.toml")),
    ("StandDown", include_str!("../../docs/examples/grammar/stand_down.toml")),
    ("Adjourn", include_str!("../../docs/examples/grammar/adjourn.toml")),
    ("Step", include_str!("../../docs/examples/grammar/step.toml")),
    ("ThirdParty", include_str!("../../docs/examples/grammar/third_party.toml")),
    ("Gate", include_str!("../../docs/examples/grammar/gate.toml")),
    ("Duty", include_str!("../../docs/examples/grammar/duty.toml")),
    ("Attend", include_str!("../../docs/examples/grammar/attend.toml")),
    ("StepFor", include_str!("../../docs/examples/grammar/step_for.toml")),
    ("Cluster", include_str!("../../docs/examples/grammar/cluster.toml")),
    ("StaffLine", include_str!("../../docs/examples/grammar/staff_line.toml")),
    ("Complexity", include_str!("../../docs/examples/grammar/complexity.toml")),
    ("Hub", include_str!("../../docs/examples/grammar/hub.toml")),
    ("Lending", include_str!("../../docs/examples/grammar/lending.toml")),
];

/// The example of a table as the reference shows it; nothing for a table without one.
pub(super) fn shown(name: &str) -> String {
    let Some((_, text)) = EXAMPLES.iter().find(|(table, _)| *table == name) else { return String::new() };
    let (says, fragment) = text.split_once('\n').unwrap_or(("", text));
    format!("\n{}\n\n```toml\n{fragment}```\n", says.trim_start_matches("# "))
}
