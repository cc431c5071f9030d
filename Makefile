# Crococlock. `make` shows what there is to make; README.md says what for.

# A relative path in CROCOCLOCK_DATA or CROCOCLOCK_AUTHOR counts from here, whatever folder a step runs in.
ifneq ($(CROCOCLOCK_DATA),)
export CROCOCLOCK_DATA := $(abspath $(CROCOCLOCK_DATA))
endif
ifneq ($(CROCOCLOCK_AUTHOR),)
export CROCOCLOCK_AUTHOR := $(abspath $(CROCOCLOCK_AUTHOR))
endif
# The pure Go build is the project; a C compiler changes nothing in it.
export CGO_ENABLED ?= 0
export GOFLAGS += -trimpath

NOTEBOOKS = $(sort $(wildcard notebooks/*.ipynb))
PLATFORMS = linux/arm64 darwin/arm64 windows/amd64
CROCOCLOCK = bin/crococlock
# Notebooks that both runners can be asked to execute; the others are there to be refused or interrupted.
FIXTURES = $(filter-out %/interrupt.ipynb %/kernel_never_starts.ipynb %/not_a_notebook.ipynb %/truncated.ipynb, \
	$(sort $(wildcard kernel/crococlock/testdata/notebooks/*.ipynb)))
# make sweep SEEDS="0 1 2" EPOCHS=20 -j2
SEEDS = 0 1 2 3 4
EPOCHS = 100
VENV = .venv

.DEFAULT_GOAL = help
.PHONY: help build cuda12 build-gpu test-gpu test-emulator bench-gpu report publish sweep experiments classifier disputable gan flow judges samples generation weights weights-resnet test test-simd check generate ptx cycles data install uninstall lab test-jupyter bench bench-size bench-kernel soak soak-nn oracle fuzz clean

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the program, one static binary: bin/crococlock
	go build -ldflags="-s -w" -o $(CROCOCLOCK) ./kernel/crococlock

# gorgonia.org/cu wants CUDA's header, which NVIDIA's package of Python holds, and
# a library to link with, which the program itself brings: no card and no CUDA is
# needed to build, and the program starts without either. CUDA_INCLUDE names the
# header's folder where CUDA 12 is installed.
GPU = .cache/gpu
CUDA_INCLUDE = $(GPU)/nvidia/cuda_runtime/include
GPU_BUILD = CGO_ENABLED=1 CGO_CFLAGS="-O2 -I$(abspath $(CUDA_INCLUDE))" CGO_LDFLAGS="-L$(abspath $(GPU))" go

$(GPU)/nvidia/cuda_runtime/include/cuda.h:
	@command -v python3 >/dev/null || { echo "make build-gpu wants CUDA 12's header cuda.h: name its folder, CUDA_INCLUDE=FOLDER, or install Python 3, with which it is fetched"; exit 1; }
	python3 -m pip install --quiet --no-deps --target $(GPU) nvidia-cuda-runtime-cu12==12.9.79

%/cuda.h:
	@echo "there is no $@: CUDA_INCLUDE is to name the folder of CUDA 12's header"; exit 1

cuda12: $(CUDA_INCLUDE)/cuda.h
	@grep -q 'define CUDA_VERSION 12' $< || { echo "$< is not CUDA 12's, which gorgonia.org/cu wants; leave CUDA_INCLUDE out to fetch it"; exit 1; }

$(GPU)/libcuda.a: $(wildcard pkg/nn/internal/gpu/shim/*)
	@command -v $${CC:-gcc} >/dev/null || { echo "make build-gpu wants gcc"; exit 1; }
	pkg/nn/internal/gpu/shim/build.sh $(GPU)

build-gpu: cuda12 $(GPU)/libcuda.a ## the program for machines with an NVIDIA card: bin/crococlock-gpu
	$(GPU_BUILD) build -tags gpu -ldflags="-s -w" -o bin/crococlock-gpu ./kernel/crococlock

# Other tests of pkg/nn are about the processor's machine: its memory, its bits.
CARD_TESTS = TestCard|TestTrainStep|AgainstTorch|TestTorchOracle

test-gpu: cuda12 $(GPU)/libcuda.a ## on a card: the ops against PyTorch's numbers, training against the processor's
	$(GPU_BUILD) test -count=1 -tags gpu ./pkg/nn/internal/gpu
	CROCOCLOCK_DEVICE=gpu $(GPU_BUILD) test -count=1 -tags gpu -run '$(CARD_TESTS)' ./pkg/nn ./pkg/cnn

test-emulator: ## the same on a card that the processor plays: wants gcc, no card
	CGO_ENABLED=1 go test -count=1 -tags emulator ./pkg/nn/internal/gpu/...
	CROCOCLOCK_DEVICE=gpu CGO_ENABLED=1 go test -count=1 -tags emulator -run '$(CARD_TESTS)' ./pkg/nn ./pkg/cnn

bench-gpu: cuda12 $(GPU)/libcuda.a ## on a card: training against PyTorch, usual and with CUDA graphs, where PYTHON names a Python that has it; a flow and a classifier, whole
	CROCOCLOCK_DEVICE=gpu $(GPU_BUILD) run -tags gpu ./pkg/nn/internal/bench -jobs simplenet_epoch,dcgan_step,resnet_step,flow_step,flow_sample
	CROCOCLOCK_DEVICE=gpu $(GPU_BUILD) run -tags gpu ./pkg/nn/internal/bench -train

# report/ holds what the last run made, and nothing else.
report: build ## execute the notebooks into report/, draw the figures, make one page of all: report/index.html
	rm -rf report
	$(CROCOCLOCK) run --output-dir report --html report/index.html $(NOTEBOOKS)
	@echo "Open report/index.html. Figures drawn from the study's own images are in images4report/, others in report/images4report/."

publish: build ## execute the notebooks in place, on the study's own images only
	$(CROCOCLOCK) data --verify
	$(CROCOCLOCK) run $(NOTEBOOKS)

sweep: $(SEEDS:%=sweep/$(EPOCHS)-epochs-seed-%.ipynb) ## train SimpleNet on several seeds: SEEDS="0 1 2" EPOCHS=100, -j2 for two at a time
	@for n in $^; do printf '%-40s test %s\n' $$n "$$(sed -n 's/^ *"test  *\([0-9.]* %\).*/\1/p' $$n)"; done

# What is there whole is not run again; a run that failed leaves its notebook under another name.
sweep/$(EPOCHS)-epochs-seed-%.ipynb: notebooks/01_classification.ipynb | build
	@mkdir -p $(@D)
	$(CROCOCLOCK) run -p seed=$* -p epochs=$(EPOCHS) -o $(@D)/run-$*.ipynb $<
	@mv $(@D)/run-$*.ipynb $@

experiments: ## the long experiments: SimpleNet on the splits of seeds 0 to 9, and with fewer pictures
	go run ./notebooks/experiments/splits -seeds 0-9 -out notebooks/results/splits.csv -commit $$(git rev-parse --short HEAD)

# Validation images of splits 100 to 104 are to choose by; the test images of splits 0 to 4 choose nothing.
CLASSIFIER = go run ./notebooks/experiments/classifier
RECIPE = -arch resnet-small -epochs 240
classifier: ## the residual network on splits 0 to 4, five networks each: hours; goes on where it was stopped
	$(CLASSIFIER) run $(RECIPE) -splits 100-104 -nets 1 -commit $$(git rev-parse --short HEAD)
	$(CLASSIFIER) run $(RECIPE) -splits 0-4 -nets 5 -test -weights .cache/classifier -commit $$(git rev-parse --short HEAD)
	$(CLASSIFIER) table -splits 0-4

# A round is four small networks, a minute of one core each.
DISPUTABLE = go run ./notebooks/experiments/disputable
disputable: ## the networks that judge disputable images: hours; goes on where it was stopped
	$(DISPUTABLE) report -seeds 0-4 -commit $$(git rev-parse --short HEAD)
	$(DISPUTABLE) run -arch simplenet -rounds 12 -commit $$(git rev-parse --short HEAD)
	$(DISPUTABLE) run -rounds 60 -commit $$(git rev-parse --short HEAD)
	$(DISPUTABLE) table

GAN = go run ./notebooks/experiments/gan
gan: ## both GANs on all images, an hour and a quarter of one; goes on where it was stopped
	$(GAN) train -loss relativistic -results notebooks/results/gan -commit $$(git rev-parse --short HEAD)
	$(GAN) train -loss hinge -steps 6000 -results notebooks/results/gan -commit $$(git rev-parse --short HEAD)

flow: ## train the rectified flow that the program ships: two hours on two cores; goes on where it was stopped
	go run ./notebooks/experiments/flow train -out .cache/flow/flow.safetensors
	go run ./notebooks/experiments/flow grid -model .cache/flow/flow.safetensors -out .cache/flow

# The judges stay out of the repository; the guides, which the program needs, are in it in half precision.
judges: ## the networks that generated pictures are measured and picked by: 30 minutes; goes on where it was stopped
	go run ./notebooks/experiments/judges train -dir .cache/judges
	go run ./notebooks/experiments/judges list -dir .cache/judges

# What the program makes, as files for the table: SAMPLES=FOLDER says where they go. HINGE are weights of make gan.
SAMPLES =
N = 1000
HINGE = .cache/gan/hinge-seed-0.safetensors
RELATIVISTIC = .cache/gan/relativistic-seed-0.safetensors
SAMPLE = $(CROCOCLOCK) sample
samples: build ## pictures of every generator for make generation: SAMPLES=FOLDER N=1000; wants make gan
	mkdir -p $(SAMPLES)
	go run ./notebooks/experiments/generation autoencoder -n $(N) -dir $(SAMPLES)
	for class in clock crocodile; do \
		$(SAMPLE) --class $$class --n $$(($(N) / 2)) --out $(SAMPLES)/flow.$$class.npy && \
		$(SAMPLE) --model gan --class $$class --n $$(($(N) / 2)) --out $(SAMPLES)/gan-relativistic.$$class.npy && \
		$(SAMPLE) --weights $(HINGE) --class $$class --n $$(($(N) / 2)) --out $(SAMPLES)/gan-hinge.$$class.npy || exit 1; done
	$(SAMPLE) --n $(N) --out $(SAMPLES)/flow.between.npy
	$(SAMPLE) --model gan --n $(N) --out $(SAMPLES)/gan-relativistic.between.npy
	$(SAMPLE) --weights $(RELATIVISTIC) --n $(N) --out $(SAMPLES)/gan-relativistic-unselected.between.npy
	$(SAMPLE) --weights $(HINGE) --n $(N) --out $(SAMPLES)/gan-hinge.between.npy
	$(SAMPLE) --weights pkg/flow/flow.safetensors --n $(N) --out $(SAMPLES)/flow-unselected.between.npy

generation: ## the table of generated pictures, of the files in SAMPLES=FOLDER if there is one; wants make judges
	go run ./notebooks/experiments/generation table -judges .cache/judges -averages $(N) $(if $(SAMPLES),-samples $(SAMPLES)) \
		-out notebooks/results/generation -commit $$(git rev-parse --short HEAD)

weights-resnet: ## train the residual network that the program ships; goes on where it was stopped
	$(CLASSIFIER) train $(RECIPE) -split 0 -net 0 -out pkg/cnn/resnet.safetensors

weights: ## train the weights that the program ships, on the study's own images
	go run ./notebooks/experiments/weights -out pkg/cnn/simplenet.safetensors

test: ## every test
	go test ./...

# The sets of instructions that this machine has.
SIMD = off $(shell grep -qw avx2 /proc/cpuinfo 2>/dev/null && echo avx2) $(shell grep -qw avx512vl /proc/cpuinfo 2>/dev/null && echo avx512)

test-simd: ## the ops against PyTorch's numbers on every set of instructions this machine has
	@for s in $(SIMD); do echo "CROCOCLOCK_SIMD=$$s"; CROCOCLOCK_SIMD=$$s go test -count=1 ./pkg/nn ./pkg/nn/internal/kernels || exit 1; done

check: ## formatting, vet, staticcheck, generated files, notebooks
	@out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofmt would change:"; echo "$$out"; exit 1; }
	go mod verify
	go vet ./...
	go tool staticcheck ./...
	@for p in $(PLATFORMS); do echo "go vet for $$p"; GOOS=$${p%/*} GOARCH=$${p#*/} go vet ./... || exit 1; done
	go generate ./...
	@test -z "$$(git status --porcelain -- kernel/symbols kernel/engine pkg/nn/internal/kernels pkg/nn/internal/gpu)" || { echo "generated files were not up to date; make generate, look, commit"; exit 1; }
	go run ./kernel/crococlock run --check $(NOTEBOOKS)

generate: ## rewrite generated files
	go generate ./...

# PTX of this compiler runs with every driver since 535.
$(VENV)/nvrtc:
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --no-deps nvidia-cuda-nvrtc-cu12==12.2.140
	touch $@

KERNELS = pkg/nn/internal/gpu/kernels
ptx: $(VENV)/nvrtc ## compile the kernels for NVIDIA cards into the file that the program holds; needs no card
	go generate ./pkg/nn/internal/gpu
	$(VENV)/bin/python $(KERNELS)/compile.py

cycles: $(VENV)/nvrtc ## how long a step of the kernels that multiply takes on an H100, by their machine code; needs no card
	$(VENV)/bin/pip install --quiet --no-deps nvidia-cuda-nvdisasm==13.5.37
	$(VENV)/bin/python $(KERNELS)/cycles.py

data: build ## fetch the study's images from CIFAR-100 into data/
	$(CROCOCLOCK) data

# Where go install puts programs: "go install ...@latest" replaces what is there, and the other way round.
INSTALLED = $$(go list -f '{{.Target}}' ./kernel/crococlock)

install: ## the program to where go install puts programs (GOBIN=DIR: elsewhere), and the kernel for this user
	go install -ldflags="-s -w" ./kernel/crococlock
	"$(INSTALLED)" install --user
	@command -v crococlock >/dev/null || echo "The program is $(INSTALLED); with its folder in PATH, crococlock is enough."

uninstall: ## take both back
	-"$(INSTALLED)" uninstall --user
	rm -f "$(INSTALLED)"

$(VENV)/installed: kernel/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet -r $<
	touch $@

lab: build $(VENV)/installed ## open the notebooks in JupyterLab
	$(CROCOCLOCK) install --prefix $(VENV) --replace
	cd notebooks && ../$(VENV)/bin/jupyter lab

# 03_generation is the same in both, too, and takes each of them a minute and a half.
test-jupyter: build $(VENV)/installed ## real Jupyter: conformance, the tools people use, JupyterLab in Chromium, nbclient's outputs beside ours
	$(CROCOCLOCK) install --prefix $(VENV) --replace
	SCREENSHOTS=$(CURDIR)/.cache/jupyter $(VENV)/bin/python -m pytest -q -p no:cacheprovider kernel/jupytertest
	$(VENV)/bin/python kernel/jupyter_parity.py --crococlock $(CROCOCLOCK) $(filter-out %/03_generation.ipynb,$(NOTEBOOKS)) $(FIXTURES)

GONB = $(VENV)/share/jupyter/kernels/gonb/kernel.json

# GoNB and the goimports it calls, to compare with. A machine that cannot have them compares without.
$(GONB):
	mkdir -p $(VENV)/gonb
	printf 'module gonb\ngo 1.26\nrequire (\n\tgithub.com/janpfeifer/gonb v0.11.3\n\tgolang.org/x/tools v0.52.0\n)\n' > $(VENV)/gonb/go.mod
	cd $(VENV)/gonb && GOFLAGS=-mod=mod go build -o ../bin/ github.com/janpfeifer/gonb golang.org/x/tools/cmd/goimports
	JUPYTER_DATA_DIR=$(CURDIR)/$(VENV)/share/jupyter $(CURDIR)/$(VENV)/bin/gonb --install --force_deps

bench-kernel: build $(VENV)/installed ## the kernel's ready time and cell time beside ipykernel and, where it installs, GoNB
	-$(MAKE) --no-print-directory $(GONB)
	$(CROCOCLOCK) install --prefix $(VENV) --replace
	PATH=$(CURDIR)/$(VENV)/bin:$$PATH python kernel/jupytertest/bench.py

soak: build $(VENV)/installed ## an hour, 10,000 cells with interrupts and crashes; SOAK="3 600" is 3 minutes, 600 cells
	$(CROCOCLOCK) install --prefix $(VENV) --replace
	$(VENV)/bin/python kernel/jupytertest/soak.py $(SOAK)

bench: ## training and prediction against stock Gorgonia, and PyTorch and ONNX Runtime where PYTHON names a Python that has them
	go run ./pkg/nn/internal/bench

bench-size: build ## folders of 1,000 to 50,000 pictures: opening, training, predicting; a table for environment.md
	go run ./notebooks/experiments/size -crococlock $(CROCOCLOCK)

soak-nn: ## 10,000 training steps: memory and goroutines do not grow
	NN_SOAK=10000 go test -count=1 -run TestSoak -v ./pkg/nn

PYTHON ?= python3

oracle: ## write PyTorch's and scikit-learn's numbers for the tests of pkg/nn, cnn, cluster, flow, gan and generation anew, with a PYTHON that has both
	$(PYTHON) pkg/nn/testdata/torch_ops.py
	$(PYTHON) pkg/nn/testdata/torch_layers.py
	$(PYTHON) pkg/cnn/testdata/torch_resnet.py > torch.tmp
	mv torch.tmp pkg/cnn/testdata/torch_resnet.json
	$(PYTHON) pkg/cluster/testdata/oracle.py > sklearn.tmp
	mv sklearn.tmp pkg/cluster/testdata/oracle.json
	$(PYTHON) pkg/flow/testdata/torch_flow.py > torch.tmp
	mv torch.tmp pkg/flow/testdata/torch_flow.json
	$(PYTHON) pkg/gan/testdata/torch_gan.py > torch.tmp
	mv torch.tmp pkg/gan/testdata/torch_gan.json
	$(PYTHON) pkg/generation/testdata/numpy_generation.py

# What a target finds is kept in its testdata/fuzz, where go test tries it again from then on.
FUZZTIME = 20s
fuzz: ## every fuzz target for FUZZTIME=20s
	@git grep -o '^func Fuzz[A-Za-z]*' -- '*_test.go' | sed 's,/[^/]*:func , ,' | while read dir name; do \
		echo "$$dir $$name"; go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x ./$$dir || exit 1; done

clean: ## remove what was built here; what is installed stays
	rm -rf bin report sweep .cache/jupyter $(VENV)
