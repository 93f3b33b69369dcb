# Everything a developer runs. `make check` is the test command of the README, `make check-long` what takes
# longer; .ci/run runs both. `make quick` needs neither root nor a quarter of an hour. docs/testing.md has the details.
SWIFTFLAGS := --explicit-target-dependency-import-check error
SOURCES := Package.swift Sources Tests
SCRIPTS := packaging/build packaging/check-swift packaging/check-symbols packaging/check-units \
  packaging/require packaging/run-tests packaging/step packaging/behind packaging/debian/adnet-agent.preinst \
  packaging/debian/adnet-agent.postinst packaging/debian/adnet-agent.prerm \
  packaging/debian/adnet-agent.postrm
# What building and linting need, and what everything needs.
listed = $(shell sed 's/\#.*//' packaging/tools.list)
to_build = $(shell sed '/^\# package/,$$d; s/\#.*//' packaging/tools.list)
# How often `make soak` does all of it.
TIMES := 1

.PHONY: check check-long quick soak build-tests test fmt lint runner units package testnode hosts acceptance \
  scenarios scenarios-long released mutants bench demo tools clean

# Three steps at once. The scenarios wait for the package, so the others take what processor time its build
# leaves; the unit tests run beside the scenarios, which mostly wait. Each step's output is in .build/check,
# and shown when the step fails.
check: tools hosts
	@rm -rf .build/check
	@$(call beside,3,package build-tests lint runner units scenarios test)

# The longer scenarios, virtual machines, upgrades from the last released version, and whether
# the simulator still finds planted defects. With what is in dist.
check-long: tools hosts
	@rm -f .build/check/summary
	@$(call beside,2,released mutants scenarios-long)

# So many steps at once; at the end a line for each.
beside = status=0; $(MAKE) --no-print-directory --keep-going --jobs=$(1) $(2:%=step-%) || status=$$?; \
  echo; cat .build/check/summary; exit $$status

STEPS := package build-tests test lint runner units scenarios released mutants scenarios-long
BEHIND := build-tests lint runner units
.PHONY: $(STEPS:%=step-%)
$(STEPS:%=step-%): step-%:
	@packaging/step $* $(if $(filter $(BEHIND),$*),packaging/behind package) \
	  $(MAKE) --no-print-directory $(if $(filter package,$*),package testnode,$*)
step-scenarios: step-package
step-test: step-package step-build-tests
step-scenarios-long: step-released

# The Debian packages that building, testing and packaging need, and the right Swift.
tools:
	@packaging/check-swift
	@packaging/require $(listed)

build-tests: tools
	swift build --build-tests $(SWIFTFLAGS)

test: build-tests
	packaging/run-tests $(SWIFTFLAGS)

# Without installing anything: lint and unit tests, but for those that need foreign servers or, for whoever
# isn't root, root. It says what is missing.
as_nobody = $(if $(filter-out 0,$(shell id -u)),--skip LiveCommandTests --skip aFileThatTheAgentCanNotRead)
quick:
	@packaging/check-swift
	@packaging/require --only-tell $(to_build)
	swift format lint -s -r $(SOURCES)
	swift build --build-tests $(SWIFTFLAGS)
	packaging/run-tests $(SWIFTFLAGS) --skip HandoffTests $(as_nobody)

# Everything that the simulator can do, and all scenarios, again and again: TIMES=5. It takes hours.
soak: build-tests package testnode hosts
	export ADNET_SOAK=1; for time in $$(seq $(TIMES)); do \
	  export ADNET_SAMPLE=$$time; packaging/run-tests $(SWIFTFLAGS) && Tests/Mutants/run && Tests/Acceptance/run --all || exit 1; \
	done

fmt:
	swift format -i -r $(SOURCES)

lint: tools
	swift format lint -s -r $(SOURCES)
	shellcheck $(SCRIPTS)

# The runner of the scenarios itself.
runner: tools
	Tests/Acceptance/check-runner

# The unit files: valid, and exposed no more than agreed.
units: tools
	packaging/check-units

# Leaves dist/adnet-agent_<version>_<architecture>.deb.
package: tools
	packaging/build

# Leaves dist/adnet-testnode, the stand-in for a node. It is never part of a package.
testnode: tools
	swift build $(SWIFTFLAGS) -c release --product adnet-testnode --static-swift-stdlib \
	  -Xswiftc -Osize --scratch-path .build/testnode
	mkdir -p dist
	strip -o dist/adnet-testnode .build/testnode/release/adnet-testnode

# What systemd hosts and virtual machines for tests need.
hosts: tools
	Tests/Hosts/install-tools

# The package on real systemd.
acceptance: package testnode released hosts
	Tests/Acceptance/run

# The same with what is in dist already: those of make check, and the others.
scenarios:
	Tests/Acceptance/run --short
scenarios-long:
	Tests/Acceptance/run --long

# Whether the simulator finds planted defects.
mutants:
	Tests/Mutants/run

# The packages of the released versions, for upgrades from them. Built once; without the history of then
# those are left out.
released: tools
	for version in $$(sed '/^#/d; s/ .*//' Tests/Frozen/versions); do \
	  Tests/Acceptance/released $$version || test $$? = 2 || exit 1; \
	done

demo: package testnode hosts
	Tests/Acceptance/demo

bench: package testnode hosts
	Tests/Acceptance/bench

clean:
	rm -rf .build dist
