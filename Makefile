# Everything a developer runs. `make check` is all of it, and what .ci/run and the README mean.
SWIFTFLAGS := --explicit-target-dependency-import-check error
SOURCES := Package.swift Sources Tests

.PHONY: check test fmt lint units package testnode hosts acceptance bench demo tools clean

check: lint test units acceptance

# The Debian packages that building, testing and packaging need.
tools:
	packaging/require $$(sed 's/#.*//' packaging/tools.list)

test: tools
	swift build $(SWIFTFLAGS)
	swift test $(SWIFTFLAGS)

fmt:
	swift format -i -r $(SOURCES)

lint: tools
	swift format lint -s -r $(SOURCES)
	shellcheck packaging/build packaging/check-units packaging/check-symbols packaging/require \
	  packaging/debian/adnet-agent.preinst packaging/debian/adnet-agent.postinst \
	  packaging/debian/adnet-agent.prerm \
	  packaging/debian/adnet-agent.postrm

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
hosts:
	Tests/Hosts/install-tools

# The package on real systemd.
acceptance: package testnode hosts
	Tests/Acceptance/run

demo: package testnode hosts
	Tests/Acceptance/demo

bench: package testnode hosts
	Tests/Acceptance/bench

clean:
	rm -rf .build dist
