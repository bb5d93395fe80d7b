"""Runs a command and prints, as JSON on the last line: seconds, CPU seconds, peak memory in MB, exit code, its output."""

import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "seconds": seconds,
    "cpu": used.ru_utime + used.ru_stime,
    "memory": used.ru_maxrss / 1024,
    "code": done.returncode,
    "stdout": done.stdout[-2000:],
    "stderr": done.stderr[-2000:],
}))
