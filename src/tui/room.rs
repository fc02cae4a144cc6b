//! Room: memory that a long article took while it was read goes back to the system, which the allocator would not do by
//! itself.

/// Pieces of memory larger than this are the system's again once they are free, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 16 << 10;

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

/// Gives back what is not needed any more after something was done with a text of so many bytes: free memory, and pages of
/// the program.
pub fn give_back(text: usize) {
    trim(text);
    if !is_long(text) {
        return;
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: a function and no data for it.
    unsafe {
        libc::dl_iterate_phdr(Some(forget), std::ptr::null_mut());
    }
}

/// Gives back free memory alone: while something else goes on, which needs its pages of the program.
pub fn trim(text: usize) {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if is_long(text) {
        // SAFETY: takes a number, and may be called from any thread.
        unsafe { libc::malloc_trim(0) };
    }
}

/// Lets go of those pages of the program and of its libraries that nothing is ever written to: much of them runs once at
/// the start. They are copies of files, and those needed again come again from the system's own copy, some microseconds
/// each.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
unsafe extern "C" fn forget(
    object: *mut libc::dl_phdr_info,
    _size: libc::size_t,
    _data: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: the loader hands out an object with as many headers as it says, and these segments are never written to.
    unsafe {
        let page = libc::sysconf(libc::_SC_PAGESIZE) as usize;
        let object = &*object;
        // The program has no name here; what has one that is no path is the kernel's.
        if !matches!(*object.dlpi_name as u8, 0 | b'/') {
            return 0;
        }
        let segments = std::slice::from_raw_parts(object.dlpi_phdr, object.dlpi_phnum.into());
        for segment in segments.iter().filter(|s| s.p_type == libc::PT_LOAD && s.p_flags & libc::PF_W == 0) {
            let start = (object.dlpi_addr + segment.p_vaddr) as usize;
            let pages = start.next_multiple_of(page)..(start + segment.p_memsz as usize) / page * page;
            libc::madvise(pages.start as *mut libc::c_void, pages.len(), libc::MADV_DONTNEED);
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_let_go_of_comes_again() {
        let words = crate::annotate::lexicon::Lexicon::bundled().id("said");
        give_back(LONG);
        assert_eq!(crate::annotate::lexicon::Lexicon::bundled().id("said"), words);
    }
}
