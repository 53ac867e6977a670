# make build, and artifacts/ldirectord is the whole program: one file, nothing to install beside it.
PREFIX = /usr
DESTDIR =
RID = linux-x64
DOTNET = dotnet
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: build aot test bench demo install fmt clean

build: artifacts/ldirectord

# Everything the program is made of, folders too, so that a file that is gone counts: "make install" as root builds nothing that the user has built already.
SOURCES := $(shell find src -name obj -prune -o -name bin -prune -o -print) Directory.Build.props Directory.Packages.props global.json

artifacts/ldirectord: $(SOURCES)
	$(DOTNET) publish src/Ldirectord.Net -c Release -r $(RID) -o artifacts --nologo -v quiet
	touch $@

# Where the registry serves the compiler's packs: smaller, and started sooner.
aot:
	$(DOTNET) publish src/Ldirectord.Net -c Release -r $(RID) -o artifacts --nologo -v quiet -p:PublishAot=true -p:PublishSingleFile=false

test: build
	tests/packages
	$(DOTNET) build Ldirectord.Net.sln --nologo -v quiet
	tests/run

# How long after its deadline a probe has its verdict. The odbc row needs the packages of the tests.
bench:
	$(DOTNET) build bench -c Release --nologo -v quiet
	bench/bin/Release/net10.0/Ldirectord.Net.Bench

demo: build
	demo/demo.sh

install: artifacts/ldirectord
	install -D -m 755 artifacts/ldirectord "$(DESTDIR)$(PREFIX)/sbin/ldirectord"
	install -D -m 644 man/ldirectord.8 "$(DESTDIR)$(PREFIX)/share/man/man8/ldirectord.8"
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/system" systemd/ldirectord.service systemd/ldirectord@.service
	sed -i 's|/usr/sbin/|$(PREFIX)/sbin/|' "$(DESTDIR)$(PREFIX)/lib/systemd/system/ldirectord.service" "$(DESTDIR)$(PREFIX)/lib/systemd/system/ldirectord@.service"
	install -D -m 644 systemd/hardened.conf "$(DESTDIR)$(PREFIX)/share/doc/ldirectord/hardened.conf"
	test -e "$(DESTDIR)/etc/ha.d/ldirectord.cf" || install -D -m 644 etc/ha.d/ldirectord.cf "$(DESTDIR)/etc/ha.d/ldirectord.cf"

fmt:
	$(DOTNET) format Ldirectord.Net.sln

clean:
	$(DOTNET) clean Ldirectord.Net.sln --nologo -v quiet
	rm -rf artifacts
