//! Room: memory that a long article took while it was read goes back to the system, which the allocator would not do by
//! itself.

/// Pieces of memory larger than this are the system's again once they are free, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 256 << 10;

/// Threads share one store of memory, whose large pieces are not kept for later: the reader has few threads, and each
/// store of their own would keep what it once needed. To be called before there are threads.
pub fn share() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: plain numbers; without effect where they are not known.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

/// Texts shorter than this leave too little to look for, in bytes.
const LONG: usize = 1 << 20;

/// Whether a text of so many bytes takes room that is worth a thought.
pub fn is_long(text: usize) -> bool {
    text >= LONG
}

/// Gives back what is free after something was done with a text of so many bytes.
pub fn give_back(text: usize) {
    if !is_long(text) {
        return;
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: takes a number, and may be called from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}
