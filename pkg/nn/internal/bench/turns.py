"""What PyTorch and ONNX Runtime have in common: serve prints what is measured and
which jobs there are, then reads lines "job count" and answers each with the
milliseconds of count runs of the job, after some that do not count."""
import gc
import sys
import time

threads, warm_up = int(sys.argv[1]), float(sys.argv[2].removesuffix("ms")) / 1e3


def serve(version, jobs):
    print(version)
    print(*jobs, flush=True)
    ready = {}
    for line in sys.stdin:
        job, count = line.split()
        if job not in ready:
            ready[job] = jobs[job]()
        run, times = ready[job], []
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        while True:
            run()
            if time.perf_counter() - start > warm_up:
                break
        for _ in range(int(count)):
            start = time.perf_counter()
            run()
            times.append("%.6f" % (1e3 * (time.perf_counter() - start)))
        gc.enable()
        print(*times, flush=True)


