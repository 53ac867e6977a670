using System.Collections.Immutable;

namespace Ldirectord.Cli;

/// <summary>The help of show --watch.</summary>
internal static class ScreenHelp
{
    public static ImmutableArray<string> Lines { get; } =
    [
        "Move",
        "  Up Down, k j                a row",
        "  PageUp PageDown, Space      a page",
        "  Home End, g G               the first, the last",
        "  n                           the next row that is not fine",
        "",
        "See",
        "  /                           filter: rows that have all words; Esc removes it",
        "  p                           only problems",
        "  s S                         next, previous order: file, state, connections, changed, duration of the check, address",
        "  r                           the order reversed",
        "  Enter                       why a server is as it is",
        "",
        "Steer: each asks what it needs to know, and whether you mean it",
        "  d                           drain: no new clients; out when its connections have ended",
        "  m                           maintenance: out",
        "  e                           enable: back with its next passed check",
        "  w                           weight, as a number or in percent",
        "  c                           check now",
        "",
        "  Ctrl-L                      paint again",
        "  Ctrl-Z                      suspend; fg returns",
        "  q, Ctrl-C                   quit",
        "",
        "Marks: + up, ! down, ^ kept, M maintenance or drained, v draining, F fallback serving, ? unknown, . standby or not checked",
        "(in UTF-8: ● up, ✗ down, ▲ kept, ■ maintenance or drained, ▽ draining, ◆ fallback serving, ○ standby or not checked)",
    ];
}
