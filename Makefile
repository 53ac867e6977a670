# make build, and artifacts/ldirectord is the whole program: one file, nothing to install beside it.
PREFIX = /usr
DESTDIR =
UNITDIR = $(PREFIX)/lib/systemd/system
# Where Pacemaker looks, whatever PREFIX is.
OCFDIR = /usr/lib/ocf/resource.d/ldirectord-net
# The processor that the program is for, as Debian names it: amd64 or arm64. ARCH=arm64 on x86-64 builds for the other one, into a folder of its own.
HOST := $(patsubst aarch64,arm64,$(patsubst x86_64,amd64,$(shell uname -m)))
ARCH = $(HOST)
PROGRAM = artifacts/$(if $(filter-out $(HOST),$(ARCH)),$(ARCH)/)ldirectord
DOTNET = dotnet
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: build deb rpm dist test stories pair bench order demo demo-console install install-realserver fmt clean

# One obj folder: the restores for two processors, side by side, would take each other's files.
.NOTPARALLEL:

build: $(PROGRAM)

# Everything the program is made of, folders too, so that a file that is gone counts: "make install" as root builds nothing that the user has built already.
SOURCES := $(shell find src -name obj -prune -o -name bin -prune -o -print) Directory.Build.props Directory.Packages.props global.json

# Native AOT, by the compiler that comes with the SDK: it starts in a tenth of the time. Where the registry has no such compiler, the runtime goes into the file and
# compiles the same program as it runs.
RID = $(if $(filter arm64,$(HOST)),linux-arm64,linux-x64)
PUBLISH = $(DOTNET) publish src/Ldirectord.Net -c Release -r $(RID) -o artifacts --nologo -v quiet
AHEAD = -p:PublishAot=true
artifacts/ldirectord: $(SOURCES)
	! command -v dpkg-query >/dev/null || tests/packages src/packages.txt
	@if $(DOTNET) restore src/Ldirectord.Net -r $(RID) -v quiet $(AHEAD); then \
		echo "$(PUBLISH) $(AHEAD)"; $(PUBLISH) $(AHEAD); \
	else \
		echo "the registry has no native compiler: the program will be compiled as it runs, and start more slowly" >&2; \
		$(PUBLISH); \
	fi
	touch $@

# For arm64 on x86-64: clang and lld link for any processor, with Debian's C library for that one.
CROSS = $(AHEAD) -p:LinkerFlavor=lld -p:ObjCopyName=llvm-objcopy
artifacts/arm64/ldirectord: $(SOURCES)
	! command -v dpkg-query >/dev/null || tests/packages src/packages-arm64.txt
	@$(DOTNET) restore src/Ldirectord.Net -r linux-arm64 -v quiet $(CROSS) \
		|| { echo "ARCH=arm64 needs the native compiler for arm64, which the registry does not have: runtime.linux-arm64.Microsoft.DotNet.ILCompiler" >&2; exit 1; }
	$(DOTNET) publish src/Ldirectord.Net -c Release -r linux-arm64 -o $(@D) --no-restore --nologo -v quiet $(CROSS)
	touch $@

artifacts/%/ldirectord:
	@echo "$(ARCH) cannot be built for on $(HOST): expected ARCH=amd64 or ARCH=arm64 on an x86-64 machine, or no ARCH" >&2; exit 1

# artifacts/ldirectord-net_VERSION_$(ARCH).deb and artifacts/lvs-realserver_VERSION_all.deb
deb: build
	ARCH=$(ARCH) debian/build

# The same for RHEL 9, its rebuilds and SUSE: artifacts/ldirectord-net-VERSION-1.x86_64.rpm, and ldirectord-net-console and lvs-realserver, which are noarch
rpm: build
	! command -v dpkg-query >/dev/null || tests/packages rpm/packages.txt
	ARCH=$(ARCH) rpm/build

# All that a release is, in artifacts/dist: source archive, packages for both processors, what is inside with versions and licences (CycloneDX), SHA256SUMS. Of what is
# committed.
dist: artifacts/ldirectord $(if $(filter amd64,$(HOST)),artifacts/arm64/ldirectord)
	@test -z "$$(git status --porcelain --untracked-files=no)" || { echo "not committed: the archive would not be what the packages are built from" >&2; exit 1; }
	! command -v dpkg-query >/dev/null || { tests/packages rpm/packages.txt && tests/packages packaging/packages.txt; }
	packaging/dist artifacts/dist

test: build artifacts/arm64/ldirectord artifacts/arm64/libraries
	tests/packages
	$(DOTNET) build Ldirectord.Net.sln --nologo -v quiet
	tests/run

# What the program for arm64 is tested with, under qemu-aarch64-static.
artifacts/arm64/libraries: tests/arm64-libraries tests/arm64-libraries.txt
	rm -rf $@
	tests/arm64-libraries $@.new
	mv $@.new $@
	touch $@

# Every story of tests/Kernel/Compatibility, not only those of "make test": twenty minutes.
stories: build
	tests/packages
	$(DOTNET) build tests/Kernel --nologo -v quiet
	STORIES=. tests/Kernel/bin/Debug/net10.0/Ldirectord.Net.Kernel -noLogo -noColor -class '*StoryTests'

# A fleet of directors behind a router, and a pair under each stack that moves the address: keepalived's, and Pacemaker's two. Not in "make test": three kernels and a cluster need minutes, and a
# machine with nothing else to do, or the pair fails over by itself. What each fail-over cost is written to artifacts/fail-over.md.
pair: build
	tests/packages
	$(DOTNET) build tests/Kernel --nologo -v quiet
	rm -f artifacts/fail-over.md
	FIGURES="$(CURDIR)/artifacts/fail-over.md" tests/Kernel/bin/Debug/net10.0/Ldirectord.Net.Kernel -noLogo -noColor -class '*.FleetTests'
	for stack in keepalived clone group; do \
		PAIR=$$stack FIGURES="$(CURDIR)/artifacts/fail-over.md" tests/Kernel/bin/Debug/net10.0/Ldirectord.Net.Kernel -noLogo -noColor -class '*.PairTests' || exit 1; \
	done

# Everything is measured, beside Perl ldirectord and keepalived where they can do it too; the table is printed and written to bench/FIGURES.md. PART="kernel", say,
# measures a part (bench/Program.cs) and writes nothing but what it draws: PART=memory its table in docs/performance.md, PART=soak SOAK=100 (million checks) bench/soak.svg.
# Needs the packages of the tests, port 8080, and a machine with nothing else to do.
PART =
SOAK =
bench: build
	$(DOTNET) build bench -c Release --nologo -v quiet
	bench/bin/Release/net10.0/Ldirectord.Net.Bench $(PART) $(SOAK)

# Which methods a director runs and which data it reads, by valgrind, to src/Ldirectord.Net/method-order.txt and used-data.txt: to be made anew when much has changed,
# or the runtime. Then "make build".
order: build
	command -v valgrind >/dev/null || { echo "needs the Debian package valgrind: apt-get install valgrind" >&2; exit 1; }
	rm -rf src/Ldirectord.Net/bin/Release/net10.0/$(RID)/native # else it is not linked anew
	$(PUBLISH:artifacts=artifacts/order) $(AHEAD) -p:StripSymbols=false
	$(DOTNET) build bench -c Release --nologo -v quiet
	bench/bin/Release/net10.0/Ldirectord.Net.Bench order artifacts/order/ldirectord
	rm -r artifacts/order src/Ldirectord.Net/bin/Release/net10.0/$(RID)/native

demo: build
	demo/demo.sh

# The same director, in this machine's browser, until it is interrupted.
demo-console: build
	demo/demo.sh --console

# An init script, a logrotate file and a configuration that are there already are the operator's.
install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/sbin/ldirectord"
	install -D -m 644 man/ldirectord.8 "$(DESTDIR)$(PREFIX)/share/man/man8/ldirectord.8"
	install -D -m 644 man/ldirectord.cf.5 "$(DESTDIR)$(PREFIX)/share/man/man5/ldirectord.cf.5"
	install -D -m 644 completion/ldirectord.bash "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/ldirectord"
	install -D -m 644 completion/_ldirectord "$(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_ldirectord"
	install -D -m 644 README.md "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/README.md"
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/docs" docs/*.md docs/openapi.json
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/docs/images" docs/images/*.png
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/bench" bench/FIGURES.md bench/scaling.svg $(wildcard bench/soak.svg)
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/docs/examples" docs/examples/*.cf
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/docs/examples/pair" docs/examples/pair/*
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/docs/examples/fleet" docs/examples/fleet/*
	install -D -m 644 etc/ha.d/ldirectord.cf "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/examples/ldirectord.cf"
	install -D -m 644 etc/ha.d/console.cf "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/examples/console.cf"
	mkdir -p "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/etc"
	ln -sfn ../examples "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/etc/ha.d"
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/contrib/prometheus" contrib/prometheus/*.yml
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/contrib/grafana" contrib/grafana/*.json
	install -D -m 755 ocf/ldirectord "$(DESTDIR)$(OCFDIR)/ldirectord"
	sed -i 's|/usr/sbin/ldirectord|$(PREFIX)/sbin/ldirectord|' "$(DESTDIR)$(OCFDIR)/ldirectord"
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/contrib/pacemaker" contrib/pacemaker/*.crm contrib/pacemaker/*.pcs
	install -D -m 644 -t "$(DESTDIR)$(UNITDIR)" systemd/*.service systemd/*.socket
	sed -i 's|/usr/sbin/|$(PREFIX)/sbin/|' "$(DESTDIR)$(UNITDIR)"/ldirectord*.service
	test -e "$(DESTDIR)/etc/init.d/ldirectord" || install -D -m 755 etc/init.d/ldirectord "$(DESTDIR)/etc/init.d/ldirectord"
	sed -i 's|^program=/usr/sbin/|program=$(PREFIX)/sbin/|' "$(DESTDIR)/etc/init.d/ldirectord"
	test -e "$(DESTDIR)/etc/logrotate.d/ldirectord" || install -D -m 644 etc/logrotate.d/ldirectord "$(DESTDIR)/etc/logrotate.d/ldirectord"
	install -D -m 644 systemd/hardened.conf "$(DESTDIR)$(PREFIX)/share/doc/ldirectord-net/examples/hardened.conf"
	test -e "$(DESTDIR)/etc/ha.d/ldirectord.cf" || install -D -m 644 etc/ha.d/ldirectord.cf "$(DESTDIR)/etc/ha.d/ldirectord.cf"

# On a real server: a script and a unit, nothing that is built.
install-realserver:
	install -D -m 755 realserver/lvs-realserver "$(DESTDIR)$(PREFIX)/sbin/lvs-realserver"
	install -D -m 644 -t "$(DESTDIR)$(UNITDIR)" realserver/lvs-realserver@.service
	sed -i 's|/usr/sbin/|$(PREFIX)/sbin/|' "$(DESTDIR)$(UNITDIR)/lvs-realserver@.service"
	install -D -m 644 man/lvs-realserver.8 "$(DESTDIR)$(PREFIX)/share/man/man8/lvs-realserver.8"
	test -e "$(DESTDIR)/etc/default/lvs-realserver" || install -D -m 644 realserver/default "$(DESTDIR)/etc/default/lvs-realserver"

fmt:
	$(DOTNET) format Ldirectord.Net.sln

clean:
	$(DOTNET) clean Ldirectord.Net.sln --nologo -v quiet
	rm -rf artifacts
