//! How much memory this process may have: what the machine has left, and what its group of processes and its shell allow.

use std::path::{Path, PathBuf};

/// Bytes of memory that can be had; `None` where the system does not say.
pub fn free() -> Option<f64> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let machine = read(Path::new("/proc/meminfo")).and_then(|about| kilobytes(&about, "MemAvailable:"));
    let groups = read(Path::new("/proc/self/cgroup")).map_or_else(Vec::new, |about| groups(&about));
    let grouped = groups.iter().filter_map(|group| left(group, &read));
    let process = read(Path::new("/proc/self/limits")).zip(read(Path::new("/proc/self/status")));
    let limited = process.map_or_else(Vec::new, |(limits, status)| limited(&limits, &status));
    machine.into_iter().chain(grouped).chain(limited).min_by(f64::total_cmp)
}

/// A line of `/proc`, such as `VmSize:  1234 kB`, in bytes.
fn kilobytes(about: &str, name: &str) -> Option<f64> {
    let line = about.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? * 1024.0)
}

/// The folders of the groups of processes that limit this one's memory, by `/proc/self/cgroup`: its own and those around it.
fn groups(about: &str) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for line in about.lines() {
        let mut parts = line.splitn(3, ':');
        let (Some(_), Some(kinds), Some(path)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let root = match kinds {
            "" => Path::new("/sys/fs/cgroup"),
            kinds if kinds.split(',').any(|kind| kind == "memory") => Path::new("/sys/fs/cgroup/memory"),
            _ => continue,
        };
        // In a container the path may be the one outside of it, and only the root is there.
        let own = root.join(path.trim_start_matches('/'));
        all.extend(own.ancestors().take_while(|folder| folder.starts_with(root)).map(Path::to_owned));
    }
    all
}

/// Bytes that a group of processes may still have; what it holds of files is given back when it is needed.
fn left(group: &Path, read: &impl Fn(&Path) -> Option<String>) -> Option<f64> {
    let number = |name: &str| read(&group.join(name))?.trim().parse::<f64>().ok();
    let (most, used) = number("memory.max")
        .zip(number("memory.current"))
        .or_else(|| number("memory.limit_in_bytes").zip(number("memory.usage_in_bytes")))?;
    let files = read(&group.join("memory.stat")).and_then(|stat| {
        let line =
            stat.lines().find_map(|line| line.strip_prefix("total_inactive_file ").or_else(|| line.strip_prefix("inactive_file ")))?;
        line.trim().parse::<f64>().ok()
    });
    Some((most - used + files.unwrap_or(0.0)).max(0.0))
}

/// Bytes that the limits of the process leave (`ulimit -v`, `ulimit -d`), by `/proc/self/limits` and `/proc/self/status`.
fn limited(limits: &str, status: &str) -> Vec<f64> {
    let limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    let pairs = [("Max address space", "VmSize:"), ("Max data size", "VmData:")];
    pairs.iter().filter_map(|(most, used)| Some((limit(most)? - kilobytes(status, used)?).max(0.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_processes_of_either_kind_has_what_its_limit_leaves() {
        let (old, new) = ("9:cpu,memory:/docker/abc\n4:cpu:/x\n", "0::/user.slice/a.scope\n");
        assert_eq!(
            groups(old),
            ["/sys/fs/cgroup/memory/docker/abc", "/sys/fs/cgroup/memory/docker", "/sys/fs/cgroup/memory"].map(PathBuf::from)
        );
        assert_eq!(groups(new).len(), 3);
        let read = |folder: &'static [(&str, &str)]| {
            move |path: &Path| {
                let name = path.file_name()?.to_str()?;
                folder.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned())
            }
        };
        let v2 = read(&[("memory.max", "500\n"), ("memory.current", "300\n"), ("memory.stat", "anon 9\ninactive_file 50\n")]);
        assert_eq!(left(Path::new("/g"), &v2), Some(250.0));
        let v1 = read(&[("memory.limit_in_bytes", "500\n"), ("memory.usage_in_bytes", "600\n")]);
        assert_eq!(left(Path::new("/g"), &v1), Some(0.0));
        assert_eq!(left(Path::new("/g"), &read(&[("memory.max", "max\n"), ("memory.current", "300\n")])), None);
    }

    #[test]
    fn a_process_has_what_its_shell_allows() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max data size             unlimited            unlimited            bytes     \n\
                      Max address space         512000000            unlimited            bytes     \n";
        assert_eq!(limited(limits, "VmSize:\t  100000 kB\nVmData:\t 10 kB\n"), [409_600_000.0]);
        assert_eq!(kilobytes("MemTotal: 9 kB\nMemAvailable:   3 kB\n", "MemAvailable:"), Some(3072.0));
    }
}
