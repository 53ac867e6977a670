# CHANGELOG.md as a Debian changelog: one entry, of the version that is packed, with what stands below its heading (or below the heading of the unreleased version).
/^## / { if (found) exit; found = index($0, "## " version) == 1 || /[Uu]nreleased/; if (found) printf "%s (%s) unstable; urgency=medium\n", package, version; next }
!found { next }
/^### / { wrap(); printf "\n  [ %s ]\n", substr($0, 5); next }
/^- / { wrap(); item = substr($0, 3); next }
NF { sub(/^ +/, ""); item = item " " $0 }
END { wrap(); printf "\n -- %s  %s\n", maintainer, date }

function wrap(    words, n, i, line) { # the item, in lines of at most 78 characters
    if (item == "") return
    n = split(item, words, " ")
    line = "  *"
    for (i = 1; i <= n; i++) {
        if (length(line " " words[i]) > 78) { print line; line = "   " }
        line = line " " words[i]
    }
    print line
    item = ""
}
