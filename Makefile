# A newcomer's commands. All of them are `python3 -m launch COMMAND`; see launch/.
PYTHON ?= python3

.PHONY: run test check faults bench screenshots catalogue format lock manage servers stop clean
.NOTPARALLEL:

run:      ## the product, at http://127.0.0.1:8000 (PORT=8001 make run for another port); Ctrl-C stops it
test:     ## every test, on real servers; ARGS="tests/issues -k accept" for some
check:    ## linters, types, layers, migrations, production settings
faults:   ## kill, stop, wipe and cut every part in full; one line for each fault
bench:    ## the benchmarks; ARGS are theirs
screenshots: ## every page of the demo company in both themes and three widths, into screenshots/
catalogue: ## take the marked words into locale/, keeping what is translated; see docs/languages.md
format:   ## format everything
lock:     ## compile the lock files anew
manage:   ## a management command on the data of `make run`: make manage ARGS="createsuperuser"
servers:  ## start the private test servers and leave them up
stop:     ## stop the product and every private server of this checkout
clean:    ## remove what can be built again; the data stays

run test check faults bench screenshots catalogue format lock manage servers stop clean:
	@exec $(PYTHON) -m launch $@ $(ARGS)
