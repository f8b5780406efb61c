//! Integration tests: one binary, one module a topic.
//!
//! - `bad_input`: every fault that a scenario can have, and what is said of it.
//! - `by_hand`: single rules, each worked by hand in the smallest scenario that shows it.
//! - `circles`: no file of the program is in a circle with another.
//! - `cli`: the program as it is called: exit codes, messages, what it leaves behind.
//! - `cluster`: shards on HyperQueue, where it is there.
//! - `compare`: one scenario against others under common random numbers.
//! - `conservation`: nothing is lost or invented, in random and in extreme scenarios.
//! - `court_year`: one team's year as other simulators have it.
//! - `coverage`: intervals hold the truth as often as they say.
//! - `data`: the data that ship add up to the published totals, and are what their generator makes.
//! - `dependencies`: their sources, digests and licences.
//! - `explain`: the gap explained: removals, parts that add up, and the verb.
//! - `e3`: places, spans, boards, managers; every what-if moves what its question asks about.
//! - `golden`: estimates of three scenarios, to the last digit.
//! - `hand_day`: one day worked by hand, line by line.
//! - `json`: (shared) places within a JSON value.
//! - `least_support`: the least support and the cheapest plan, where the answer is known.
//! - `histories`: what was played before is not played again, and is what would have been played.
//! - `hostile`: odd places, links in circles, full disks, edited results.
//! - `inert`: entries that can never act, in every list of the grammar.
//! - `interrupted`: a run that is killed, stopped or has no room loses nothing, and goes on to the same bytes.
//! - `limits`: scenarios that would not fit or not end are refused before they begin.
//! - `on_paper`: hours asked for and hours there, worked on paper.
//! - `oracle`: queues whose answers are known.
//! - `outputs`: workbook, trace, event log, and results drawn again from what is stored.
//! - `pages`: one page from several answers; every chart drawn again.
//! - `planners_files`: spreadsheets as planners have them: read right, or refused with what to do.
//! - `program`: (shared) calling the program, and comparing folders of results.
//! - `random_numbers`: common random numbers: a change moves nothing that it does not touch.
//! - `random_scenarios`: (shared) small scenarios at random.
//! - `report`: `report.html`: complete, true to the files beside it, and safe to open.
//! - `reproduce`: results made again from their manifest.
//! - `scenario_files`: scenarios of several files, overrides, levers, and edits at random.
//! - `scenarios`: every scenario that ships is read, and keeps the rules of the house.
//! - `services`: E3's services by hand: meetings, deadlines, and the hours that each proposal moves.
//! - `shards`: a run in parts, merged to the same bytes, or refused by name.
//! - `sharing`: hubs and lending: cases worked by hand, and what must hold whoever shares whom.
//! - `slips`: what is written and does nothing, and names that are nearly right.
//! - `support`: (shared) reading and running a scenario.
//! - `sweep`: designs over levers, the best of many, and the self-test, as a user runs them.
//! - `threads`: the same results at any number of threads, and from an interrupted run.
//! - `tidy`: who may know whom in the sources, and what is nowhere.
//! - `rostered`: who covers which sitting and who gets which work, worked by hand, each in a file of its own.
//! - `truth`: days worked out by hand to the minute: waits, later dates, appointments, dates and posts.
//! - `tutorial`: the tutorial's commands say what it quotes.
//! - `twins`: clusters alike but for their names differ by no more than chance.
//! - `vast`: as long and as large as anybody asks for; only when asked for.
//! - `verbs`: check, levers, schema, new and list, as a user runs them.

mod bad_input;
mod by_hand;
mod by_rule;
mod circles;
mod cli;
mod cluster;
mod compare;
mod complexity;
mod conservation;
mod court_year;
mod coverage;
mod data;
mod dependencies;
mod e3;
mod explain;
mod golden;
mod hand_day;
mod histories;
mod hostile;
mod inert;
mod interrupted;
mod json;
mod least_support;
mod limits;
mod on_paper;
mod oracle;
mod outputs;
mod pages;
mod planners_files;
mod program;
mod random_numbers;
mod random_scenarios;
mod report;
mod reproduce;
mod rostered;
mod scenario_files;
mod scenarios;
mod services;
mod shards;
mod sharing;
mod slips;
mod support;
mod sweep;
mod threads;
mod tidy;
mod truth;
mod tutorial;
mod twins;
mod vast;
mod verbs;
