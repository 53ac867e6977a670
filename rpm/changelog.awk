# CHANGELOG.md as %changelog: one entry, of the version that is packed, with what stands below its heading (or below the heading of the unreleased version).
BEGIN { printf "\n%%changelog\n* %s Ldirectord.Net contributors <ldirectord-net@example.net> - %s-1\n", date, version }
/^## / { if (found) exit; found = index($0, "## " version) == 1 || /[Uu]nreleased/; next }
found && (/^- / || /^ +[^ ]/) { gsub(/%/, "%%"); print }
