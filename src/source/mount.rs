//! File systems whose changes raise no events on this machine.

use std::path::Path;

/// The types of file systems that other machines can change, by the number that Linux gives them. Whether FUSE is a
/// network is not known, but none of its file systems must report what changes behind it.
#[cfg(target_os = "linux")]
const NETWORK: &[(u32, &str)] = &[
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB"),
    (0x6573_5546, "FUSE"),
    (0x0102_1997, "9P"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x00C3_6400, "Ceph"),
    (0x7375_7245, "Coda"),
    (0x786F_4256, "the shared folder of VirtualBox"),
    (0x0BD0_0BD0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x7461_636F, "OCFS2"),
    (0x0116_1970, "GFS2"),
    (0x1983_0326, "BeeGFS"),
];

/// Returns the name of the file system that contains a path, if other machines may change it without an event on
/// this one.
#[cfg(target_os = "linux")]
pub fn network_file_system(path: &Path) -> Option<&'static str> {
    // The numbers have 32 bits, and the type of the field depends on the processor.
    let number = rustix::fs::statfs(path).ok()?.f_type as u32;
    NETWORK.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

/// Other systems have no such numbers.
#[cfg(not(target_os = "linux"))]
pub fn network_file_system(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::path::Path;

    use super::network_file_system;

    #[test]
    fn local_file_systems_report_changes() {
        assert_eq!(network_file_system(Path::new("/proc")), None);
        assert_eq!(network_file_system(Path::new("/no/such/folder")), None);
    }
}
