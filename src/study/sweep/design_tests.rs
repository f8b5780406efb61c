use super::*;

fn axes(number: usize) -> Vec<Axis> {
    (0..number).map(|k| Axis::between(&format!("lever.{k}"), 10.0, 30.0)).collect()
}

const SMALL: Extent = Extent { points: 16, trajectories: 5, levels: 4 };

#[test]
fn a_latin_hypercube_has_one_point_in_each_slice_of_every_axis() {
    let rows = latin_hypercube(&axes(6), 50, 7);
    for axis in 0..6 {
        let mut slices: Vec<usize> = rows.iter().map(|row| (row[axis] * 50.0) as usize).collect();
        slices.sort_unstable();
        assert_eq!(slices, (0..50).collect::<Vec<_>>());
    }
    assert_ne!(rows, latin_hypercube(&axes(6), 50, 8));
}

#[test]
fn a_lever_more_moves_no_other() {
    let (few, more) = (latin_hypercube(&axes(2), 9, 7), latin_hypercube(&axes(3), 9, 7));
    assert!(few.iter().zip(&more).all(|(few, more)| few[..] == more[..2]));
    let starts = |levers| {
        let points = points(Design::Morris, &axes(levers), SMALL, 7);
        points
            .into_iter()
            .filter(|point| matches!(point.role, Role::Start { .. }))
            .map(|point| point.values[..2].to_vec())
            .collect::<Vec<_>>()
    };
    assert_eq!(starts(2), starts(4));
}

#[test]
fn a_trajectory_moves_each_lever_once_by_half_of_the_levels_and_stays_within() {
    let points = points(Design::Morris, &axes(3), SMALL, 7);
    assert_eq!(points.len(), 5 * 4);
    for pair in points.windows(2) {
        let Role::Step { lever, up, .. } = pair[1].role else { continue };
        for k in 0..3 {
            let (from, to) = (pair[0].values[k].expect("set"), pair[1].values[k].expect("set"));
            let moved = if k != lever {
                0.0
            } else if up {
                40.0 / 3.0
            } else {
                -40.0 / 3.0
            };
            assert!((to - from - moved).abs() < 1e-9 && (10.0..=30.0).contains(&to), "{from} to {to}");
        }
    }
    for trajectory in 0..5 {
        let moved = points.iter().filter_map(|point| match point.role {
            Role::Step { trajectory: of, lever, .. } if of == trajectory => Some(lever),
            _ => None,
        });
        let mut moved: Vec<usize> = moved.collect();
        moved.sort_unstable();
        assert_eq!(moved, [0, 1, 2]);
    }
}

#[test]
fn sobol_indices_take_a_point_for_each_lever_and_two_more() {
    let points = points(Design::SobolIndices, &axes(3), SMALL, 7);
    assert_eq!(points.len(), 16 * 5);
    for row in points.chunks(5) {
        for (lever, mixed) in row[1..4].iter().enumerate() {
            for k in 0..3 {
                assert_eq!(mixed.values[k], row[if k == lever { 4 } else { 0 }].values[k]);
            }
        }
    }
    // Four scrambles of the sequence, independent, and each fills the axis evenly: one point in each quarter.
    let first: Vec<f64> = points.iter().step_by(5).map(|point| (point.values[0].expect("set") - 10.0) / 20.0).collect();
    for scramble in first.chunks(4) {
        let mut quarters: Vec<usize> = scramble.iter().map(|x| (x * 4.0) as usize).collect();
        quarters.sort_unstable();
        assert_eq!(quarters, [0, 1, 2, 3]);
    }
    assert!(first[..4] != first[4..8], "they differ");
}

#[test]
fn base_points_are_split_into_scrambles_of_like_length() {
    for base in [2, 15, 16, 17, 63, 64, 70, 255, 256, 1000, 4096] {
        let mut lengths = vec![0; scrambles(base)];
        for row in 0..base {
            let (scramble, at) = scramble_of(row, base);
            assert_eq!(at, lengths[scramble], "{base}, row {row}: one after another");
            lengths[scramble] += 1;
        }
        let (least, most) = (lengths.iter().min().expect("one"), lengths.iter().max().expect("one"));
        assert!(most - least <= 1 && lengths.iter().sum::<usize>() == base, "{lengths:?}");
    }
}

#[test]
fn a_grid_has_every_combination_and_one_at_a_time_the_ends() {
    let mut two = axes(2);
    two[1].values = vec![1.0, 5.0, 7.0];
    let told = |design| points(design, &two, Extent { levels: 3, ..SMALL }, 7).into_iter().map(|point| point.values).collect::<Vec<_>>();
    let grid = told(Design::Grid);
    assert_eq!(grid.len(), 9);
    assert_eq!(grid[4], [Some(20.0), Some(5.0)]);
    let alone = told(Design::OneAtATime);
    assert_eq!(alone.len(), 1 + 2 + 3);
    assert_eq!((&alone[0][..], &alone[2][..], &alone[5][..]), (&[None, None][..], &[Some(30.0), None][..], &[None, Some(7.0)][..]));
}

#[test]
fn a_lever_of_whole_numbers_gets_whole_numbers() {
    let mut axis = Axis::between("rooms", 1.0, 4.0);
    axis.whole = true;
    assert_eq!([0.0, 0.3, 0.5, 0.99].map(|part| axis.at(part)), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(axis.levels(6), [1.0, 2.0, 3.0, 4.0]);
}
