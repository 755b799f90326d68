# make demo      build the graph, show what is in it, answer three questions, write out/graph.{html,ttl,trig}
# make test      style, types, all tests            make lint      style and types alone
# make coverage  the tests with coverage            make mutants   how many changes of the code the tests notice
# make soak      the long tests                     make bench     speed, as ratios
# make figures   draw the figures of the README again
#
# Each target sets up all that it needs. PYTHON=python3.12 chooses the Python for the virtual environment .venv.
# tasks.py does the work; where make is missing, `python -m tasks NAME` is the same.

PYTHON ?= python3
TASKS  := demo figures test lint coverage mutants soak bench frontend requirements clean

.PHONY: all $(TASKS)
all: demo
$(TASKS):
	@$(PYTHON) -m tasks $@
