"""JupyterLab in a real browser: what people see and press.

Pictures of every step are written to the folder that SCREENSHOTS names.
CHROMIUM is the browser; without it Debian's is taken.
"""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

BIN = pathlib.Path(sys.executable).parent
ROOT = pathlib.Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SHOTS = pathlib.Path(os.environ.get("SCREENSHOTS", ROOT / "report" / "jupyter"))
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
LIMIT = 30_000  # milliseconds for what takes a second

PLOT = '''import (
	"math"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)
var points plotter.XYs
for i := range 200 {
	t := float64(i) / 10
	points = append(points, plotter.XY{X: t, Y: math.Sin(t) * math.Exp(-t/8)})
}
line, err := plotter.NewLine(points)
p := plot.New()
p.Title.Text = "A damped oscillation"
p.X.Label.Text, p.Y.Label.Text = "time (s)", "amplitude"
p.Add(plotter.NewGrid(), line)
p'''


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab server; gives its address and the folder it shows."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    log = open(folder / "lab.log", "w")
    env = dict(os.environ, JUPYTER_CONFIG_DIR=str(folder / "config"), JUPYTERLAB_SETTINGS_DIR=str(folder / "settings"),
               JUPYTERLAB_WORKSPACES_DIR=str(folder / "workspaces"))
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    server = subprocess.Popen(
        [BIN / "jupyter", "lab", "--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root",
         f"--ServerApp.root_dir={folder}", "--ServerApp.port_retries=0"],
        stdout=log, stderr=log, env=env, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url + "/api/status", timeout=5)
            break
        except OSError:
            assert server.poll() is None and time.monotonic() < deadline, (folder / "lab.log").read_text()
            time.sleep(0.1)
    shutil.copytree(ROOT / "notebooks" / "results", folder / "results")
    yield url, folder
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="module")
def browser():
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield b
        b.close()


class Page:
    """A notebook open in JupyterLab."""

    def __init__(self, lab, browser, name, cells):
        self.url, folder = lab
        nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "gophernotes", "display_name": "Go", "language": "go"}})
        nb.cells = [c if isinstance(c, dict) else nbformat.v4.new_code_cell(c) for c in cells]
        nbformat.write(nb, folder / name)
        self.open(browser, name)

    @classmethod
    def existing(cls, lab, browser, path):
        page = cls.__new__(cls)
        page.url, folder = lab
        (folder / path.name).write_bytes(path.read_bytes())
        page.open(browser, path.name)
        return page

    def open(self, browser, name):
        self.page = browser.new_page(viewport={"width": 1200, "height": 1000})
        self.page.set_default_timeout(LIMIT)
        self.page.goto(f"{self.url}/lab/workspaces/{name.removesuffix('.ipynb')}/tree/{name}?reset")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        self.idle()

    def idle(self, limit=LIMIT):
        expect(self.page.locator(".jp-Notebook-ExecutionIndicator").first).to_have_attribute("data-status", "idle", timeout=limit)

    def command(self, *labels):
        """Chooses from the menu bar."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{labels[0]}$")).click()
        for label in labels[1:]:
            self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{label}")).first.click()

    def run_all(self, limit):
        first = self.page.locator(".jp-CodeCell .jp-InputPrompt").first
        for _ in range(10):  # JupyterLab drops what comes before it has its kernel
            self.command("Run", "Run All Cells")
            try:
                expect(first).not_to_have_text(re.compile(r"\[ \]:"), timeout=2000)
                break
            except AssertionError:
                pass
        last = self.page.locator(".jp-CodeCell .jp-InputPrompt").last
        expect(last).to_have_text(re.compile(r"\[\d+\]:"), timeout=limit)
        self.idle(limit)

    def cell(self, i):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(i)

    def run(self, i, done=True):
        prompt = self.cell(i).locator(".jp-InputPrompt")
        before = prompt.inner_text()
        for _ in range(10):  # JupyterLab drops what comes before it has its kernel
            self.cell(i).locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")
            try:
                expect(prompt).not_to_have_text(before, timeout=2000)
                break
            except AssertionError:
                pass
        if done:
            expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=LIMIT)

    def output(self, i):
        return self.cell(i).locator(".jp-OutputArea-output").first

    def shot(self, name):
        self.page.screenshot(path=SHOTS / f"{name}.png")


def test_plot_and_completion(lab, browser):
    p = Page(lab, browser, "tour.ipynb", [
        nbformat.v4.new_markdown_cell("# Go in a notebook\nVariables live from cell to cell, plots are results, an interrupt loses nothing."),
        PLOT, "points[10:13]", "math.Sq"])
    p.run(1)
    expect(p.cell(1).locator(".jp-RenderedImage img")).to_be_visible()
    p.run(2)
    expect(p.output(2)).to_contain_text("[{X:1 Y:0.74")
    p.cell(3).locator(".cm-content").click()
    p.page.keyboard.press("End")
    p.page.keyboard.press("Tab")
    item = p.page.locator(".jp-Completer .jp-Completer-match")
    try:
        item.first.wait_for(timeout=3000)
        p.shot("completion")
        p.page.keyboard.press("Enter")
    except Exception:  # a single match is put in without a menu
        p.shot("completion")
    expect(p.cell(3).locator(".cm-content")).to_contain_text("math.Sqrt")
    p.page.keyboard.type("(2)")
    p.run(3)
    expect(p.output(3)).to_contain_text("1.4142135623730951")
    p.cell(1).locator(".jp-InputPrompt").scroll_into_view_if_needed()
    p.page.mouse.move(900, 970)
    p.shot("tour")


def test_inspect(lab, browser):
    p = Page(lab, browser, "inspect.ipynb", ['import "strings"', "strings.Repeat"])
    p.run(0)
    p.cell(1).locator(".cm-content").click()
    p.page.keyboard.press("End")
    p.page.keyboard.press("Shift+Tab")
    tip = p.page.locator(".jp-Tooltip")
    expect(tip).to_contain_text("func Repeat(s string, count int) string")
    expect(tip).to_contain_text("returns a new string")
    p.shot("inspect")


def test_interrupt_and_restart(lab, browser):
    p = Page(lab, browser, "interrupt.ipynb", ["x := 41", "for { x += 0 }", "x + 1"])
    p.run(0)
    p.run(1, done=False)
    expect(p.cell(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    p.command("Kernel", "Interrupt Kernel")
    expect(p.output(1)).to_contain_text("variables are kept")
    p.run(2)
    expect(p.output(2)).to_have_text("42")
    p.shot("interrupt")
    p.command("Kernel", "Restart Kernel…")
    p.page.locator(".jp-Dialog .jp-mod-accept").click()
    p.page.locator(".jp-Dialog").wait_for(state="detached")
    p.page.wait_for_timeout(500)
    p.idle()
    p.run(2)
    expect(p.output(2)).to_contain_text("undefined: x")


def test_crash(lab, browser):
    p = Page(lab, browser, "crash.ipynb", ["x := 1", 'go func() { panic("on purpose") }()\n<-ctx.Done()', "6 * 7", "x"])
    p.run(0)
    p.run(1)
    area = p.cell(1).locator(".jp-OutputArea")
    expect(area).to_contain_text("panic: on purpose")
    expect(area).to_contain_text("all variables are gone, a fresh worker has been started")
    p.run(2)
    expect(p.output(2)).to_have_text("42")
    p.run(3)
    expect(p.output(3)).to_contain_text("undefined: x")
    p.shot("crash")


def test_input(lab, browser):
    p = Page(lab, browser, "input.ipynb", [
        'import "fmt"\nvar name string\nfmt.Print("Your name? ")\nfmt.Scan(&name)\nfmt.Println("Hello,", name)'])
    p.run(0, done=False)
    box = p.cell(0).locator(".jp-Stdin-input")
    box.fill("Ada")
    box.press("Enter")
    expect(p.cell(0).locator(".jp-OutputArea")).to_contain_text("Hello, Ada")
    p.shot("input")


def test_progress(lab, browser):
    p = Page(lab, browser, "progress.ipynb", [
        'import (\n\t"fmt"\n\t"os"\n\t"time"\n\t"github.com/crococlock/crococlock/pkg/progress"\n)\n'
        'fmt.Println("before")\nbar := progress.New(os.Stderr, "work", 30)\nfmt.Println("after")\n'
        'for i := range 30 {\n\ttime.Sleep(100 * time.Millisecond)\n\tbar.Set(int64(i + 1))\n}\nbar.Done()',
        'released, late := make(chan bool), progress.New(os.Stdout, "late", 2)\n'
        'go func() { <-released; late.Set(2); late.Done() }()',
        'released <- true',
        'again := progress.New(os.Stdout, "again", 3)\nagain.Set(1)\nDisplay(display.Clear(false))\nagain.Set(3)\nagain.Done()'])
    p.run(0, done=False)
    bar = p.cell(0).locator("progress")
    states = set()
    deadline = time.monotonic() + LIMIT / 1000
    while "30" not in states and time.monotonic() < deadline:
        if bar.count():
            assert bar.count() == 1, "the bar is not updated in place"
            states.add(bar.get_attribute("value"))
    assert len(states) > 3, states
    expect(p.cell(0).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
    outputs = p.cell(0).locator(".jp-OutputArea-output")
    expect(outputs).to_have_text(["before\n", re.compile(r"^work .*30/30$"), "after\n"])
    expect(p.page.get_by_role("progressbar", name="work")).to_have_count(1)
    p.run(1)
    expect(p.output(1)).to_contain_text("0/2")
    p.run(2)
    expect(p.output(1)).to_contain_text("2/2")
    p.run(3)
    expect(p.cell(3).locator(".jp-OutputArea-output")).to_have_text([re.compile(r"^again .*3/3$")])
    p.shot("progress")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook(lab, browser, path):
    """Every notebook of the project, opened and run to its end."""
    p = Page.existing(lab, browser, path)
    p.command("Edit", "Clear Outputs of All Cells")
    p.run_all(300_000)
    p.command("File", "Save Notebook")
    p.page.wait_for_timeout(1000)
    p.shot(path.stem)
    saved = nbformat.read(lab[1] / path.name, 4)
    outputs = [o for c in saved.cells if c.cell_type == "code" for o in c.outputs]
    errors = [o for o in outputs if o.output_type == "error"]
    assert not errors, json.dumps(errors[0])
    assert any("image/png" in o.get("data", {}) for o in outputs), "no picture was drawn"
