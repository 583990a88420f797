/* What a shut-in process cannot do: each try is made in a process of its own, which must die of it, or be refused. */
#include "watch/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void open_file(void) { (void)!open("/etc/passwd", O_RDONLY); }
static void make_file(void) { (void)!open("made-by-a-reader", O_CREAT | O_WRONLY, 0644); }
static void connect_out(void) { (void)!socket(AF_INET, SOCK_STREAM, 0); }
static void start_program(void) { (void)!execl("/bin/true", "true", (char *)NULL); }
static void fork_more(void) { (void)!fork(); }
static void kill_parent(void) { (void)!kill(getppid(), SIGCONT); }
static void trace_parent(void) { (void)!ptrace(PTRACE_ATTACH, getppid(), NULL, NULL); }
static void make_code(void)
{
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p != MAP_FAILED) *p = 1;
}
static void turn_to_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	(void)!mprotect(p, 4096, PROT_READ | PROT_EXEC);
}
static void loosen(void) { (void)!prctl(PR_SET_DUMPABLE, 1); }

static int how_it_ends(void (*attempt)(void))
{
	int pair[2], status = 0;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return -1;
	pid_t pid = fork();
	if (pid == 0) {
		if (!mq_sandbox_enter(pair[1], (size_t)64 << 20)) _exit(71);
		attempt();
		_exit(0);
	}
	close(pair[1]);
	waitpid(pid, &status, 0);
	close(pair[0]);
	return status;
}

static bool works_inside(void)
{
	/* memory and its own descriptor are there */
	int pair[2], status = 0;
	char c = 0;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return false;
	pid_t pid = fork();
	if (pid == 0) {
		if (!mq_sandbox_enter(pair[1], (size_t)64 << 20)) _exit(71);
		char *p = mq_heap_alloc((size_t)8 << 20);
		if (!p || read(0, &c, 1) != 1 || c != 'x') _exit(1);
		memset(p, 1, (size_t)8 << 20);
		mq_heap_free(p);
		_exit(write(0, "y", 1) == 1 ? 0 : 2);
	}
	close(pair[1]);
	bool well = write(pair[0], "x", 1) == 1 && read(pair[0], &c, 1) == 1 && c == 'y';
	waitpid(pid, &status, 0);
	close(pair[0]);
	return well && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void take_memory(void)
{
	/* more than it may have: no memory, not a dead machine */
	char *p = mq_heap_alloc((size_t)1 << 30);
	_exit(p ? 9 : 0);
}

int main(void)
{
	void (*const tries[])(void) = {open_file,   make_file,    connect_out, start_program, fork_more,
				       kill_parent, trace_parent, make_code,   turn_to_code,  loosen};
	MQ_CHECK(works_inside());
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		int status = how_it_ends(tries[i]);
		MQ_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	}
	int status = how_it_ends(take_memory);
	MQ_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	MQ_CHECK(access("made-by-a-reader", F_OK) != 0);
	return mq_check_done();
}
