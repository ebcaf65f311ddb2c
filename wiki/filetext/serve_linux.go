package filetext

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// slack is the address space that a process may reserve beside the memory that it uses.
const slack = 256 << 20

// confineSystem lets the system hold the process to its limits, too: where the process has no time to
// look at itself, as in one large allocation. What the system refuses is no reason not to read.
func confineSystem(l Limits) {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 10) // of this thread
	if l.Memory > 0 {
		if space := addressSpace(); space > 0 {
			limit(syscall.RLIMIT_AS, space+uint64(l.Memory)+slack)
		}
	}
	if l.Time > 0 {
		limit(syscall.RLIMIT_CPU, uint64(l.Time/time.Second)+2)
	}
}

func limit(what int, most uint64) { _ = syscall.Setrlimit(what, &syscall.Rlimit{Cur: most, Max: most}) }

// addressSpace is what the process has reserved so far, bytes; 0 where that is not known.
func addressSpace() uint64 {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var pages uint64
	if _, err := fmt.Sscan(string(raw), &pages); err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}
