"""Progress bars where displays are not updated."""
import pathlib
import subprocess
import sys

BIN = pathlib.Path(sys.executable).parent
CELL = 'import ("os"; "github.com/crococlock/crococlock/pkg/progress")\nbar := progress.New(os.Stdout, "work", 2); bar.Set(1); bar.Done()\nexit\n'


def test_console():
    """jupyter console knows no updates: the first state and the last can be read."""
    run = subprocess.run(
        [BIN / "jupyter", "console", "--kernel", "gophernotes", "--simple-prompt"],
        input=CELL, capture_output=True, text=True, timeout=120, check=False)
    states = [line.split()[-1] for line in run.stdout.splitlines() if "work " in line]
    assert states == ["0/2", "1/2"], run.stdout + run.stderr
