# Each target sets up what it needs. Without make: `python3 bootstrap.py TASK`, on Windows `py -3.11 bootstrap.py TASK`.
PYTHON ?= python3
INSTANCE ?= instances/wuhu2026.yaml

.PHONY: solve test lint bench campaign docs

solve: ; @$(PYTHON) bootstrap.py solve $(INSTANCE) $(ARGS)

test lint bench campaign docs: ; @$(PYTHON) bootstrap.py $@ $(ARGS)
