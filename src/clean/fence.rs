//! The fence around the worker. Once it is up there is no way back.
//!
//! It keeps a hostile file that takes over the worker from doing anything but spoil its own answer: no file, no
//! socket, no process, no more memory or time than was given. If the fence cannot be put up, nothing is read.

use std::collections::BTreeMap;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch,
};

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: TargetArch = TargetArch::aarch64;
#[cfg(target_arch = "riscv64")]
const ARCHITECTURE: TargetArch = TargetArch::riscv64;

/// Memory may be taken and given back, but never be made a program.
const PROT_EXEC: u64 = 4;

/// The system calls that reading, reckoning, writing and ending take. Every other one kills the worker.
const ALLOWED: &[i64] = &[
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Those that are allowed for memory that no program can run in; the third argument says what it is for.
const NOT_EXECUTABLE: &[i64] = &[libc::SYS_mmap, libc::SYS_mprotect];

/// Reading is from the first pipe alone, writing to the two others: whatever else the parent may have left open by
/// mistake is out of reach.
const PIPES: &[(i64, SeccompCmpOp, u64)] = &[
    (libc::SYS_read, SeccompCmpOp::Eq, 0),
    (libc::SYS_readv, SeccompCmpOp::Eq, 0),
    (libc::SYS_write, SeccompCmpOp::MaskedEq(!3), 0),
    (libc::SYS_writev, SeccompCmpOp::MaskedEq(!3), 0),
];

/// The machine does not offer what the fence is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFence;

/// Puts the fence up around this process.
///
/// `memory` is the whole address space in bytes, `processor` the time in seconds.
///
/// # Errors
/// [`NoFence`]; the caller must not go on.
pub fn put_up(memory: u64, processor: u64) -> Result<(), NoFence> {
    // The parent's end is this process's end: a server that was killed leaves nobody behind.
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|_| NoFence)?;
    for (resource, most) in [
        (Resource::As, memory),
        (Resource::Cpu, processor),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        // Nothing can be opened beyond the three pipes.
        (Resource::Nofile, 3),
        (Resource::Core, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).map_err(|_| NoFence)?;
    }
    rustix::thread::set_no_new_privs(true).map_err(|_| NoFence)?;
    let program = filter().ok_or(NoFence)?;
    seccompiler::apply_filter(&program).map_err(|_| NoFence)
}

fn filter() -> Option<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    for call in NOT_EXECUTABLE {
        let plain = SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(PROT_EXEC), 0);
        rules.insert(*call, vec![SeccompRule::new(vec![plain.ok()?]).ok()?]);
    }
    for (call, operation, value) in PIPES {
        let pipe = SeccompCondition::new(0, SeccompCmpArgLen::Dword, operation.clone(), *value);
        rules.insert(*call, vec![SeccompRule::new(vec![pipe.ok()?]).ok()?]);
    }
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        ARCHITECTURE,
    );
    filter.ok()?.try_into().ok()
}

/// A deed that the fence must prevent. `sujarit check` and the tests let a worker try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Open a file for reading.
    Read,
    /// Make a file.
    Write,
    /// Read from a pipe that is not the first.
    Pipe,
    /// Open a socket.
    Socket,
    /// Start a program.
    Program,
    /// Start a thread.
    Thread,
    /// Take more memory than allowed.
    Memory,
    /// Never stop reckoning.
    Forever,
    /// Break down in the middle of an answer that says all is well.
    BreakDown,
}

impl Attempt {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Write,
        Self::Pipe,
        Self::Socket,
        Self::Program,
        Self::Thread,
        Self::Memory,
        Self::Forever,
        Self::BreakDown,
    ];

    /// The name on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Pipe => "pipe",
            Self::Socket => "socket",
            Self::Program => "program",
            Self::Thread => "thread",
            Self::Memory => "memory",
            Self::Forever => "forever",
            Self::BreakDown => "break-down",
        }
    }

    /// The deed of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attempt| attempt.key() == key)
    }

    /// Tries it. Coming back means that nothing prevented it; whether the call itself worked does not matter.
    pub fn carry_out(self, memory: u64) {
        match self {
            Self::Read => drop(std::fs::File::open("/proc/self/status")),
            Self::Write => drop(std::fs::File::create("/tmp/sujarit-fence")),
            Self::Pipe => drop(rustix::io::read(std::io::stderr(), &mut [0_u8; 1])),
            Self::Socket => drop(std::net::UdpSocket::bind("127.0.0.1:0")),
            Self::Program => drop(std::process::Command::new("/bin/true").spawn()),
            Self::Thread => drop(std::thread::Builder::new().spawn(|| ())),
            Self::Memory => {
                let most = usize::try_from(memory).unwrap_or(usize::MAX);
                std::hint::black_box(vec![1_u8; most]);
            }
            Self::Forever => loop {
                std::hint::spin_loop();
            },
            Self::BreakDown => std::process::abort(),
        }
    }
}
