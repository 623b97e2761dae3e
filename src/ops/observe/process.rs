//! What the system knows of this process, under the names that every Prometheus client uses
//! (<https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics>).

use super::exposition::Exposition;

/// Writes what is known; nothing on systems other than Linux. Reads files below `/proc`, which takes
/// longer the more files are open.
#[cfg(target_os = "linux")]
pub fn write(out: &mut Exposition) {
    linux::write(out);
}

/// Writes nothing: this system is not asked.
#[cfg(not(target_os = "linux"))]
pub fn write(_: &mut Exposition) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;

    use rustix::param::{clock_ticks_per_second, page_size};
    use rustix::process::{Resource, getrlimit};

    use super::Exposition;

    pub(super) fn write(out: &mut Exposition) {
        let stat = fs::read_to_string("/proc/self/stat").ok();
        if let Some(stat) = stat.as_deref().and_then(Stat::parse) {
            write_stat(out, &stat);
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            // One of them is the folder that is read.
            let open = open.count().saturating_sub(1);
            out.gauge("process_open_fds", "Open files, connections included.", open);
        }
        let most = getrlimit(Resource::Nofile).current.map_or(f64::INFINITY, |most| most as f64);
        out.gauge("process_max_fds", "How many files can be open at once.", most);
    }

    fn write_stat(out: &mut Exposition, stat: &Stat) {
        let second = clock_ticks_per_second() as f64;
        let cpu = stat.cpu_ticks as f64 / second;
        out.counter("process_cpu_seconds_total", "Processor time that was used, in seconds.", cpu);
        let system = fs::read_to_string("/proc/stat").ok();
        if let Some(boot) = system.as_deref().and_then(boot_seconds) {
            let name = "process_start_time_seconds";
            let start = boot as f64 + stat.start_ticks as f64 / second;
            out.gauge(name, "When the process started, in seconds since 1970.", start);
        }
        let resident = stat.resident_pages * page_size() as u64;
        out.gauge("process_resident_memory_bytes", "Memory in use, in bytes.", resident);
        let addressed = stat.virtual_bytes;
        out.gauge("process_virtual_memory_bytes", "Addresses in use, in bytes.", addressed);
        out.gauge("process_threads", "Threads.", stat.threads);
    }

    /// What `/proc/self/stat` says (proc_pid_stat(5)).
    #[derive(Debug, PartialEq, Eq)]
    struct Stat {
        cpu_ticks: u64,
        threads: u64,
        start_ticks: u64,
        virtual_bytes: u64,
        resident_pages: u64,
    }

    impl Stat {
        fn parse(text: &str) -> Option<Self> {
            // The second field is the name in brackets, which may hold anything; counting goes on
            // behind it, with the third.
            let (_, rest) = text.rsplit_once(')')?;
            let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
            let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
            Some(Self {
                cpu_ticks: field(14)? + field(15)?,
                threads: field(20)?,
                start_ticks: field(22)?,
                virtual_bytes: field(23)?,
                resident_pages: field(24)?,
            })
        }
    }

    /// When the system started, in seconds since 1970, as `/proc/stat` says (proc_stat(5)).
    fn boot_seconds(text: &str) -> Option<u64> {
        text.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()
    }

    #[cfg(test)]
    mod tests {
        use super::{Stat, boot_seconds};

        #[test]
        fn the_fields_are_counted_behind_the_name_whatever_it_holds() {
            let line = "4242 (a) b (c) S 1 4242 4242 0 -1 4194560 9 0 0 0 150 25 0 0 20 0 7 0 \
                        987654 123456789 2048 18446744073709551615 1 1 0 0\n";
            let stat = Stat {
                cpu_ticks: 175,
                threads: 7,
                start_ticks: 987_654,
                virtual_bytes: 123_456_789,
                resident_pages: 2048,
            };
            assert_eq!(Stat::parse(line), Some(stat));
            for cut in ["", "4242 (a", "4242 (a) S 1 2", "4242 (a) S x"] {
                assert_eq!(Stat::parse(cut), None);
            }
        }

        #[test]
        fn the_start_of_the_system_is_found() {
            assert_eq!(
                boot_seconds("cpu 1 2\nbtime 1767225600\nprocesses 9\n"),
                Some(1_767_225_600)
            );
            assert_eq!(boot_seconds("cpu 1 2\n"), None);
        }
    }
}
