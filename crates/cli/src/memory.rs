//! How the program holds memory.

/// Blocks from this size on are the system's again as soon as they are freed, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: i32 = 4 << 20;

/// Makes the allocator give large blocks back when they are freed.
///
/// glibc does so too, but takes the largest block that was freed for the new bound, so that after the first large
/// column all others come from a heap that hardly ever shrinks: linking two million customers held 100 MiB more. No
/// other thread may run yet.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "a setting of the allocator, which has no safe form")]
pub(crate) fn give_back_large_blocks() {
    // SAFETY: mallopt takes two numbers; no other thread allocates meanwhile. That it may refuse them harms nothing.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

/// Other allocators give memory back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_back_large_blocks() {}
