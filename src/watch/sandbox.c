#include "watch/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* Landlock's rights of files up to ABI 5, and of TCP from ABI 4 on; names of our own, for headers older than the kernel */
#define FILES_ABI_1 ((UINT64_C(1) << 13) - 1)
#define FILES_ABI_2 (UINT64_C(1) << 13)
#define FILES_ABI_3 (UINT64_C(1) << 14)
#define FILES_ABI_5 (UINT64_C(1) << 15)
#define TCP_ABI_4   UINT64_C(3)
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self  446
#endif

/* No rule is added to the set: nothing that it handles is allowed any more. seccomp stops the calls already; this stops what a
 * gap in the list of calls would let through. */
static bool shut_files(void)
{
	struct {
		uint64_t files, net;
	} all = {FILES_ABI_1, 0};
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1u);
	if (abi < 1) return true;
	if (abi >= 2) all.files |= FILES_ABI_2;
	if (abi >= 3) all.files |= FILES_ABI_3;
	if (abi >= 5) all.files |= FILES_ABI_5;
	if (abi >= 4) all.net = TCP_ABI_4;
	long set = syscall(SYS_landlock_create_ruleset, &all, abi >= 4 ? sizeof all : sizeof all.files, 0u);
	if (set < 0) return false;
	bool well = syscall(SYS_landlock_restrict_self, (int)set, 0u) == 0;
	close((int)set);
	return well;
}

static bool shut_limits(size_t memory)
{
	const struct {
		int what;
		rlim_t most;
	} rows[] = {{RLIMIT_CORE, 0}, {RLIMIT_FSIZE, 0}, {RLIMIT_NPROC, 0}, {RLIMIT_MSGQUEUE, 0}, {RLIMIT_MEMLOCK, 0}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (setrlimit((__rlimit_resource_t)rows[i].what, &(struct rlimit){rows[i].most, rows[i].most})) return false;
#ifndef WITH_SANITIZER
	/* what is mapped already (rules, models) is shared with the parent; so much may come on top */
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f) {
		if (fscanf(f, "%lu", &pages) != 1) pages = 0;
		(void)fclose(f);
	}
	rlim_t space = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + memory;
	if (pages && setrlimit(RLIMIT_AS, &(struct rlimit){space, space})) return false;
#else
	(void)memory;
#endif
	return true;
}

#ifdef ARCHITECTURE
#define WORD(field) ((uint32_t)offsetof(struct seccomp_data, field))
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WORD(field))
#define ALLOW       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DIE         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define MAY(name)   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), ALLOW
/* protection is the third argument of both; new memory never holds code */
#define MAY_NO_CODE(name)                                                                                                        \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WORD(args[2])),                \
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), DIE, ALLOW

static bool shut_calls(void)
{
	static struct sock_filter filter[] = {LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), DIE, LOAD(nr),
					      /* what reading a page needs */
					      MAY(read), MAY(write), MAY(brk), MAY(munmap), MAY(mremap), MAY(madvise), MAY(futex),
					      MAY(exit), MAY(exit_group), MAY(rt_sigreturn), MAY(clock_gettime), MAY(getrandom),
					      MAY(restart_syscall), MAY(sched_yield), MAY(close),
					      /* what a failed assertion needs to end with a signal that tells why */
					      MAY(rt_sigprocmask), MAY(rt_sigaction), MAY(getpid), MAY(gettid), MAY(tgkill),
#ifdef WITH_SANITIZER
					      MAY(sigaltstack), MAY(sched_getaffinity), MAY(prctl), MAY(readlink), MAY(getrusage),
#endif
					      MAY_NO_CODE(mmap), MAY_NO_CODE(mprotect), DIE};
	struct sock_fprog program = {.len = (unsigned short)(sizeof filter / sizeof *filter), .filter = filter};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
static bool shut_calls(void) { return true; }
#endif

bool mq_sandbox_enter(int keep, size_t memory)
{
	/* every descriptor but the one that it works with, and 2 for last words */
	if (keep != 0 && (dup2(keep, 0) != 0 || close(keep))) return false;
	(void)close(1);
	if (syscall(SYS_close_range, 3u, ~0u, 0u)) {
		for (int fd = 3; fd < 65536; fd++) (void)close(fd);
	}
	(void)prctl(PR_SET_DUMPABLE, 0);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && shut_limits(memory) && shut_files() && shut_calls();
}
