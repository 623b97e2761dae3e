//! Metrics of this process, under the names that all Prometheus clients use
//! (<https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics>).

use std::fmt;

use super::exposition::Exposition;

/// Writes the metrics of the process; none on systems other than Linux. Reads files below `/proc`, which
/// takes longer the more files are open.
#[cfg(target_os = "linux")]
pub fn write(out: &mut Exposition<'_>) -> fmt::Result {
    linux::write(out)
}

/// Writes nothing on this system.
#[cfg(not(target_os = "linux"))]
pub fn write(_: &mut Exposition<'_>) -> fmt::Result {
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{fmt, fs};

    use procfs::process::{Process, Stat};
    use procfs::{boot_time_secs, page_size, ticks_per_second};
    use rustix::process::{Resource, getrlimit};

    use super::Exposition;

    pub(super) fn write(out: &mut Exposition<'_>) -> fmt::Result {
        if let Ok(stat) = Process::myself().and_then(|process| process.stat()) {
            write_stat(out, &stat)?;
        }
        // Before Linux 6.2, `Process::fd_count` also counts `.` and `..`.
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            // One of them is the directory that is being read.
            let open = open.count().saturating_sub(1);
            out.gauge("process_open_fds", "Open file descriptors, including connections.", open)?;
        }
        let limit = getrlimit(Resource::Nofile).current.map_or(f64::INFINITY, |limit| limit as f64);
        out.gauge("process_max_fds", "The maximum number of open file descriptors.", limit)
    }

    fn write_stat(out: &mut Exposition<'_>, stat: &Stat) -> fmt::Result {
        let seconds = |ticks: u64| ticks as f64 / ticks_per_second() as f64;
        let cpu = seconds(stat.utime + stat.stime);
        out.counter("process_cpu_seconds", "Processor time used, in seconds.", cpu)?;
        if let Ok(boot) = boot_time_secs() {
            let start = boot as f64 + seconds(stat.starttime);
            let help = "Start time of the process, in seconds since 1970.";
            out.gauge("process_start_time_seconds", help, start)?;
        }
        let resident = stat.rss * page_size();
        out.gauge("process_resident_memory_bytes", "Resident memory, in bytes.", resident)?;
        out.gauge("process_virtual_memory_bytes", "Virtual memory, in bytes.", stat.vsize)?;
        out.gauge("process_threads", "Threads.", stat.num_threads)
    }
}
